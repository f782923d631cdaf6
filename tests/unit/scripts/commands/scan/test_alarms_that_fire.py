"""Alarms that would never ring, never stop, or ring for somebody else are found."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scripts.commands.scan import project_policies
from scripts.commands.scan.metric_math import UnknownExpressionError, identifiers, result
from scripts.terraform.documents.configuration import read_configuration
from tests.synthesized import Stack

Edit = Callable[[dict[str, Any]], object]
FAR = 10**12


def found(stack: Stack, name: str, edit: Edit) -> list[str]:
    """What OEMR_63 says of one alarm of a production after an edit."""
    address = f"monitoring_{name}"

    def change(document: dict[str, Any]) -> None:
        edit(document["resource"]["aws_cloudwatch_metric_alarm"][address])

    text = json.dumps(stack.changed(change).json)
    findings = project_policies.check(read_configuration("case", text), {"OEMR_63"})
    assert {each.address for each in findings} <= {f"aws_cloudwatch_metric_alarm.{address}"}
    return [each.reason for each in findings]


def put(**values: Any) -> Edit:
    return lambda alarm: alarm.update(values)


def dimension(name: str, value: str) -> Edit:
    return lambda alarm: alarm["dimensions"].update({name: value})


def expression(text: str) -> Edit:
    return lambda alarm: alarm["metric_query"][-1].update(expression=text)


def of_metric(index: int, **values: Any) -> Edit:
    return lambda alarm: alarm["metric_query"][index]["metric"].update(values)


@pytest.mark.parametrize(
    ("name", "edit", "told"),
    [
        ("task_cpu", put(threshold=100), "never goes off"),
        ("task_cpu", put(threshold=-1), "never ends"),
        ("task_cpu", put(metric_name="CpuUtilisation"), "AWS publishes no AWS/ECS CpuUtilisation"),
        ("task_cpu", put(statistic="Sum"), "Sum of AWS/ECS CPUUtilization says nothing"),
        ("task_cpu", put(comparison_operator="LessThanThreshold"), "goes off at less"),
        ("task_cpu", put(comparison_operator="Beyond"), "compared by Beyond"),
        ("task_cpu", put(threshold="85"), "threshold is 85"),
        ("task_cpu", put(period=45), "a period of 45 seconds"),
        ("task_cpu", put(period=30), "a period of 30 seconds"),
        ("task_cpu", put(evaluation_periods=300), "further than CloudWatch"),
        ("task_cpu", put(evaluation_periods=0), "evaluation_periods is 0"),
        ("task_cpu", put(datapoints_to_alarm=99), "datapoints_to_alarm is 99"),
        ("task_cpu", dimension("ServiceName", "other"), "ServiceName is other, not of its own"),
        ("task_cpu", dimension("Cluster", "x"), "AWS publishes no AWS/ECS CPUUtilization by"),
        (
            "task_cpu",
            dimension("ClusterName", "${aws_ecs_service.application_service_tasks.name}"),
            "not of its own",
        ),
        ("database_connections", put(threshold=FAR), "never goes off"),
        ("database_connections", dimension("Role", "OTHER"), "Role is OTHER"),
        ("database_memory", put(threshold=FAR), "never ends"),
        ("database_memory", put(threshold=0), "never goes off"),
        ("cache_storage", put(threshold=FAR * 9), "never goes off"),
        ("cache_load", put(threshold=FAR), "never goes off"),
        ("no_running_tasks", put(threshold=0), "never goes off"),
        ("no_running_tasks", put(threshold=1000), "never ends"),
        ("blocked_requests", dimension("WebACL", "other"), "which is no firewall's"),
        ("blocked_requests", dimension("Region", "eu-central-1"), "Region is eu-central-1"),
        ("root_use", put(metric_name="Nothing"), "no log filter makes the metric"),
        ("root_use", put(dimensions={"A": "b"}), "no log filter makes the metric"),
        ("no_backup", expression("IF(FILL(alive, 0) > 0, 1, 1)"), "never goes off"),
        ("no_backup", expression("IF(FILL(alive, 0) > 0, 0, 0)"), "never ends"),
        ("no_backup", expression("FILL(copies, 0) + others"), "cannot be judged: ['others']"),
        ("no_backup", expression("ANOMALY_DETECTION_BAND(copies)"), "cannot be judged"),
        ("no_backup", of_metric(0, metric_name="Copies"), "AWS publishes no AWS/Backup Copies"),
        ("unhealthy_tasks", put(threshold=FAR), "never goes off"),
        ("undelivered_events", put(threshold=FAR**2), "never goes off"),
    ],
)
def test_a_defect_of_an_alarm_is_told(production: Stack, name: str, edit: Edit, told: str) -> None:
    reasons = found(production, name, edit)
    assert any(told in each for each in reasons), reasons


def test_what_another_alarm_tells_need_not_be_told_twice(production: Stack) -> None:
    """Of one task at least, too few are none."""
    at_least_one = {"threshold": 1}

    def edit(alarm: dict[str, Any]) -> None:
        alarm.update(at_least_one)
        alarm["metric_query"][-1]["expression"] = "IF(running > 0, running, 1)"

    assert found(production, "too_few_tasks", edit) == []
    at_least_one["threshold"] = 0
    (told,) = found(production, "too_few_tasks", edit)
    assert told.startswith("never goes off")


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("task_cpu", put(threshold=99)),
        ("task_cpu", put(evaluation_periods=5, datapoints_to_alarm=4)),
        ("latency", put(extended_statistic="p99.9")),
        ("database_connections", put(threshold=10)),
        ("no_running_tasks", put(threshold=2)),
        ("no_backup", put(evaluation_periods=3, datapoints_to_alarm=3)),
    ],
)
def test_other_figures_that_can_be_reached_pass(production: Stack, name: str, edit: Edit) -> None:
    assert found(production, name, edit) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("IF(a > 0, b, 7)", 3),
        ("100 * (b / PERIOD(a)) / a", 2.5),
        ("SUM(METRICS())", 5),
        ("FILL(b, 0) - a", 1),
        ("a / (b - 3)", None),
    ],
)
def test_metric_math_on_single_numbers(text: str, value: float | None) -> None:
    assert result(text, {"a": 2, "b": 3}, 60) == value


@pytest.mark.parametrize(
    "text", ["a +", "__import__('os')", "a.b", "MAX(METRICS())", "IF(a)", "'text'", "lambda: 1"]
)
def test_metric_math_that_is_not_known_is_an_error(text: str) -> None:
    with pytest.raises(UnknownExpressionError):
        result(text, {"a": 2}, 60)


def test_functions_are_no_identifiers() -> None:
    assert identifiers("IF(FILL(alive, 0) > 0, copies, PERIOD(alive))") == {"alive", "copies"}
