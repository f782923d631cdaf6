"""Edits of synthesized Terraform JSON, and how a defect is described with them."""

import fnmatch
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Document = dict[str, Any]
Attributes = dict[str, Any]
Edit = Callable[[Attributes], None]


@dataclass(frozen=True)
class Mutation:
    """One defect. `target`: address, with `*` for any name; the first match is edited.

    `edit` of None removes the resource; an address without match is added with what `edit` gives.
    """

    target: str
    edit: Edit | None
    check: str
    about: str

    def __str__(self) -> str:
        return f"{self.check}-{self.target}-{self.about}".replace(" ", "_")

    def apply(self, document: Document) -> None:
        """Edit `document` in place. Raises LookupError if there is nothing to remove."""
        type_, _, pattern = self.target.partition(".")
        named = document["resource"].setdefault(type_, {})
        names = sorted(fnmatch.filter(named, pattern))
        if self.edit is None:
            for name in names:
                del named[name]
            if not names:
                raise LookupError(self.target)
        elif names:
            before = json.dumps(named[names[0]])
            self.edit(named[names[0]])
            assert json.dumps(named[names[0]]) != before, f"{self} changed nothing"
        else:
            assert "*" not in pattern, f"{self.target} is not there"
            named[pattern] = {}
            self.edit(named[pattern])


def put(path: str, value: Any) -> Edit:
    """Set the argument at `path`, names joined by dots; the first of nested blocks."""

    def edit(attributes: Attributes) -> None:
        block, name = _block(attributes, path)
        block[name] = value

    return edit


def drop(path: str) -> Edit:
    """Leave the argument at `path` out."""

    def edit(attributes: Attributes) -> None:
        block, name = _block(attributes, path)
        del block[name]

    return edit


def values(**arguments: Any) -> Edit:
    """Set several arguments of the resource itself."""
    return lambda attributes: attributes.update(arguments)


def each(path: str, edit: Callable[[Attributes], None]) -> Edit:
    """Edit every nested block at `path`."""

    def edit_all(attributes: Attributes) -> None:
        block, name = _block(attributes, path)
        for one in block[name] if isinstance(block[name], list) else [block[name]]:
            edit(one)

    return edit_all


def where(path: str, key: str, value: Any, edit: Callable[[Attributes], None]) -> Edit:
    """Edit the nested blocks at `path` whose `key` is `value`."""
    return each(path, lambda one: edit(one) if one.get(key) == value else None)


def without(path: str, key: str, value: Any) -> Edit:
    """Remove the nested blocks at `path` whose `key` is `value`."""

    def edit(attributes: Attributes) -> None:
        block, name = _block(attributes, path)
        block[name] = [one for one in block[name] if one.get(key) != value]

    return edit


def text(attribute: str, edit: Callable[[Any], None]) -> Edit:
    """Edit the JSON text at `attribute`."""

    def edit_text(attributes: Attributes) -> None:
        decoded = json.loads(attributes[attribute])
        edit(decoded)
        attributes[attribute] = json.dumps(decoded)

    return edit_text


def statement(edit: Callable[[Attributes], None], attribute: str = "policy") -> Edit:
    """Edit the first statement that allows something."""

    def edit_first(policy: Any) -> None:
        edit(next(one for one in policy["Statement"] if one["Effect"] == "Allow"))

    return text(attribute, edit_first)


def grant(attribute: str = "policy", **terms: Any) -> Edit:
    """Add a statement that allows."""
    allowing = {"Effect": "Allow", **terms}
    return text(attribute, lambda policy: policy["Statement"].append(allowing))


def without_denials(attribute: str = "policy") -> Edit:
    """Remove every statement that denies."""

    def edit(policy: Any) -> None:
        policy["Statement"] = [one for one in policy["Statement"] if one["Effect"] != "Deny"]

    return text(attribute, edit)


def container(edit: Callable[[Attributes], None]) -> Edit:
    """Edit the last container, which serves."""
    return text("container_definitions", lambda containers: edit(containers[-1]))


def _block(attributes: Attributes, path: str) -> tuple[Attributes, str]:
    *outer, name = path.split(".")
    block = attributes
    for key in outer:
        found = block.setdefault(key, {})
        block = found[0] if isinstance(found, list) else found
    return block, name
