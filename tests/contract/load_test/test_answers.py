"""Who answered: OpenEMR, the firewall, the load balancer, TLS, or nobody."""

import socket
from pathlib import Path
from typing import Any

import pytest

from scripts.commands.load_test.answers import Answer, judge
from tests.contract.api_test.double.certificates import Certificates, make_certificates
from tests.contract.load_test.conftest import Serve
from tests.contract.load_test.double import pages
from tests.contract.load_test.double.pages import BARE_SENTENCE, sent_away
from tests.contract.load_test.double.server import BLOCKED, DROP, NO_TASK, PASSWORD
from tests.contract.load_test.run_command import SIGNED_IN, Outcome, load_test

APACHE = {"server": "Apache"}
NEW_SESSION = {"set-cookie": "OpenEMR=6f3a; Max-Age=28000; path=/; SameSite=Strict", **APACHE}
HERE = "https://emr.example.org"
SHORT = ("--ramp", "0", "--warm-up", "0", "--duration", "1", "--json")


@pytest.mark.parametrize(
    ("status", "headers", "text", "meaning"),
    [
        (200, APACHE, "<html>", Answer.OK),
        (200, APACHE, sent_away(), Answer.SIGNED_OUT),
        (200, APACHE, BARE_SENTENCE, Answer.SIGNED_OUT),
        (400, APACHE, BARE_SENTENCE, Answer.SIGNED_OUT),
        (400, NEW_SESSION, "", Answer.SIGNED_OUT),
        (400, {"set-cookie": "App=OpenEMR; path=/, OpenEMR=6f3a; path=/"}, "", Answer.SIGNED_OUT),
        (400, APACHE, "", Answer.REFUSED),
        (400, NEW_SESSION, "Invalid URL", Answer.REFUSED),
        (400, APACHE | {"set-cookie": "OpenEMR=deleted; path=/"}, "", Answer.REFUSED),
        (400, APACHE | {"set-cookie": "apiOpenEMR=6f3a; path=/apis"}, "", Answer.REFUSED),
        (403, NEW_SESSION, "", Answer.REFUSED),
        (403, APACHE, "Access denied", Answer.REFUSED),
        (200, APACHE, "Authentication Error", Answer.REFUSED),
        (403, {"server": "awselb/2.0"}, "403 Forbidden", Answer.BLOCKED),
        (403, {}, "403 Forbidden", Answer.BLOCKED),
        (403, APACHE, "Forbidden", Answer.REFUSED),
        (403, {"set-cookie": "OpenEMR=1; path=/"}, "", Answer.REFUSED),
        (403, {}, "OpenEMR: not authorized", Answer.REFUSED),
        (405, {"x-amzn-waf-action": "captcha"}, "", Answer.BLOCKED),
        (202, {"x-amzn-waf-action": "challenge"}, "", Answer.BLOCKED),
        (429, APACHE, "", Answer.THROTTLED),
        (404, APACHE, "", Answer.REFUSED),
        (500, APACHE, "", Answer.SERVER_ERROR),
        (502, {"server": "awselb/2.0"}, "", Answer.NO_TASK),
        (503, APACHE, "", Answer.SERVER_ERROR),
        (504, {}, "504 Gateway Time-out", Answer.NO_TASK),
        (302, {"location": "/interface/main/tabs/main.php"}, "", Answer.UNEXPECTED),
        (302, {"location": "/interface/login/login.php?site=default"}, "", Answer.SIGNED_OUT),
        (302, {"location": "interface/login/login.php?site=default"}, "", Answer.SIGNED_OUT),
        (302, {"location": "login/login.php?site=default"}, "", Answer.SIGNED_OUT),
        (302, {"location": f"{HERE}:8443/"}, "", Answer.ELSEWHERE),
        (302, {"location": "http://emr.example.org/"}, "", Answer.ELSEWHERE),
        (302, {"location": "//other.example.org/"}, "", Answer.ELSEWHERE),
    ],
)
def test_an_answer_is_told_by_status_and_marks(
    status: int, headers: dict[str, str], text: str, meaning: Answer
) -> None:
    assert judge(status, headers, text, HERE, redirects=False) is meaning


def test_after_a_sign_in_only_a_redirect_is_good() -> None:
    main = {"location": f"{HERE}/interface/main/tabs/main.php?token_main=1"}
    assert judge(302, main, "", HERE, redirects=True) is Answer.OK
    assert judge(200, APACHE, "TOTP", HERE, redirects=True) is Answer.UNEXPECTED


def flood(url: str, *more: str) -> Outcome:
    return load_test("--url", url, "--mix", "flood", "--rate", "20", *SHORT, *more)


def test_what_the_firewall_turns_away_is_no_error_of_openemr_and_voids_the_result(
    serve: Serve,
) -> None:
    double = serve(fault=lambda _request, number: BLOCKED if number >= 10 else None)
    outcome = flood(double.url)
    assert outcome.code == 1
    overall = outcome.report["overall"]
    sent = len(double.requests)  # 20, or a few less on a crowded machine
    assert (overall["errors"], overall["by_the_firewall"]) == (0, sent - 10)
    assert outcome.report["outcome"] == "void"
    share = f"{100 * (sent - 10) / sent:.1f} % of the requests were refused"
    assert share in outcome.report["reasons"][0]
    meaning = outcome.meanings()["blocked by the firewall"]
    assert "firewall.requests_per_five_minutes limits each client address" in meaning
    assert "not errors of OpenEMR" in meaning


def test_a_limit_of_sign_ins_is_named_as_such(serve: Serve) -> None:
    def limit(request: pages.Request, number: int) -> Any:
        return BLOCKED if request.path == pages.SIGN_IN and number > 10 else None

    double = serve(fault=limit)
    outcome = load_test(
        *("--url", double.url, *SIGNED_IN, "--rate", "80", "--sessions", "1"),
        *("--ramp", "0", "--warm-up", "0", "--duration", "2", "--json"),
    )
    assert "firewall.sign_ins_per_five_minutes" in outcome.meanings()["blocked by the firewall"]
    assert outcome.report["overall"]["errors"] == 0


def test_a_kind_of_request_that_never_passes_is_no_matter_of_rate(serve: Serve) -> None:
    double = serve(fault=lambda each, _number: BLOCKED if each.path == pages.SEARCH else None)
    outcome = load_test("--url", double.url, *SIGNED_IN, "--rate", "20", "--sessions", "2", *SHORT)
    meaning = outcome.meanings()["blocked by the firewall"]
    assert "Every request of the kind patient search was blocked" in meaning


@pytest.mark.parametrize(
    ("fault", "name", "said"),
    [
        (NO_TASK, "load balancer without a task", "no healthy task"),
        (pages.Answer(503), "error of OpenEMR (5xx)", "OpenEMR itself answered 5xx"),
        (pages.Answer(404), "refused by OpenEMR (4xx)", "OpenEMR itself answered 4xx"),
        (DROP, "connection lost", "closed before the complete response came"),
    ],
)
def test_failures_are_told_apart(serve: Serve, fault: pages.Answer, name: str, said: str) -> None:
    double = serve(fault=lambda _request, _number: fault)
    outcome = flood(double.url)
    assert outcome.code == 1
    assert outcome.report["outcome"] == "missed"
    assert outcome.report["overall"]["answers"] == {name: 20}
    assert said in outcome.meanings()[name]
    # Whatever the fault, no request is repeated.
    assert len(double.requests) == 20


def test_too_many_requests_are_told_as_a_limit(serve: Serve) -> None:
    outcome = flood(serve(fault=lambda *_: pages.Answer(429)).url)
    assert outcome.report["overall"]["answers"] == {"too many requests (429)": 20}
    assert (outcome.code, outcome.report["overall"]["errors"]) == (1, 0)


def test_what_takes_too_long_is_a_time_out_and_in_the_percentiles(serve: Serve) -> None:
    outcome = flood(serve(delay=3).url, "--timeout", "0.5")
    assert outcome.report["overall"]["answers"] == {"timed out": 20}
    assert 450 <= outcome.report["overall"]["latency_ms"]["p50"] <= 900


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    outcome = flood(f"http://127.0.0.1:{port}")
    assert outcome.report["overall"]["answers"] == {"connection refused": 20}
    assert outcome.code == 1


def test_tls_is_verified(serve: Serve, certificates: Certificates, tmp_path: Path) -> None:
    double = serve(certificates.chain)
    trusted = flood(double.url, "--ca", str(certificates.ca))
    assert trusted.is_fine(), trusted.stdout
    unknown = flood(double.url)
    assert unknown.report["overall"]["answers"] == {"TLS failed": 20}
    assert "unable to get local issuer certificate" in unknown.meanings()["TLS failed"]
    named = serve(make_certificates(tmp_path, "other.example.org").chain)
    wrong = flood(named.url, "--ca", str(tmp_path / "ca.pem"))
    assert "Hostname mismatch" in wrong.meanings()["TLS failed"]
    assert named.requests == []
    anyway = flood(named.url, "--insecure")
    assert anyway.is_fine(), anyway.stdout
    assert "--insecure: nothing proves" in anyway.report["notes"][0]


def test_a_redirect_to_another_host_is_not_followed(serve: Serve) -> None:
    elsewhere = serve()
    to = pages.Answer(302, "", {"Location": f"{elsewhere.url}/interface/login/login.php"})
    outcome = flood(serve(fault=lambda *_: to).url)
    assert outcome.report["overall"]["answers"] == {"redirect elsewhere": 20}
    assert elsewhere.requests == []


@pytest.mark.parametrize("before_8_2", [False, True])
def test_a_session_that_is_lost_is_renewed(serve: Serve, *, before_8_2: bool) -> None:
    double = serve(pages=pages.Pages(PASSWORD, before_8_2=before_8_2))

    def forget(_request: pages.Request, number: int) -> None:
        if number == 30:
            double.pages.sessions.clear()

    double.fault = forget
    outcome = load_test(
        *("--url", double.url, *SIGNED_IN, "--rate", "40", "--sessions", "2"),
        *("--ramp", "0", "--warm-up", "0", "--duration", "2", "--json", "--error-rate", "20"),
    )
    assert outcome.is_fine(20), outcome.stdout
    answers = outcome.report["overall"]["answers"]
    assert 1 <= answers["not signed in"] <= 6
    assert answers["ok"] >= 70
    assert set(answers) == {"ok", "not signed in"}
    assert "a session that was lost" in outcome.meanings()["not signed in"]


@pytest.mark.parametrize(
    ("differences", "said"),
    [
        ({"password": "another one"}, "a wrong user or password at the sign-in"),
        ({"password": PASSWORD, "second_factor": True}, "a second factor"),
    ],
)
def test_a_refused_sign_in_ends_the_test_before_it_begins(
    serve: Serve, differences: dict[str, Any], said: str
) -> None:
    double = serve(pages=pages.Pages(**differences))
    outcome = load_test("--url", double.url, *SIGNED_IN, "--rate", "20", *SHORT)
    assert outcome.code == 2
    assert said in outcome.stderr
    assert "no load was generated" in outcome.stderr
    assert double.paths() == [pages.SIGN_IN_PAGE, pages.SIGN_IN]


def test_without_patients_no_chart_is_opened_and_a_note_says_so(serve: Serve) -> None:
    double = serve(pages=pages.Pages(PASSWORD, patients=(), checks_tokens=False))
    outcome = load_test("--url", double.url, *SIGNED_IN, "--rate", "40", "--sessions", "2", *SHORT)
    assert outcome.is_fine(), outcome.stdout
    assert pages.CHART not in double.paths()
    assert "No chart was opened, for no search found a patient." in outcome.report["notes"]
