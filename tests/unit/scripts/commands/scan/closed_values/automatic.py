"""Automatic defects: every argument of a configuration, changed in several ways."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.commands.scan.closed_values.leaves import ADDRESSED, decoded
from tests.synthesized import RESOURCE

Place = tuple[str | int, ...]
# In a place, what follows is the content of a JSON string.
INSIDE = "<json>"
CLASSES = ("removed", "other value", "text for its type", "other resource", "wrapped", "element")


@dataclass(frozen=True)
class Defect:
    """One changed argument: its class, the section, type and name, and the place in the body."""

    kind: str
    block: tuple[str, ...]
    place: Place
    value: Any

    def __str__(self) -> str:
        shown = ".".join(str(each) for each in (*self.block[1:], *self.place))
        return f"{self.kind}: {shown} = {json.dumps(self.value)[:80]}"

    def apply(self, document: dict[str, Any]) -> dict[str, Any]:
        """A copy of the document with the defect."""
        section, *rest = self.block
        changed = {**document, section: {**document[section]}}
        holder = changed[section]
        for key in rest[:-1]:
            holder[key] = {**holder[key]}
            holder = holder[key]
        holder[rest[-1]] = _changed(copy.deepcopy(holder[rest[-1]]), self.place, self.value)
        return changed


def defects(document: dict[str, Any]) -> Iterator[Defect]:
    """All automatic defects of a configuration."""
    blocks = dict(_blocks(document))
    resources = sorted(".".join(block[1:]) for block in blocks if block[0] == "resource")
    for block, body in blocks.items():
        for place, value in _places(body, ()):
            yield from (
                Defect(kind, block, place, other) for kind, other in _others(value, resources)
            )


GONE: Any = {"<gone>": True}


def _others(value: Any, resources: list[str]) -> Iterator[tuple[str, Any]]:
    yield "removed", GONE
    if isinstance(value, list):
        if value:
            yield "element", value[:-1]
        yield "element", [*value, value[0] if value and isinstance(value[0], dict) else "stranger"]
        return
    if isinstance(value, dict):
        return
    if isinstance(value, bool):
        yield "other value", not value
        yield "text for its type", json.dumps(value)
    elif isinstance(value, int | float):
        yield "other value", value + 1
        yield "other value", value * 7 + 1_000_003
        yield "text for its type", f"{value}x"
    elif isinstance(value, str):
        yield from _other_texts(value, resources)


def _other_texts(value: str, resources: list[str]) -> Iterator[tuple[str, Any]]:
    yield "other value", f"{value}stranger"
    if match := RESOURCE.search(value):
        type_ = match[1].partition(".")[0]
        same = [each for each in resources if each.startswith(f"{type_}.") and each != match[1]]
        other = same[0] if same else f"{type_}.stranger"
        yield "other resource", value.replace(match[1], other)
        inner = value.removeprefix("${").removesuffix("}")
        yield "wrapped", f'${{{inner} == "" ? "" : "evil"}}'


def _blocks(document: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for section, entries in document.items():
        if section == "//":
            continue
        for key, entry in entries.items():
            if section in ADDRESSED:
                yield from (((section, key, name), body) for name, body in entry.items())
            else:
                yield (section, key), entry


def _places(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    inner = decoded(value)
    if inner is not value:
        place = (*place, INSIDE)
    if place and place[-1] != INSIDE and not isinstance(value, dict):
        yield place, value
    parts: Any = ()
    if isinstance(inner, dict):
        parts = [each for each in inner.items() if not is_layout(each[0], inner)]
    elif isinstance(inner, list):
        if place and place[-1] == INSIDE:
            yield place, inner
        parts = list(enumerate(inner))
    for key, part in parts:
        yield from _places(part, (*place, key))


def is_layout(key: str, holder: dict[str, Any]) -> bool:
    """True for comments, and for where a dashboard shows a widget."""
    return key == "//" or (key in ("x", "y", "width", "height") and "properties" in holder)


def _changed(body: Any, place: Place, value: Any) -> Any:
    """The body with another value at a place; changes what it is given."""
    if not place:
        return value
    key, *rest = place
    if key == INSIDE:
        return json.dumps(_changed(json.loads(body), tuple(rest), value))
    if not rest and value is GONE:
        del body[key]
    else:
        body[key] = _changed(body[key], tuple(rest), value)
    return body
