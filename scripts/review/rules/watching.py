"""Rules about alarms and events, and their recipients."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from scripts.resources.facets.predicates import number
from scripts.review.context import Context
from scripts.review.verdict import LOWERS, Verdict
from scripts.terraform.documents.change import Change

EVENTS = ("aws_cloudwatch_event_rule",)
PATTERNS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html"

ALARM = "aws_cloudwatch_metric_alarm"
# Metrics in percent, as AWS names those of tasks, databases, caches and file systems.
_PERCENT = re.compile(r"Utilization$|^Percent|Percent(age)?$")


def limits(change: Change, _context: Context) -> Iterator[Verdict]:
    """Alarms on a percentage that no percentage reaches.

    Other limits are no protection of data, and settings move them: capacities and the load that a
    clinic is used to.
    """
    after, name = number(change.after.get("threshold")), "threshold"
    metric = str(change.after.get("metric_name") or "")
    if change.type != ALARM or not _PERCENT.search(metric) or after is None:
        return
    strictly = "OrEqual" not in str(change.after.get("comparison_operator"))
    if change.action != "no-op" and (after > 100 or (strictly and after == 100)):
        yield Verdict(LOWERS, name, f"{metric} is a percentage, which never exceeds {after:g}.")


def events(change: Change, context: Context) -> Iterator[Verdict]:
    """Events that a rule delivered, and that its new pattern does not match.

    Resources deleted by the same plan have no more events, and certificates that listeners no
    longer present need none.
    """
    if change.type not in EVENTS or not change.still_exists or change.is_unknown("event_pattern"):
        return
    before, after = (_pattern(values) for values in (change.before, change.after))
    replaced = _certificates(context.existing_of) - _certificates(context.planned_of)
    gone = context.deleted | replaced
    if before and not _matches_all_of(after, before, gone):
        yield Verdict(
            LOWERS, "event_pattern", "Not all of the events are delivered any more.", PATTERNS
        )


def certificates(change: Change, context: Context) -> Iterator[Verdict]:
    """Alarms about a certificate that no listener presents."""
    path = ("dimensions", "CertificateArn")
    before, after = (
        (values.get(path[0]) or {}).get(path[1]) for values in (change.before, change.after)
    )
    if change.type != ALARM or not change.still_exists or before == after:
        return
    if after not in _certificates(context.planned_of):
        reason = f"No listener presents the certificate that it watches, {after or 'none'}."
        yield Verdict(LOWERS, ".".join(path), reason)


def _certificates(resources: Callable[..., Iterator[Mapping[str, Any]]]) -> frozenset[str]:
    """The certificates of the listeners among the resources."""
    return frozenset(
        str(each["certificate_arn"])
        for each in resources("aws_lb_listener")
        if each.get("certificate_arn")
    )


def _pattern(values: Mapping[str, Any]) -> Any:
    written = values.get("event_pattern") or ""
    try:
        return json.loads(written)
    except ValueError:
        return written


def _matches_all_of(wide: Any, narrow: Any, but: frozenset[str]) -> bool:
    """True if whatever matches `narrow` matches `wide`, as far as one sees by fields and values.

    Values in `but` do not count. A test of the same values in another form, such as by a prefix,
    counts as a different one.
    """
    if isinstance(wide, Mapping) and isinstance(narrow, Mapping):
        return all(
            field in narrow and _matches_all_of(test, narrow[field], but)
            for field, test in wide.items()
        )
    if isinstance(wide, list) and isinstance(narrow, list):
        return all(value in wide or str(value) in but for value in narrow)
    return bool(wide == narrow)
