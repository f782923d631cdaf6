"""The facts of the catalogue agree with what the stacks make, AWS's models and the review."""

import json
import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from scripts.commands.scan.closed_values.rules import FOLDER
from scripts.project import ROOT
from scripts.resources import CATALOGUE, made
from scripts.resources.entry import ResourceType
from scripts.resources.facets.discovery import FoundBy, Idempotent
from scripts.review import Change
from scripts.review.context import Context
from scripts.review.judge import judge
from scripts.terraform.documents.configuration import read_configuration
from tests.synthesized import Stack

# How a value may change in place, whatever it is.
OTHER_TEXTS = ("", "*", "0.0.0.0/0", "Disabled")


def arguments(stack: Stack) -> Iterator[tuple[ResourceType, str, Mapping[str, Any]]]:
    for type_, address, attributes in stack.every():
        entry = CATALOGUE[type_]
        assert isinstance(entry, ResourceType), type_
        yield entry, address, attributes


def test_every_type_of_every_configuration_has_an_entry_for_its_stack(stacks: list[Stack]) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for stack in stacks:
        for entry, _, _ in arguments(stack):
            found[entry.name].add(read_configuration("", json.dumps(stack.json)).kind)
    # Only where somebody is named who is told of alarms, which no named configuration does.
    assert {each.name for each in made()} - found.keys() == {"aws_sns_topic_subscription"}
    for name, kinds in found.items():
        made_by = CATALOGUE[name]
        assert isinstance(made_by, ResourceType)
        assert not made_by.stack or kinds == set(made_by.stack.split()), name


def test_every_type_is_found_again_or_made_again_without_harm() -> None:
    for entry in made():
        assert isinstance(entry.discovery, FoundBy | Idempotent), entry.name


def test_every_name_stands_once_and_in_one_module() -> None:
    named = [
        name
        for file in (ROOT / "scripts" / "resources").glob("*.py")
        for name in re.findall(r'\n        name="(\w+)"', file.read_text())
    ]
    assert len(named) >= len(list(made()))
    assert sorted(named) == sorted(set(named))


def test_what_differs_among_configurations_follows_from_settings(stacks: list[Stack]) -> None:
    values: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for stack in stacks if stacks else ():
        for entry, address, attributes in arguments(stack) if stack.is_deployment else ():
            for path in [*entry.arguments.needed.split(), *entry.arguments.optional.split()]:
                found = json.dumps(list(at(attributes, path.split("."))), sort_keys=True)
                values[entry.name, path, address].add(found)
    differing = {(name, path) for (name, path, _), found in values.items() if len(found) > 1}
    for entry in made():
        paths = {path for name, path in differing if name == entry.name}
        inner = {path for path in paths if not any(p.startswith(f"{path}.") for p in paths)}
        outer = {p for p in inner if not _has_parts(entry, p)}
        assert outer - set(entry.arguments.from_settings.split()) == set(), entry.name


def _has_parts(entry: ResourceType, path: str) -> bool:
    return any(each.startswith(f"{path}.") for each in entry.arguments.all)


def at(tree: Any, path: list[str]) -> Iterator[Any]:
    if isinstance(tree, list):
        for each in tree:
            yield from at(each, path)
    elif not path:
        yield tree
    elif isinstance(tree, Mapping) and path[0] in tree:
        yield from at(tree[path[0]], path[1:])


@pytest.mark.parametrize("entry", list(made()), ids=lambda entry: entry.name)
def test_what_is_free_to_change_needs_no_allow(entry: ResourceType, stacks: list[Stack]) -> None:
    for attribute in entry.arguments.free.split():
        given = [
            {**attributes, "id": "x"}
            for stack in stacks
            for type_, _, attributes in stack.every()
            if type_ == entry.name and [*at(attributes, attribute.split("."))]
        ]
        assert given, f"{entry.name}.{attribute} is never given"
        for before in given[:6]:
            for other in others(next(at(before, attribute.split(".")))):
                after = _with(before, attribute.split("."), other)
                change = Change("a.b", entry.name, ("update",), before=before, after=after)
                stopping = [each for each in judge(change, Context()) if each.kind.needs_allow]
                assert not stopping, f"{entry.name}.{attribute}: {before[attribute]!r} -> {other!r}"


def _with(tree: Any, path: list[str], value: Any) -> Any:
    """A copy of a resource in which all values at a path are another one."""
    if isinstance(tree, list):
        return [_with(each, path, value) for each in tree]
    if not path:
        return value
    return {**tree, path[0]: _with(tree[path[0]], path[1:], value)} if path[0] in tree else tree


@pytest.mark.parametrize("entry", list(made()), ids=lambda entry: entry.name)
def test_what_may_change_is_an_argument(entry: ResourceType) -> None:
    arguments = entry.arguments
    # Of a security group the stacks keep the rules apart, and of a listener there may be more.
    beyond = {"egress", "ingress", "mutual_authentication", "prefix_list_id"}
    # One entry of a map.
    beyond |= {"dimensions.CertificateArn"}
    beyond |= {"cidr_ipv4", "cidr_ipv6", "referenced_security_group_id"}
    may = {*arguments.accepts, *arguments.judged.split(), *arguments.free.split()}
    assert may - arguments.all - beyond == set()
    assert {*arguments.grows.split()} <= {*arguments.refers}
    assert not {*arguments.accepts} & {*arguments.free.split(), *arguments.judged.split()}


def others(value: Any) -> Iterator[Any]:
    yield None
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (0, value - 1, value + 1, 100_000)
    elif isinstance(value, str):
        yield from (f"{value}x", *OTHER_TEXTS)
    elif isinstance(value, list):
        yield from ([], value[1:])


def test_a_type_is_named_in_few_product_files() -> None:
    files = [
        set(re.findall(r"\baws_[a-z0-9_]+", file.read_text(encoding="utf-8")))
        for file in (ROOT / "scripts").rglob("*")
        # What the scan expects is written by a command, from the stacks.
        if file.suffix in (".py", ".json") and file.parent != FOLDER
    ]
    counts = {entry.name: sum(entry.name in named for named in files) for entry in made()}
    assert statistics.median(counts.values()) <= 4, counts
