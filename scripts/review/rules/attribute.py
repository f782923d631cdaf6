"""Rules about one attribute, as data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.review.context import Surroundings
from scripts.review.rules.predicates import UNKNOWN, Trend
from scripts.review.verdict import Kind, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.masking import SENSITIVE, any_true


@dataclass(frozen=True)
class Rule:
    """If the attribute at `path` moves as `trend` says, the change is of `kinds`.

    types: resource types; none for all of them. path: through nested blocks, the first of each.
    reason: a sentence in which {before} and {after} stand for the values.
    new_too: it also counts where the resource is created, by what is set then.
    nothing: the word for a value that is 0 or not set.
    """

    types: tuple[str, ...]
    path: str
    trend: Trend
    kinds: Kind | tuple[Kind, ...]
    reason: str
    source: str = ""
    new_too: bool = False
    nothing: str = ""

    def judge(self, change: Change, around: Surroundings) -> Iterator[Verdict]:
        """The verdicts, if any. What is left to AWS is unknown in a plan, and no change of it."""
        if not change.after or not (change.stays or (self.new_too and change.action == "create")):
            return
        steps = self.path.split(".")
        before = value_at(change.before, steps)
        after = _after(change, steps)
        left_to_aws = after is UNKNOWN and not around.is_configured(change, steps[0])
        if left_to_aws or not self.trend(before, after):
            return
        hidden = _is_masked(change, steps[0])
        words = [
            SENSITIVE if hidden else (not each and self.nothing) or in_words(each)
            for each in (before, after)
        ]
        reason = self.reason.format(before=words[0], after=words[1])
        kinds = self.kinds if isinstance(self.kinds, tuple) else (self.kinds,)
        for kind in kinds:
            yield Verdict(kind, self.path, reason, self.source)


def value_at(values: Any, steps: list[str]) -> Any:
    """The value at a path; of each nested block, which Terraform writes as a list, the first."""
    for step in steps:
        values = next(iter(values), None) if isinstance(values, list) else values
        if not isinstance(values, Mapping):
            return None
        values = values.get(step)
    return values


def blocks(values: Any, name: str) -> list[Mapping[str, Any]]:
    """The nested blocks of that name, one or many."""
    found = values.get(name) if isinstance(values, Mapping) else None
    found = [found] if isinstance(found, Mapping) else found
    return [each for each in found or () if isinstance(each, Mapping)]


def in_words(value: Any) -> str:
    """A value in a sentence."""
    if value is UNKNOWN:
        return "a value known after apply"
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(map(in_words, value))
    return str(value)


def _after(change: Change, steps: list[str]) -> Any:
    value = value_at(change.after, steps)
    return UNKNOWN if value is None and _is_unknown(change.after_unknown, steps) else value


def _is_unknown(mask: Any, steps: list[str]) -> bool:
    for step in steps:
        mask = next(iter(mask), None) if isinstance(mask, list) else mask
        if not isinstance(mask, Mapping):
            return mask is True
        mask = mask.get(step)
    return mask is True or (isinstance(mask, list) and True in mask)


def _is_masked(change: Change, attribute: str) -> bool:
    masks = (change.before_sensitive, change.after_sensitive)
    return any(
        mask is True or (isinstance(mask, Mapping) and any_true(mask.get(attribute)))
        for mask in masks
    )
