"""Beside the resources nothing runs, and nothing is fetched."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import as_list, blocks

SECTIONS = {"//", "data", "ephemeral", "output", "provider", "resource", "terraform"}
DATA = {"aws_caller_identity"}
EPHEMERAL = {"aws_secretsmanager_random_password"}
PROVIDER = {"allowed_account_ids", "default_tags", "region"}
SOURCES = {"aws", "hashicorp/aws", "registry.terraform.io/hashicorp/aws"}
EXACTLY = re.compile(r"(= ?)?\d+\.\d+\.\d+")
# 24 letters and digits carry 142 bits.
LEAST_PASSWORD_LENGTH = 24


@policy(
    54,
    "There are no modules, variables, or providers and data sources off the allow-list.",
    hipaa="308(a)(1)(ii)(B) 308(a)(5)(ii)(B) 308(a)(8)",
)
def reviewed_sections(configuration: Configuration) -> Violations:
    """They run programs, bring resources that nobody scans, or keep values in the state."""
    for reason in _reasons(configuration.document):
        yield configuration.lacks(reason)
    for resource in configuration.resources:
        if resource.mode == "data" and resource.type not in DATA:
            yield resource.violates(f"data source type {resource.type} is not on the allow-list")


def _reasons(document: Mapping[str, Any]) -> Iterator[str]:
    for section in sorted(set(document) - SECTIONS):
        yield f"section {section} is not on the allow-list"
    for name in sorted(set(document.get("provider", {})) - {"aws"}):
        yield f"provider {name} is not on the allow-list"
    providers = blocks(document.get("provider", {}), "aws")
    for argument in sorted({key for each in providers for key in each} - PROVIDER):
        yield f"provider argument {argument} is not on the allow-list"
    required = document.get("terraform", {}).get("required_providers", {})
    for name, terms in sorted(next(iter(as_list(required)), {}).items()):
        source, version = terms.get("source"), str(terms.get("version"))
        if name != "aws" or source not in SOURCES:
            yield f"provider {source} is not on the allow-list"
        elif not EXACTLY.fullmatch(version):
            yield f"provider {source} is not pinned to an exact version: {version}"
    yield from _passwords(document.get("ephemeral", {}))


def _passwords(ephemeral: Mapping[str, Any]) -> Iterator[str]:
    for type_ in sorted(set(ephemeral) - EPHEMERAL):
        yield f"ephemeral resource type {type_} is not on the allow-list"
    for name, terms in ephemeral.get("aws_secretsmanager_random_password", {}).items():
        length = terms.get("password_length") or 0
        if length < LEAST_PASSWORD_LENGTH:
            yield f"password {name} has {length} characters, not {LEAST_PASSWORD_LENGTH} or more"
