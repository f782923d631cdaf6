"""Criteria, void results, and the exit codes."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from scripts.commands.app import app
from scripts.commands.load_test.answers import Answer
from scripts.commands.load_test.options import Options
from scripts.commands.load_test.plan import LoadPlan
from scripts.commands.load_test.results import (
    Outcome,
    Recording,
    Sample,
    Verdict,
    decide,
    summarize,
)
from tests.contract.load_test.conftest import Serve
from tests.contract.load_test.run_command import load_test

PLAN: dict[str, Any] = {
    "url": "http://127.0.0.1",
    "mix": "flood",
    "apis_active": False,
    "rate": 10.0,
    "users": 0,
    "sessions": 1,
    "ramp": 0.0,
    "warm_up": 0.0,
    "duration": 10.0,
    "timeout": 5.0,
    "ca": "",
    "insecure": False,
    "user": "",
    "password": "",
}
NO_LIMITS = Options(error_rate=100)


def recording_of(number: int, late: float = 0.0, answer: Answer = Answer.OK) -> Recording:
    """Requests evenly over ten seconds; each takes 0.1 s and begins `late` seconds late."""
    moments = [(each + 0.5) * 10 / number for each in range(number)]
    samples = [Sample("x", each, each + late, each + late + 0.1, answer) for each in moments]
    return Recording(LoadPlan(**PLAN), samples, started=True, seconds=10.0)


def verdict_of(recording: Recording, limits: Options = NO_LIMITS) -> Verdict:
    return decide(recording, summarize(recording), limits)


def test_a_rate_that_this_machine_could_not_make_voids_the_result() -> None:
    assert verdict_of(recording_of(99)).outcome is Outcome.PASSED
    verdict = verdict_of(recording_of(97))
    assert verdict.outcome is Outcome.VOID
    assert "9.70 requests per second started instead of 10" in verdict.reasons[0]


def test_requests_that_began_late_void_the_result() -> None:
    assert verdict_of(recording_of(100, late=0.2)).outcome is Outcome.PASSED
    verdict = verdict_of(recording_of(100, late=0.3))
    assert verdict.outcome is Outcome.VOID
    assert "too busy" in verdict.reasons[0]


def test_latency_counts_from_the_intended_start_and_service_time_from_the_actual_one() -> None:
    overall = summarize(recording_of(100, late=0.2)).overall
    assert (overall.latency["p50"], overall.service_time["p50"]) == (300.0, 100.0)


def test_an_engine_that_wakes_up_late_voids_a_closed_loop_too() -> None:
    recording = recording_of(100)
    recording.lags = [0.3] * 50
    assert verdict_of(recording).outcome is Outcome.VOID


def test_nothing_measured_is_void() -> None:
    assert verdict_of(Recording(LoadPlan(**PLAN), started=True, seconds=10.0)).reasons == (
        "There was no response in the time that counts.",
    )


@pytest.mark.parametrize(
    ("limits", "met"),
    [
        (Options(p95=100, error_rate=0), True),
        (Options(p95=99, error_rate=0), False),
        (Options(p99=100, error_rate=0), True),
        (Options(p99=99, error_rate=0), False),
        (Options(error_rate=0, min_rate=10), True),
        (Options(error_rate=0, min_rate=10.1), False),
    ],
)
def test_each_criterion_decides(limits: Options, met: bool) -> None:
    outcome = verdict_of(recording_of(100), limits).outcome
    assert outcome is (Outcome.PASSED if met else Outcome.MISSED)


def test_errors_count_but_what_the_firewall_answered_does_not() -> None:
    recording = recording_of(100)
    recording.samples[:2] = [
        Sample("x", 0.1, 0.1, 0.2, Answer.SERVER_ERROR),
        Sample("x", 0.2, 0.2, 9.0, Answer.BLOCKED),
    ]
    summary = summarize(recording)
    assert round(summary.overall.error_percent, 2) == round(100 / 99, 2)
    assert summary.overall.latency["max"] == 100.0
    assert verdict_of(recording, Options(error_rate=1.02)).outcome is Outcome.PASSED
    assert verdict_of(recording, Options(error_rate=1.0)).outcome is Outcome.MISSED


ADDRESS = "accepted: https://HOST or http://HOST, optionally with a port, and nothing else"
SHORT = ("--mix", "flood", "--rate", "20", "--ramp", "0", "--warm-up", "0", "--duration", "1")


@pytest.mark.parametrize(
    ("arguments", "code", "missed"),
    [
        (("--p95", "2000", "--p99", "2500", "--error-rate", "0", "--min-rate", "15"), 0, []),
        (("--p95", "150"), 1, ["p95"]),
        (("--p99", "150"), 1, ["p99"]),
        (("--min-rate", "30"), 1, ["rate of good answers"]),
    ],
)
def test_the_exit_code_tells_whether_the_criteria_were_met(
    serve: Serve, arguments: tuple[str, ...], code: int, missed: list[str]
) -> None:
    outcome = load_test("--url", serve(delay=0.2).url, *SHORT, *arguments, "--json")
    assert outcome.code == code, outcome.stdout
    assert [each["name"] for each in outcome.report["criteria"] if not each["met"]] == missed
    assert outcome.report["ok"] is (code == 0)


def test_wrong_options_are_told_all_at_once() -> None:
    outcome = load_test(
        *("--url", "http://127.0.0.1/openemr", "--rate", "1", "--users", "3"),
        *("--png", "--ca", "none.pem", "--insecure"),
    )
    assert outcome.code == 2
    assert outcome.stdout == ""
    assert outcome.stderr.splitlines() == [
        f"--url 'http://127.0.0.1/openemr': {ADDRESS}",
        "--ca none.pem: accepted: a file of certificates in PEM",
        "--insecure and --ca: cannot be used together",
        "--rate with --users: accepted: one of them, an open loop or a closed one",
        "--png without --report: accepted with the folder for the picture",
    ]


@pytest.mark.parametrize(
    ("option", "value", "limit"),
    [
        ("--rate", "0", "greater than or equal to 0.1"),
        ("--rate", "nan", "less than or equal to 2000"),
        ("--users", "5001", "less than or equal to 5000"),
        ("--sessions", "0", "greater than or equal to 1"),
        ("--ramp", "-1", "greater than or equal to 0"),
        ("--warm-up", "86401", "less than or equal to 86400"),
        ("--duration", "0", "greater than or equal to 1"),
        ("--timeout", "601", "less than or equal to 600"),
        ("--p95", "-1", "greater than or equal to 0.1"),
        ("--p99", "0", "greater than or equal to 0.1"),
        ("--error-rate", "101", "less than or equal to 100"),
        ("--min-rate", "-1", "greater than or equal to 0"),
    ],
)
def test_a_number_out_of_range_is_refused(option: str, value: str, limit: str) -> None:
    answer = CliRunner().invoke(
        app, ["load-test", "--url", "http://127.0.0.1:1", option, value], env={"COLUMNS": "200"}
    )
    assert answer.exit_code == 2
    assert f"Invalid value for '{option}'" in answer.output
    assert limit in answer.output


def test_the_help_stands_alone() -> None:
    outcome = load_test("--help")
    assert outcome.code == 0
    for word in ("--rate", "--users", "--p95", "--yes-production", "Exit codes", "130"):
        assert word in outcome.stdout


def test_the_plan_for_the_engine_comes_back_as_it_was() -> None:
    plan = LoadPlan(**{**PLAN, "password": "s3cret"})
    assert LoadPlan.from_json(plan.to_json()) == plan
    assert "s3cret" not in json.dumps(plan.settings())
    assert "s3cret" not in repr(plan)
