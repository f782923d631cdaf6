"""Restore tests that nobody misses, or whose record is gone too early."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scripts.commands.scan import project_policies
from scripts.terraform.documents.configuration import read_configuration
from tests.synthesized import Stack

Resources = dict[str, dict[str, Any]]
Edit = Callable[[Resources], object]
RULE = ("aws_cloudwatch_event_rule", "monitoring_testdue")
ALARM = ("aws_cloudwatch_metric_alarm", "monitoring_restore_test_due")
FILTER = ("aws_cloudwatch_log_metric_filter", "monitoring_restore_tests_passed_filter")
GROUP = ("aws_cloudwatch_log_group", "restore_tests_log")


def found(stack: Stack, edit: Edit) -> list[str]:
    """What OEMR_66 says of a production after an edit of its resources."""
    changed = stack.changed(lambda document: edit(document["resource"]))
    configuration = read_configuration("case", json.dumps(changed.json))
    return [each.reason for each in project_policies.check(configuration, {"OEMR_66"})]


def put(place: tuple[str, str], **values: Any) -> Edit:
    return lambda resources: resources[place[0]][place[1]].update(values)


def gone(place: tuple[str, str]) -> Edit:
    return lambda resources: resources[place[0]].pop(place[1])


@pytest.mark.parametrize(
    "edit",
    [
        gone(RULE),
        gone(ALARM),
        gone(FILTER),
        put(RULE, schedule_expression="cron(0 15 31 2 ? *)"),
        put(RULE, schedule_expression=None, event_pattern="{}"),
        put(RULE, state="DISABLED"),
        put(ALARM, treat_missing_data="notBreaching"),
        put(ALARM, alarm_actions=[]),
        put(ALARM, metric_query=[]),
        put(FILTER, pattern='{ $.state = "ended" }'),
        put(FILTER, metric_transformation={"namespace": "n", "name": "another"}),
    ],
)
def test_a_test_that_is_due_is_told(production: Stack, edit: Edit):
    assert found(production, edit) == ["no alarm on a restore test that is due"]


@pytest.mark.parametrize(("days", "told"), [(365, 1), (2191, 1), (2192, 0), (3653, 0)])
def test_the_record_is_kept_for_six_years(production: Stack, days: int, told: int):
    reasons = found(production, put(GROUP, retention_in_days=days))
    assert reasons == [f"keeps the record of restore tests {days} days"] * told
