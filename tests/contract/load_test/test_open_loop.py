"""The rate does not depend on the answers, and waiting counts from the intended start."""

import math
import statistics

import pytest

from tests.contract.load_test.conftest import Serve
from tests.contract.load_test.double.pages import CALENDAR, CHART, FINDER, MAIN, METADATA, SEARCH
from tests.contract.load_test.double.server import Double
from tests.contract.load_test.run_command import SIGNED_IN, Outcome, load_test

WORK = {CALENDAR, FINDER, SEARCH, CHART, METADATA}
RATE, SECONDS = 50, 4


def served_rate(double: Double) -> float:
    """Requests a second in the counted part, as the server saw them arrive.

    The slope over all of them: counted in a window, one that is late at its end moves the figure
    by more than what is to be shown.
    """
    moments = sorted(request.moment for request in double.requests)[RATE:]
    return statistics.linear_regression(moments, range(len(moments))).slope


def measure(serve: Serve, delay: float) -> tuple[Double, Outcome]:
    double = serve(delay=delay)
    outcome = load_test(
        *("--url", double.url, "--mix", "flood", "--rate", str(RATE), "--ramp", "0"),
        *("--warm-up", "1", "--duration", str(SECONDS), "--json"),
    )
    return double, outcome


@pytest.mark.parametrize("delay", [0.0, 0.7])
def test_the_rate_is_held_within_two_percent_however_slow_the_answers_are(
    serve: Serve, delay: float
) -> None:
    double, outcome = measure(serve, delay)
    assert outcome.code == 0, outcome.stdout
    assert len(double.requests) == RATE * (SECONDS + 1)
    assert math.isclose(served_rate(double), RATE, rel_tol=0.02)
    assert math.isclose(outcome.report["load"]["begun_rate"], RATE, rel_tol=0.02)
    assert outcome.report["overall"]["service_time_ms"]["p50"] >= delay * 1000


STALL = (2.0, 3.0)


def stalled(serve: Serve, *load: str) -> tuple[Double, Outcome]:
    """A second of stall in four: whoever comes in it waits until it ends."""
    double = serve(stall=STALL)
    outcome = load_test(
        *("--url", double.url, "--mix", "flood", "--ramp", "0", "--warm-up", "0"),
        *("--duration", "4", "--json", *load),
    )
    return double, outcome


def waits(double: Double) -> list[float]:
    """Milliseconds for which the server held each request that came in the stall."""
    begins, ends = (double.requests[0].moment + each for each in STALL)
    came = [request.moment for request in double.requests]
    return [(ends - moment) * 1000 for moment in came if begins <= moment < ends]


def test_a_stall_shows_in_the_percentiles_as_those_who_came_felt_it(serve: Serve) -> None:
    _, outcome = stalled(serve, "--rate", "40")
    report = outcome.report
    latency = report["overall"]["latency_ms"]
    assert 155 <= report["overall"]["requests"] <= 161
    # A quarter waited between nothing and a second, evenly: p90 is 0.6 s, p95 is 0.8 s.
    assert latency["p50"] < 300
    assert math.isclose(latency["p90"], 600, abs_tol=150)
    assert math.isclose(latency["p95"], 800, abs_tol=150)
    assert 900 <= latency["max"] <= 1300


def test_a_closed_loop_hides_the_same_stall_and_says_so(serve: Serve) -> None:
    """One user asks a hundred times, and waits for the stall once."""
    double, outcome = stalled(serve, "--users", "1")
    report = outcome.report
    latency = report["overall"]["latency_ms"]
    # Not a whole second: the stall begins while the user pauses, or waits for the answer before.
    (waited,) = waits(double)
    assert waited <= latency["max"] + 1
    assert latency["max"] > 500
    assert latency["p95"] < 150
    assert any("stalls hardly show" in note for note in report["notes"])


def test_ramp_and_warm_up_do_not_count(serve: Serve) -> None:
    """Slow at first: none of it is in the figures."""
    double = serve()
    double.fault = lambda _request, number: double.wait(0.6) if number < 40 else None
    report = load_test(
        *("--url", double.url, "--mix", "flood", "--rate", "20", "--ramp", "2", "--warm-up", "2"),
        *("--duration", "2", "--json"),
    ).report
    assert report["overall"]["requests"] == 40
    assert report["load"]["not_counted"] == 60
    assert report["overall"]["latency_ms"]["max"] < 500
    assert max(point["max_ms"] for point in report["timeline"]) > 600


def test_staff_sign_in_first_and_work_in_a_sensible_order(serve: Serve) -> None:
    double = serve()
    outcome = load_test(
        *("--url", double.url, *SIGNED_IN, "--apis", "--rate", "30", "--sessions", "3"),
        *("--ramp", "0", "--warm-up", "0", "--duration", "3", "--json"),
    )
    assert outcome.is_fine(), outcome.stdout
    assert outcome.report["overall"]["errors"] == 0
    assert set(double.paths()) >= {*WORK, MAIN}
    signed_in = [request for request in double.requests if request.form.get("authUser")]
    assert {request.form["authUser"] for request in signed_in} == {"admin"}
    charts = {request.query["set_pid"] for request in double.requests if request.path == CHART}
    assert charts <= {"3", "5", "8"}
    assert {request.agent for request in double.requests} == {"openemr-load-test"}


def test_without_the_apis_they_are_not_asked(serve: Serve) -> None:
    double = serve()
    outcome = load_test(
        *("--url", double.url, *SIGNED_IN, "--rate", "30", "--sessions", "2"),
        *("--ramp", "0", "--warm-up", "0", "--duration", "1", "--json"),
    )
    assert outcome.is_fine(), outcome.stdout
    assert METADATA not in double.paths()


def test_users_of_a_closed_loop_sign_in_and_think(serve: Serve) -> None:
    double = serve()
    outcome = load_test(
        *("--url", double.url, *SIGNED_IN, "--users", "4", "--ramp", "0", "--warm-up", "0"),
        *("--duration", "5", "--json"),
    )
    assert outcome.is_fine(), outcome.stdout
    assert outcome.report["load"]["loop"] == "closed"
    # The first one is signed in before the clock starts; pauses keep all from much more.
    assert 4 <= outcome.report["overall"]["requests"] <= 25
