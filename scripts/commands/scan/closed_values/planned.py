"""What a plan tells of the rules: resources that must be there, and constants outside of documents.

A plan has values instead of references, every argument that AWS knows, and lists of blocks in
another order; so references, documents, lists, and what follows from settings together are left to
the scan of its configuration (scripts/commands/scan/unjudged.py says so).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.commands.scan.closed_values.leaves import Own, family_of, plain_of
from scripts.commands.scan.closed_values.rules import WHOLE, Rule, Rules
from scripts.terraform.documents.configuration import WHOLE as DEPLOYMENT
from scripts.terraform.documents.configuration import Configuration, Resource, Violation

_SECTIONS = ("output.", "provider.", "terraform.", "ephemeral.", "data.")
# Terraform's own, which no plan repeats.
_META = ("lifecycle", "depends_on")


def judge_plan(configuration: Configuration, rules: Rules) -> Iterator[Violation]:
    """What in a plan differs from what settings can give, as far as a plan tells of it."""
    own = Own.read(next(iter(configuration.provider), {}))
    found = {family_of(each.address) for each in configuration.resources}
    for family, arguments in rules.items():
        if not family.startswith(_SECTIONS) and family not in found and arguments[WHOLE].is_needed:
            yield Violation(DEPLOYMENT, f"no {family}")
    for resource in configuration.resources:
        if resource.mode == "managed":
            family = family_of(resource.address)
            if family in rules:
                yield from _resource(resource, rules[family], own)
            else:
                yield resource.violates("is nothing that this product makes")


def _resource(resource: Resource, arguments: Mapping[str, Rule], own: Own) -> Iterator[Violation]:
    for path, rule in arguments.items():
        if path == WHOLE or "[" in path or path.startswith(_META) or _refers(rule):
            continue
        value = resource.get(*path.split("."))
        # What is left out has the provider's nothing in a plan of what is deployed.
        if value in (None, "") or (not value and not rule.is_needed):
            continue
        if isinstance(value, list | dict) or "${" in str(value):
            continue
        texts = _texts(plain_of(resource.address, value, own))
        if not any(map(rule.match, texts)):
            expected = " or ".join(map(str, rule.templates))
            yield resource.violates(f"{path} is {value}, not {expected}"[:200])


def _refers(rule: Rule) -> bool:
    return any("${" in str(each) or "program" in str(each) for each in rule.templates)


def _texts(value: Any) -> tuple[str, str]:
    """A value as a string and as another literal: plans have the provider's type."""
    plain = value if isinstance(value, str) else json.dumps(value)
    return plain, f"= {plain}"
