"""Every alarm tells somebody, says what to do, and fires where the settings say."""

from pathlib import Path
from typing import Any

import pytest

from scripts.terraform.synthesis import read_synthesis
from stacks.settings.monitoring import MonitoringSettings
from tests.synthesized import Attributes, Stack
from tests.unit.stacks.monitoring.deploying import deployed
from tests.unit.stacks.monitoring.test_metrics import widgets

TOPIC = "${aws_sns_topic.notifications_alarms_topic.arn}"
# Issue 4, and reference/features.md section 8.
ASKED_FOR = {
    "certificate_expiry",
    "cache_storage",
    "database_capacity",
    "database_connections",
    "files_throughput",
    "latency",
    "load_balancer_errors",
    "nat_1_out_of_ports",
    "no_backup",
    "no_database_backup",
    "no_files_backup",
    "no_healthy_tasks",
    "no_running_tasks",
    "replica_lag",
    "restore_test_due",
    "task_cpu",
    "task_errors",
    "task_memory",
    "undelivered_events",
    "unhealthy_tasks",
}
HOUR_SECONDS, DAY_SECONDS = 3600, 86_400


def alarms(stack: Stack) -> dict[str, Attributes]:
    prefix = "monitoring_"
    found = stack.resources("aws_cloudwatch_metric_alarm")
    return {name.removeprefix(prefix): alarm for name, alarm in found.items()}


def test_every_alarm_tells_the_topic_what_happens(watched: list[Stack]):
    """What is not told here, rules tell: test_mails.py."""
    for stack in watched:
        for name, alarm in alarms(stack).items():
            assert alarm["insufficient_data_actions"] == [TOPIC], f"{stack} {name}"
            waits = name in {"no_healthy_tasks", "no_running_tasks", "no_background_services"}
            assert alarm.get("alarm_actions") == (None if waits else [TOPIC]), f"{stack} {name}"
            assert "ok_actions" not in alarm
            assert alarm.get("actions_enabled", True) is True


def test_every_tier_has_the_alarms_that_were_asked_for(watched: list[Stack]):
    for stack in watched:
        assert set(alarms(stack)) >= ASKED_FOR, str(stack)


def test_every_alarm_says_what_is_wrong_and_where_to_look(watched: list[Stack]):
    for stack in watched:
        for name, alarm in alarms(stack).items():
            assert len(alarm["alarm_description"].split()) >= 8, f"{stack} {name}"
            assert len(alarm["alarm_description"]) <= 1024


def test_every_alarm_decides_what_silence_means(watched: list[Stack]):
    decided = {"breaching", "ignore", "missing", "notBreaching"}
    for stack in watched:
        for name, alarm in alarms(stack).items():
            assert alarm["treat_missing_data"] in decided, f"{stack} {name}"


@pytest.mark.parametrize("name", ["no_database_backup", "no_files_backup"])
def test_a_missing_copy_rings_for_each_protected_resource(watched: list[Stack], name: str):
    for stack in watched:
        alarm = alarms(stack)[name]
        (copies, alive, result) = alarm["metric_query"]
        assert result["expression"] == "IF(FILL(alive, 0) > 0, FILL(copies, 0), 1)"
        rule, system = ("dbcopy", "cluster") if "database" in name else ("filescopy", "filesystem")
        named = f"${{aws_cloudwatch_event_rule.monitoring_{rule}.name}}"
        assert copies["metric"]["dimensions"] == {"RuleName": named}
        assert system in str(alive["metric"]["dimensions"]).lower()
        assert (alarm["evaluation_periods"], alarm["treat_missing_data"]) == (2, "missing")


@pytest.mark.parametrize(
    ("schedules", "periods"),
    [
        ({}, 2),
        ({"daily_schedule": "cron(0 5 ? * MON,THU *)"}, 4),
        ({"daily_schedule": "cron(0 5 ? * SUN *)"}, 7),
        ({"daily_schedule": "cron(0 5 1 * ? *)"}, None),
    ],
)
def test_an_alarm_waits_as_long_as_the_schedules_do(
    tmp_path: Path, schedules: dict[str, str], periods: int | None
):
    found = alarms(deployed(tmp_path / "x", backup=schedules))
    for name in ("no_backup", "no_database_backup", "no_files_backup"):
        assert found.get(name, {}).get("evaluation_periods") == periods


@pytest.mark.parametrize(
    ("daily", "days"), [("cron(0 5 ? * SUN *)", None), ("cron(0 5 1 * ? *)", 7)]
)
def test_schedules_that_no_alarm_can_watch_are_told_with_figures(
    tmp_path: Path, daily: str, days: int | None
):
    deployed(tmp_path, backup={"daily_schedule": daily})
    (stack,) = read_synthesis(tmp_path / "out").stacks
    said = " ".join(stack.warnings)
    assert ("ring no alarm" in said) is bool(days)
    assert (f"leave up to {days} days between two runs" in said) is bool(days)


@pytest.mark.parametrize("name", ["no_running_tasks", "no_healthy_tasks"])
def test_silence_of_what_must_be_there_is_a_failure(watched: list[Stack], name: str):
    for stack in watched:
        assert alarms(stack)[name]["treat_missing_data"] == "breaching"
        assert alarms(stack)[name]["comparison_operator"] == "LessThanThreshold"


def test_a_database_that_pauses_may_be_silent(tmp_path: Path):
    for acu, missing in ((0, "notBreaching"), (0.5, "missing")):
        stack = deployed(tmp_path / str(acu), database={"min_capacity_acu": acu})
        for name in ("database_capacity", "database_memory", "replica_lag"):
            assert alarms(stack)[name]["treat_missing_data"] == missing


def test_no_alarm_looks_back_further_than_cloudwatch_does(watched: list[Stack]):
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    for stack in watched:
        for name, alarm in alarms(stack).items():
            queried = [q["metric"] for q in alarm.get("metric_query", []) if "metric" in q]
            period = (queried or [alarm])[0]["period"]
            limit = 7 * DAY_SECONDS if period >= HOUR_SECONDS else DAY_SECONDS
            assert period * alarm["evaluation_periods"] <= limit, name


def test_names_of_two_deployments_never_meet(watched: list[Stack]):
    for stack in watched:
        names = [alarm["alarm_name"] for alarm in alarms(stack).values()]
        assert len(set(names)) == len(names)
        assert all(name.startswith(f"/openemr/{stack.name}/") for name in names)


# Setting, value -> alarm, threshold.
TUNED = [
    ("latency_p95_seconds", 2.5, "latency", 2.5),
    ("server_errors_per_five_minutes", 3, "task_errors", 3),
    ("server_errors_per_five_minutes", 3, "load_balancer_errors", 3),
    ("blocked_requests_per_five_minutes", 50, "blocked_requests", 50),
    ("cpu_percent", 70, "task_cpu", 70),
    ("memory_percent", 75, "task_memory", 75),
    ("database_capacity_percent", 60, "database_capacity", 60),
    # At 16 ACU the server accepts 3,200.
    ("database_connections_percent", 50, "database_connections", 1600),
    ("replica_lag_milliseconds", 500, "replica_lag", 500),
    # Of 5 GB, and of 5000 units in each of 300 seconds.
    ("storage_use_percent", 50, "cache_storage", 2_500_000_000),
    ("storage_use_percent", 50, "cache_load", 750_000),
    ("storage_use_percent", 50, "files_throughput", 50),
    ("certificate_expiry_days", 14, "certificate_expiry", 14),
]


@pytest.fixture(scope="module")
def tuned(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A deployment with none of the default thresholds."""
    settings = {setting: value for setting, value, _, _ in TUNED}
    return deployed(tmp_path_factory.mktemp("tuned"), monitoring=settings)


@pytest.mark.parametrize(("setting", "value", "alarm", "threshold"), TUNED)
def test_thresholds_come_from_the_settings(
    tuned: Stack, setting: str, value: float, alarm: str, threshold: float
):
    assert alarms(tuned)[alarm]["threshold"] == threshold, f"{setting} = {value}"


def test_no_threshold_is_left_untuned():
    no_thresholds = {"enabled", "email_addresses"}
    tunable = set(MonitoringSettings.model_fields) - no_thresholds
    assert tunable == {setting for setting, _, _, _ in TUNED}


def test_a_deployment_without_readers_has_no_alarm_about_them(tmp_path: Path):
    stack = deployed(tmp_path, database={"readers": 0})
    assert "replica_lag" not in alarms(stack)


def test_every_nat_gateway_is_watched(watched: list[Stack]):
    for stack in watched:
        gateways = stack.resources("aws_nat_gateway")
        watched_ids = {
            alarm["dimensions"]["NatGatewayId"]
            for name, alarm in alarms(stack).items()
            if name.startswith("nat_")
        }
        assert watched_ids == {f"${{aws_nat_gateway.{name}.id}}" for name in gateways}


def test_the_dashboard_shows_every_alarm_and_draws_its_limit(watched: list[Stack]):
    for stack in watched:
        shown = widgets(stack)
        status = next(widget for widget in shown if widget["type"] == "alarm")
        arns = {
            f"${{aws_cloudwatch_metric_alarm.{name}.arn}}"
            for name in stack.resources("aws_cloudwatch_metric_alarm")
        }
        assert set(status["properties"]["alarms"]) == arns
        limits = [w for w in shown if "annotations" in w["properties"]]
        assert len(limits) == len(arns)


def test_no_two_widgets_of_the_dashboard_overlap(watched: list[Stack]):
    def fields(widget: dict[str, Any]) -> set[tuple[int, int]]:
        columns = range(widget["x"], widget["x"] + widget["width"])
        rows = range(widget["y"], widget["y"] + widget["height"])
        return {(x, y) for x in columns for y in rows}

    for stack in watched:
        taken: set[tuple[int, int]] = set()
        for widget in widgets(stack):
            assert widget["x"] + widget["width"] <= 24
            assert not taken & fields(widget), widget
            taken |= fields(widget)
