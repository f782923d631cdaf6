"""Blocks without contents that came or went, such as `none {}` becoming `count {}` in a firewall.

`Change.differences` takes an empty block for none at all, as most are the provider's padding; but
where such a block stands for a choice, its presence is all that it says.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.review import Change, Difference
from scripts.terraform.documents.differences import pair_up

_THERE, _NOT_THERE = "{}", None


def block_differences(change: Change) -> tuple[Difference, ...]:
    """One for each empty block that is there on one side only."""
    return tuple(_of_objects(change.before, change.after, ""))


def _of_objects(
    before: Mapping[str, Any], after: Mapping[str, Any], path: str
) -> Iterator[Difference]:
    for name in dict.fromkeys([*before, *after]):
        place = f"{path}.{name}" if path else name
        old, new = before.get(name), after.get(name)
        if _blocks(old) or _blocks(new):
            yield from _of_blocks(old or [], new or [], place)


def _of_blocks(before: list[Any], after: list[Any], path: str) -> Iterator[Difference]:
    for label, old, new in pair_up(before, after):
        place = f"{path}[{label}]"
        if old is not None and new is not None:
            yield from _of_objects(old, new, place)
        elif _is_bare(old or new or {}):
            there = _NOT_THERE if old is None else _THERE
            yield Difference(place, there, _NOT_THERE if new is None else _THERE)


def _blocks(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, Mapping) for each in value)


def _is_bare(block: Mapping[str, Any]) -> bool:
    """True if nothing in it says anything."""
    return all(
        value in (None, "", [], {}) or (_blocks(value) and all(map(_is_bare, value)))
        for value in block.values()
    )
