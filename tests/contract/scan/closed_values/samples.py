"""Configurations to learn from: each setting varied by itself, then several at once."""

import copy
import json
import random
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.commands.scan.closed_values.leaves import Block, read_blocks
from stacks.settings import SettingsError, parse_settings
from tests.configurations import CONFIGURATIONS, LOCKED, REMOTE_STATE
from tests.contract.scan.closed_values.bases import BASES, EXTREMES, VARIED
from tests.contract.scan.closed_values.variations import ROWS, Variation

STATE_STACK = "remote-state"
SEVERAL = 250
NAMES = ("clinic", "north-2", "evaluation", "a")


@dataclass(frozen=True)
class Sample:
    """One synthesized stack.

    base: number of the sample that differs by `setting` alone; None if several settings differ.
    """

    blocks: tuple[Block, ...]
    components: Mapping[str, str]
    base: int | None = None
    setting: str = ""


def with_values(base: Mapping[str, Any], variation: Variation) -> dict[str, Any]:
    """Settings of one deployment with other values at dotted paths."""
    changed = copy.deepcopy(dict(base))
    for path, value in variation.items():
        *groups, name = path.split(".")
        inner = changed
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = value
    return changed


def synthesized(context: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every stack of a context as JSON. Raises SettingsError."""
    from stacks.app import synthesize  # noqa: PLC0415

    settings = parse_settings(dict(context), LOCKED)
    with tempfile.TemporaryDirectory() as folder:
        synthesize(settings, folder)
        return {
            file.parent.name: json.loads(file.read_text(encoding="utf-8"))
            for file in sorted(Path(folder).glob("stacks/*/cdk.tf.json"))
        }


def variations(path: str, base: Mapping[str, Any]) -> list[Variation]:
    """What is tried of one setting; a domain's parts only where there is one."""
    if path.startswith("domain.") and not base.get("domain"):
        return []
    return ROWS[path].of(path)


def named() -> Iterator[dict[str, Any]]:
    """Deployments of the named configurations."""
    for context in CONFIGURATIONS.values():
        for name, stack in synthesized(context).items():
            if name in context["deployments"]:
                yield stack


def one_at_a_time() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Base, setting and stack; a base itself has no setting and comes before its variations."""
    for name, base in BASES.items():
        yield name, "", _deployment(base, {}) or {}
        for path in VARIED.get(name, ()):
            for each in variations(path, base):
                if stack := _deployment(base, each):
                    yield name, path, stack


def extremes() -> Iterator[dict[str, Any]]:
    """Stacks with the least and the most of what several settings decide."""
    for base in (BASES["production"], BASES["evaluation"], BASES["restored"]):
        for each in EXTREMES:
            if stack := _deployment(base, each):
                yield stack


def states() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Setting of the remote state, stack's name and stack; at first without any other setting."""
    for path, variation in _state_variations():
        stacks = synthesized(_with_state(variation, BASES["least"]))
        yield from ((path, *each) for each in stacks.items())


def _state_variations() -> list[tuple[str, Variation]]:
    none: tuple[str, Variation] = ("", {})
    return [none] + [
        (path, each)
        for path, row in ROWS.items()
        if path.startswith("remote_state.")
        for each in row.of(path)
    ]


def copies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Setting and stack of copies; a base without a setting comes before its variations."""
    paths = ("account_id", "environment", *(path for path in ROWS if path.startswith("backup.")))
    for name in ("production", "evaluation"):
        base = with_values(BASES[name], {"backup.copies": [{"region": "eu-west-1"}]})
        for path in ("", *paths):
            for each in variations(path, base) if path else [{}]:
                if stack := _copies_of(with_values(base, each)):
                    yield path, stack
    for path, each in _state_variations():
        settings = with_values(BASES["least"], {"backup.copies": [{"region": "eu-west-1"}]})
        yield path, synthesized(_with_state(each, settings))["clinic-eu-west-1"]


def _copies_of(settings: Mapping[str, Any]) -> dict[str, Any] | None:
    """The first stack of copies; None if there is none, or the settings are refused."""
    try:
        stacks = synthesized({"deployments": {"clinic": dict(settings)}})
    except SettingsError:
        return None
    return next((stack for name, stack in stacks.items() if name != "clinic"), None)


def several_at_once(number: int = SEVERAL, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Stacks of deployments with some ten settings that differ from their base's."""
    chance = random.Random(seed)  # noqa: S311 - examples, no secrets
    while number:
        base = chance.choice(list(BASES.values()))
        changed = dict(base)
        paths = [path for path in ROWS if not path.startswith("remote_state.")]
        for path in chance.sample(paths, chance.randint(3, 25)):
            if found := variations(path, changed):
                candidate = with_values(changed, chance.choice(found))
                changed = candidate if _is_valid(candidate) else changed
        if stack := _deployment(changed, {}, chance.choice(NAMES)):
            number -= 1
            yield stack


def _with_state(variation: Variation, settings: Mapping[str, Any]) -> dict[str, Any]:
    state = {"remote_state": {**REMOTE_STATE, "region": "us-west-2"}}
    return {"deployments": {"clinic": dict(settings)}, **with_values(state, variation)}


def _is_valid(settings: Mapping[str, Any]) -> bool:
    try:
        parse_settings({"deployments": {"clinic": dict(settings)}}, LOCKED)
    except SettingsError:
        return False
    return True


def _deployment(
    base: Mapping[str, Any], variation: Variation, name: str = "clinic"
) -> dict[str, Any] | None:
    """The stack of one deployment; None if its settings are refused."""
    try:
        return synthesized({"deployments": {name: with_values(base, variation)}})[name]
    except SettingsError:
        return None


def sample(stack: Mapping[str, Any], base: int | None = None, setting: str = "") -> Sample:
    """A stack as flat arguments."""
    return Sample(tuple(read_blocks(stack)), components(stack), base, setting)


def components(stack: Mapping[str, Any]) -> dict[str, str]:
    """Address -> the component, which is the second part of the construct path."""
    return {
        f"{prefix}{type_}.{name}": body["//"]["metadata"]["path"].split("/")[1]
        for section, prefix in (("resource", ""), ("data", "data."))
        for type_, entries in stack.get(section, {}).items()
        for name, body in entries.items()
        if "//" in body
    }
