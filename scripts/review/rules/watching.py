"""Rules about alarms and events, and about who is told of them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.review.context import Surroundings
from scripts.review.rules.attribute import Rule
from scripts.review.rules.predicates import became, changed, left, lost, switched_off
from scripts.review.verdict import LOWERS, Verdict
from scripts.terraform.documents.change import Change

ALARM = ("aws_cloudwatch_metric_alarm",)
ALARMS = (*ALARM, "aws_cloudwatch_composite_alarm")
EVENTS = ("aws_cloudwatch_event_rule",)
FILTER = ("aws_cloudwatch_log_metric_filter",)
SILENCE = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"
)
PATTERNS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html"

# Limits of alarms are no protection of data, and settings move them: capacities and the load that
# a clinic is used to.
RULES = (
    Rule(ALARMS, "actions_enabled", switched_off, LOWERS, "The alarm tells nobody."),
    Rule(ALARMS, "alarm_actions", lost, LOWERS, "The alarm tells {after} instead of {before}."),
    Rule(ALARM, "namespace", changed, LOWERS, "The alarm reads {after} instead of {before}."),
    Rule(ALARM, "metric_name", changed, LOWERS, "The alarm reads {after} instead of {before}."),
    Rule(
        ALARM,
        "treat_missing_data",
        left("breaching"),
        LOWERS,
        "Silence of what the alarm reads counts as {after}, no longer as a failure.",
        SILENCE,
    ),
    Rule(
        FILTER,
        "pattern",
        changed,
        LOWERS,
        "Alarms count other lines of the log than before: {after}.",
    ),
    Rule(EVENTS, "state", became("DISABLED"), LOWERS, "Events are no longer passed on."),
    Rule(EVENTS, "is_enabled", switched_off, LOWERS, "Events are no longer passed on."),
    Rule(
        ("aws_cloudwatch_event_target",),
        "arn",
        changed,
        LOWERS,
        "Events go to {after} instead of {before}.",
    ),
    Rule(
        ("aws_sns_topic_subscription",),
        "endpoint",
        changed,
        LOWERS,
        "{after} is told instead of {before}.",
    ),
)


def events(change: Change, around: Surroundings) -> Iterator[Verdict]:
    """Events that a rule passed on, and that its new pattern does not match.

    What is deleted by the same plan has no more events to tell of.
    """
    if change.type not in EVENTS or not change.stays or change.is_unknown("event_pattern"):
        return
    before, after = (_pattern(values) for values in (change.before, change.after))
    if before and not _matches_all_of(after, before, around.deleted):
        yield Verdict(LOWERS, "event_pattern", "Not all of the events are passed on.", PATTERNS)


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
