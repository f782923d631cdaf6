"""A trial of a running release: its tasks' lines, its pages."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from scripts.commands.upgrade.trial import Trial
from stacks.releases import RELEASES

VERSION = "8.3.0"
READY = RELEASES[VERSION].docker_version
SIGN_IN = '<title>OpenEMR Login</title><input id="authUser" name="authUser">'
METADATA = '{"resourceType": "CapabilityStatement"}'
Answers = dict[str, tuple[int, str, str]]
GOOD: Answers = {
    "/interface/login/login.php": (200, "Apache", SIGN_IN),
    "/apis/default/fhir/metadata": (200, "Apache", METADATA),
}


@pytest.fixture
def site() -> Iterator[Any]:
    """A server on loopback that gives the answers of `answers`."""
    answers = dict(GOOD)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, server, text = answers[self.path.partition("?")[0]]
            self.send_response_only(status)
            self.send_header("Server", server)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", answers=answers)
    server.shutdown()
    server.server_close()


def trial(url: str, told: dict[str, int | None], *, has_apis: bool = True) -> Trial:
    ecs = SimpleNamespace(list_tasks=lambda **_: {"taskArns": [f"arn:x/{each}" for each in told]})
    account = SimpleNamespace(client=lambda _: ecs)
    deployed: Any = SimpleNamespace(
        account=account, output=lambda name: url if name == "application_url" else name
    )
    log: Any = SimpleNamespace(
        ready=lambda: {task: version for task, version in told.items() if version is not None}
    )
    ticks = iter(range(0, 1000, 10))
    return Trial(
        deployed, log, VERSION, has_apis, clock=lambda: next(ticks), pause=lambda _seconds: None
    )


def test_a_good_release_has_no_problems(site: Any) -> None:
    tried = trial(site.url, {"a": READY, "b": READY})
    assert list(tried.problems()) == []
    expected = {"docker_version": str(READY), "sign_in_page": "200", "api_metadata": "200"}
    assert tried.facts == expected


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ({}, "no task runs"),
        ({"a": None}, "no task logged"),
        ({"a": READY, "b": READY - 1}, f"docker-version {READY - 1}, not {READY}"),
    ],
)
def test_tasks_must_say_which_data_they_have(
    site: Any, told: dict[str, int | None], text: str
) -> None:
    problems = list(trial(site.url, told).problems())
    assert any(text in each for each in problems), problems


def test_lines_that_come_late_are_told_and_are_no_problem(site: Any) -> None:
    tried = trial(site.url, {"a": READY, "b": None})
    assert list(tried.problems()) == []
    assert tried.facts["docker_version"] == "not told by every task"


@pytest.mark.parametrize(
    ("path", "answer", "is_problem"),
    [
        ("/interface/login/login.php", (500, "Apache", "OpenEMR"), True),
        ("/interface/login/login.php", (200, "Apache", "<h1>It works!</h1>"), True),
        ("/interface/login/login.php", (503, "awselb/2.0", ""), True),
        ("/interface/login/login.php", (403, "awselb/2.0", ""), False),
        ("/apis/default/fhir/metadata", (404, "Apache", ""), True),
        ("/apis/default/fhir/metadata", (200, "Apache", "{}"), True),
        ("/apis/default/fhir/metadata", (200, "Apache", "OpenEMR"), True),
        ("/apis/default/fhir/metadata", (403, "awselb/2.0", ""), False),
    ],
)
def test_pages_are_judged_unless_the_firewall_answers(
    site: Any, path: str, answer: tuple[int, str, str], is_problem: bool
) -> None:
    site.answers[path] = answer
    assert bool(list(trial(site.url, {"a": READY}).problems())) is is_problem


def test_the_apis_are_not_asked_where_they_are_off(site: Any) -> None:
    site.answers["/apis/default/fhir/metadata"] = (500, "Apache", "")
    assert list(trial(site.url, {"a": READY}, has_apis=False).problems()) == []


def test_whoever_cannot_reach_it_has_no_verdict() -> None:
    tried = trial("http://127.0.0.1:9", {"a": READY})
    assert list(tried.problems()) == []
    assert tried.facts["sign_in_page"].startswith("not reached from here")
