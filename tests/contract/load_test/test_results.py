"""Reports, secrets, and what an interruption leaves."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from scripts.project import ROOT
from tests.contract.load_test.conftest import Serve
from tests.contract.load_test.double.server import BLOCKED, PASSWORD, Double
from tests.contract.load_test.run_command import SIGNED_IN, VARIABLE, Outcome, load_test

_VOID = {"meta", "link", "br", "img", "input", "hr"}
_TIMES = {"p50", "p75", "p90", "p95", "p99", "p99.9", "max", "mean"}


class _Page(HTMLParser):
    """Remembers what is open, and everything that would be fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.fetched += [str(value) for name, value in attrs if name in ("src", "href", "srcset")]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports") / "made" / "when missing"


def wordy(serve: Serve, folder: Path) -> tuple[Double, Outcome]:
    """A run with errors, blocks, and every file."""
    faults: dict[int, Any] = {12: BLOCKED, 25: BLOCKED}
    double = serve(fault=lambda _request, number: faults.get(number))
    outcome = load_test(
        *("--url", double.url, *SIGNED_IN, "--rate", "20", "--sessions", "2", "--ramp", "1"),
        *("--warm-up", "0", "--duration", "2", "--report", str(folder), "--png"),
    )
    return double, outcome


def test_every_report_can_be_read_and_holds_no_secret(serve: Serve, folder: Path) -> None:
    double, outcome = wordy(serve, folder)
    secrets = [PASSWORD, PASSWORD.replace(" ", "+"), *double.pages.sessions]
    secrets += double.pages.sessions.values()
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert set(files) == {"report.html", "report.json", "plot.svg", "plot.png"}
    for text in (outcome.stdout.encode(), outcome.stderr.encode(), *files.values()):
        assert [secret for secret in secrets if secret.encode() in text] == []
    _check_report(json.loads(files["report.json"]))
    _check_page(files["report.html"].decode())
    assert ET.fromstring(files["plot.svg"]).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314
    assert files["plot.png"].startswith(b"\x89PNG")
    for word in ("Latency in ms", "p99.9", "Criteria", "chart", "2 x blocked by the firewall"):
        assert word in outcome.stdout


def _check_report(report: dict[str, Any]) -> None:
    assert report["format"] == 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", report["started"])
    assert re.fullmatch(r"2\.\d+\.\d+", report["versions"]["locust"])
    settings = report["settings"]
    assert (settings["rate"], settings["mix"], settings["user"]) == (20, "clinic", "admin")
    assert "password" not in settings
    overall = report["overall"]
    assert overall["requests"] == 40 == sum(kind["requests"] for kind in report["kinds"])
    assert set(overall["latency_ms"]) == set(overall["service_time_ms"]) == _TIMES
    assert [point["second"] for point in report["timeline"]] == [0, 1, 2]
    assert report["load"]["loop"] == "open"
    assert {each["answer"] for each in report["explanations"]} == {"blocked by the firewall"}


def _check_page(page: str) -> None:
    parser = _Page()
    parser.feed(page)
    assert parser.open == []
    assert parser.fetched == []
    assert {"svg", "table", "h1"} <= parser.tags
    assert "script" not in parser.tags
    assert "@import" not in page
    assert "url(" not in page


def test_json_is_all_that_goes_to_standard_output(serve: Serve) -> None:
    outcome = load_test(
        *("--url", serve().url, "--mix", "flood", "--rate", "10", "--ramp", "0"),
        *("--warm-up", "0", "--duration", "1", "--json"),
    )
    assert outcome.report["outcome"] == "passed"
    assert "flood with 10 requests a second" in outcome.stderr


def test_a_password_is_no_option_and_a_missing_one_is_told(serve: Serve) -> None:
    double = serve()
    assert load_test("--url", double.url, "--password", "x").code == 2
    empty = load_test("--url", double.url, *SIGNED_IN, environment={VARIABLE: ""})
    assert empty.code == 2
    assert f"--password-env {VARIABLE}: this environment variable is empty" in empty.stderr
    nobody = load_test("--url", double.url, "--user", "admin")
    assert nobody.code == 2
    assert "no terminal to prompt for its password" in nobody.stderr
    assert double.requests == []


def test_an_interruption_reports_what_was_measured_so_far(serve: Serve) -> None:
    double = serve()
    outcome = load_test(
        *("--url", double.url, "--mix", "flood", "--rate", "20", "--ramp", "0"),
        *("--warm-up", "1", "--duration", "60", "--json"),
        interrupt_when=lambda: len(double.requests) >= 60,
    )
    assert outcome.code == 130
    report = outcome.report
    assert (report["outcome"], report["interrupted"], report["ok"]) == (
        "interrupted",
        "SIGINT",
        False,
    )
    assert 20 <= report["overall"]["requests"] <= 100
    assert 1 <= report["load"]["counted_seconds"] <= 6
    assert 15 <= report["load"]["begun_rate"] <= 25
    assert "Interrupted." in outcome.stderr
    seen = len(double.requests)
    time.sleep(0.5)
    assert len(double.requests) == seen


def test_the_load_ends_when_its_command_is_killed(serve: Serve) -> None:
    double = serve()
    arguments = ["--url", double.url, "--mix", "flood", "--rate", "20", "--duration", "60"]
    with subprocess.Popen(
        [sys.executable, "-E", "-m", "scripts", "load-test", *arguments, "--ramp", "0"],
        cwd=ROOT,
        env=os.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            give_up = time.monotonic() + 60
            while len(double.requests) < 10:
                assert time.monotonic() < give_up
        finally:
            process.send_signal(signal.SIGKILL)
    give_up, seen = time.monotonic() + 30, -1
    while seen != len(double.requests):
        assert time.monotonic() < give_up
        seen = len(double.requests)
        time.sleep(1)
