"""Tests of the contingency plan: recorded, kept as evidence, and missed."""

from collections.abc import Iterator
from typing import Any

from scripts.commands.scan.policies.audit_logs import LEAST_DAYS
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import PRODUCTION, Resource, as_list, references
from stacks.settings.schedule import CronSchedule, ScheduleError

# In the pattern of the filter on lines of scripts/commands/restore/test_/record.py.
WORDS = ("restore_test", "ended", "passed")


@policy(66, hipaa="308(a)(7)(ii)(D)")
def restore_tests(configuration: Configuration) -> Violations:
    """Restore tests are recorded for six years, and an alarm rings from when one is due."""
    if configuration.environment != PRODUCTION:
        return
    filters = [
        each
        for each in configuration.of("aws_cloudwatch_log_metric_filter")
        if all(f'"{word}"' in str(each.get("pattern")) for word in WORDS)
    ]
    if not any(_rings(configuration, alarm, filters) for alarm in _alarms(configuration)):
        yield configuration.lacks("no alarm on a restore test that is due")
    groups = {address for each in filters for address in each.refers_to("log_group_name")}
    for group in configuration.at(groups, "aws_cloudwatch_log_group"):
        days = group.get("retention_in_days")
        if days and days < LEAST_DAYS:
            yield group.violates(f"keeps the record of restore tests {days} days")


def _alarms(configuration: Configuration) -> Iterator[Resource]:
    """Those that keep their state in months without data."""
    for alarm in configuration.of("aws_cloudwatch_metric_alarm"):
        if alarm.get("treat_missing_data") == "ignore" and alarm.get("alarm_actions"):
            yield alarm


def _rings(configuration: Configuration, alarm: Resource, filters: list[Resource]) -> bool:
    """Whether an alarm reads both when a test is due and when one passed."""
    metrics = [
        metric for query in alarm.blocks("metric_query") for metric in as_list(query.get("metric"))
    ]
    read = {(each.get("namespace"), each.get("metric_name")) for each in metrics}
    passed = any(_metric(each) in read for each in filters)
    rules = configuration.at(
        {address for each in metrics for address in references(each.get("dimensions"))},
        "aws_cloudwatch_event_rule",
    )
    # A plan may not know yet which rule it is.
    return passed and (configuration.planned or any(map(_runs, rules)))


def _metric(each: Resource) -> tuple[Any, Any]:
    return each.get("metric_transformation", "namespace"), each.get("metric_transformation", "name")


def _runs(rule: Resource) -> bool:
    try:
        CronSchedule.parse(str(rule.get("schedule_expression")))
    except ScheduleError:
        return False
    return rule.get("state") in (None, "ENABLED")
