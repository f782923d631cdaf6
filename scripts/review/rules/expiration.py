"""Rules about S3 lifecycles: objects that expire sooner than before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scripts.review.context import Context
from scripts.review.rules.attribute import without_empty
from scripts.review.verdict import DESTROYS, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.configuration import blocks

TYPE = "aws_s3_bucket_lifecycle_configuration"
CURRENT, NONCURRENT = "objects", "superseded versions"
SOURCE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-expire-general-considerations.html"


@dataclass(frozen=True)
class Expiration:
    """Objects that expire: their kind, prefix or other filter, and number of days."""

    what: str
    prefix: str
    other: str
    days: float


def judge(change: Change, context: Context) -> Iterator[Verdict]:
    """Objects that expire sooner, or expire at all."""
    if change.type != TYPE or change.action not in ("create", "update", "replace"):
        return
    if change.action == "create" and context.is_new(change, "bucket"):
        return
    before, after = (list(_expirations(values)) for values in (change.before, change.after))
    for new in after:
        known = [old for old in before if _reaches(old, new)]
        if not any(old.days <= new.days for old in known):
            where = f" under {new.prefix}" if new.prefix else ""
            instead = min((old.days for old in known), default=None)
            than = f" instead of {instead:g}" if instead is not None else ", where they were kept"
            reason = f"All {new.what}{where} are deleted after {new.days:g} days{than}."
            yield Verdict(DESTROYS, "rule", reason, SOURCE)


def _expirations(values: Mapping[str, Any]) -> Iterator[Expiration]:
    for rule in blocks(values, "rule"):
        if rule.get("status") != "Enabled":
            continue
        prefix, other = _filter(rule)
        for name, what, key in (
            ("expiration", CURRENT, "days"),
            ("noncurrent_version_expiration", NONCURRENT, "noncurrent_days"),
        ):
            for block in blocks(rule, name):
                days = _days(block, key)
                if days is not None:
                    yield Expiration(what, prefix, other, days)


def _days(block: Mapping[str, Any], key: str) -> float | None:
    if block.get("date"):
        # A calendar date expires everything that is older.
        return 0 if date.fromisoformat(str(block["date"])[:10]) else None
    return float(block[key]) if block.get(key) else None


def _filter(rule: Mapping[str, Any]) -> tuple[str, str]:
    """The filter of a rule: its prefix, and all other conditions."""
    filter_ = next(iter(blocks(rule, "filter")), {})
    joined = next(iter(blocks(filter_, "and")), {})
    prefix = str(rule.get("prefix") or filter_.get("prefix") or joined.get("prefix") or "")
    rest = {key: value for key, value in filter_.items() if key not in ("prefix", "and")}
    rest |= {f"and.{key}": value for key, value in joined.items() if key != "prefix"}
    narrowing = without_empty(rest)
    return prefix, repr(sorted(narrowing.items(), key=str)) if narrowing else ""


def _reaches(old: Expiration, new: Expiration) -> bool:
    return (
        old.what == new.what and new.prefix.startswith(old.prefix) and old.other in ("", new.other)
    )
