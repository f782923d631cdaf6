"""Killed workers and background services that do not run are noticed in the containers' log."""

import re
from pathlib import Path

import pytest

from stacks.components.application.container import script
from tests.synthesized import Attributes, Stack
from tests.unit.stacks.monitoring.deploying import deployed
from tests.unit.stacks.monitoring.test_alarms import alarms

LOG = "${aws_cloudwatch_log_group.application_task_log.name}"
OF_KILLED = ("openemr: worker killed: out of memory (1 so far)",)
OF_GOOD_RUNS = ("openemr: background services: ok (1 s)", "openemr: background services: ok (37 s)")
OF_NEITHER = (
    "openemr: background services: FAILED (exit 1): database is away",
    "openemr: background services: another task runs them",
    "openemr: serving (docker-version 11)",
    "[core:notice] [pid 7] AH00052: child pid 91 exit signal Segmentation fault (11)",
    '203.0.113.9 - - [29/Nov/2026:12:00:00 +0000] "GET /?q=ok HTTP/1.1" 302 -',
    # What a client may send as User-Agent.
    '203.0.113.9 - - "GET / HTTP/1.1" 302 - "-" "openemr: background services: ok (1 s)"',
    '203.0.113.9 - - "GET / HTTP/1.1" 302 - "-" "openemr: worker killed: out of memory (1 so far)"',
)


def matches(pattern: str, event: str) -> bool:
    """As CloudWatch Logs matches a regular expression of the characters that it supports."""
    found = re.fullmatch(r"%([A-Za-z0-9:_#=@/;,\-^$?\[\]{}|\\*+.]+)%", pattern)
    assert found
    return bool(re.search(found[1], event))


def filters(stack: Stack) -> dict[str, Attributes]:
    found = stack.resources("aws_cloudwatch_log_metric_filter")
    return {name: each for name, each in found.items() if each["log_group_name"] == LOG}


KILLED = "monitoring_killed_workers_filter"
RUNS = "monitoring_background_services_filter"


@pytest.mark.parametrize("event", [*OF_KILLED, *OF_GOOD_RUNS, *OF_NEITHER])
def test_each_filter_counts_its_own_lines(watched: list[Stack], event: str):
    for stack in watched:
        assert filters(stack).keys() == {KILLED, RUNS}
        assert matches(filters(stack)[KILLED]["pattern"], event) == (event in OF_KILLED)
        assert matches(filters(stack)[RUNS]["pattern"], event) == (event in OF_GOOD_RUNS)


@pytest.mark.parametrize("line", [*OF_KILLED, *OF_GOOD_RUNS])
def test_the_lines_are_those_of_the_container(line: str):
    said, _, _ = line.removeprefix("openemr: ").partition(" (")
    text = script("companion.sh")
    assert f'say "{said} ($((' in text
    assert "say() { printf 'openemr: %s\\n' \"$*\"; }" in text


def test_one_killed_worker_is_told(watched: list[Stack]):
    for stack in watched:
        alarm = alarms(stack)["killed_workers"]
        assert (alarm["threshold"], alarm["statistic"]) == (0, "Sum")
        assert alarm["comparison_operator"] == "GreaterThanThreshold"
        assert alarm["treat_missing_data"] == "notBreaching"


def test_half_an_hour_without_a_good_run_is_told(watched: list[Stack]):
    for stack in watched:
        alarm = alarms(stack)["no_background_services"]
        assert alarm["evaluation_periods"] == alarm["datapoints_to_alarm"]
        assert alarm["evaluation_periods"] * alarm["period"] == 30 * 60
        assert (alarm["threshold"], alarm["statistic"]) == (1, "Sum")
        assert alarm["comparison_operator"] == "LessThanThreshold"


def test_a_first_deployment_raises_no_alarm_before_its_first_line(watched: list[Stack]):
    """No data is no alarm; 0 is published with the first line that is no good run."""
    for stack in watched:
        assert alarms(stack)["no_background_services"]["treat_missing_data"] == "missing"
        transformation = filters(stack)[RUNS]["metric_transformation"]
        assert (transformation["value"], transformation["default_value"]) == ("1", "0")


def test_nobody_waits_for_background_services_that_are_off(tmp_path: Path):
    stack = deployed(tmp_path, application={"background_services_seconds": 0})
    assert "no_background_services" not in alarms(stack)
    assert filters(stack).keys() == {KILLED}
    assert "killed_workers" in alarms(stack)
