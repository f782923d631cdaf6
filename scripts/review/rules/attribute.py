"""Verdicts by the catalogue's rules about single attributes."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.resources.facets.changes import Rule
from scripts.resources.facets.predicates import UNKNOWN
from scripts.review.context import Context
from scripts.review.verdict import Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.masking import SENSITIVE, any_true


def judge(rule: Rule, change: Change, context: Context) -> Iterator[Verdict]:
    """The verdicts, if any. What is left to AWS is unknown in a plan, and no change of it."""
    is_new = rule.new_too and change.action == "create"
    if not change.after or not (change.still_exists or is_new):
        return
    steps = rule.path.split(".")
    before = value_at(change.before, steps)
    after = _after(change, steps)
    left_to_aws = after is UNKNOWN and not context.is_configured(change, steps[0])
    if left_to_aws or not rule.trend(before, after):
        return
    hidden = _is_masked(change, steps[0])
    words = [
        SENSITIVE if hidden else (not each and rule.nothing) or in_words(each)
        for each in (before, after)
    ]
    reason = rule.reason.format(before=words[0], after=words[1])
    kinds = rule.kinds if isinstance(rule.kinds, tuple) else (rule.kinds,)
    for kind in kinds:
        yield Verdict(kind, rule.path, reason, rule.source)


def value_at(values: Any, steps: list[str]) -> Any:
    """The value at a path; of each nested block, which Terraform writes as a list, the first."""
    for step in steps:
        values = next(iter(values), None) if isinstance(values, list) else values
        if not isinstance(values, Mapping):
            return None
        values = values.get(step)
    return values


def without_empty(value: Any) -> Any:
    """The value without what is not set; the provider lists every kind of statement there is."""
    if isinstance(value, Mapping):
        kept = {key: without_empty(each) for key, each in value.items()}
        return {key: each for key, each in kept.items() if each not in (None, "", [])}
    if isinstance(value, list):
        return [without_empty(each) for each in value]
    return value


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
