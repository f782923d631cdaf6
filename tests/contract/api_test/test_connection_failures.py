"""What lies between the user and OpenEMR fails: network, TLS, firewall, load balancer, address."""

import json
from pathlib import Path

import pytest

from scripts.commands.api_test.failures import Kind
from tests.contract.api_test.conftest import Run, Start
from tests.contract.api_test.double.behaviour import Forced
from tests.contract.api_test.double.certificates import Certificates
from tests.contract.api_test.double.firewall import balancer_page
from tests.contract.api_test.failing import CODE, DISCOVERY, SYSTEM, Case, assert_told, flows
from tests.contract.api_test.run_command import Command

OPENID = "/oauth2/default/.well-known/openid-configuration"
SMART = "/apis/default/fhir/.well-known/smart-configuration"
METADATA = "/apis/default/fhir/metadata"
REGISTRATION, TOKEN = "/oauth2/default/registration", "/oauth2/default/token"

ELSEWHERE = {
    "authorization_endpoint": "https://elsewhere.example.org/authorize",
    "token_endpoint": "https://elsewhere.example.org/token",
}


def from_balancer(status: int, title: str, after: int = 0) -> Forced:
    page = balancer_page(status, title)
    return Forced(page.status, page.headers, page.body, after)


CASES = [
    Case(
        Kind.TIMED_OUT,
        DISCOVERY,
        ["did not answer within 0.5 s"],
        ["security_group_ip_range", "--request-timeout"],
        {"silent": {OPENID}},
        ["--request-timeout", "0.5"],
    ),
    Case(
        Kind.WAF_BLOCK,
        DISCOVERY,
        ["web application firewall", f"GET {OPENID}", "HTTP 403"],
        ["activate_openemr_apis", "apis-off", "aws-waf-logs-openemr-"],
        {"forced": {OPENID: from_balancer(403, "403 Forbidden")}},
    ),
    Case(
        Kind.WAF_BLOCK,
        SYSTEM,
        ["web application firewall", f"POST {REGISTRATION}"],
        ["aws-waf-logs-openemr-"],
        {"forced": {REGISTRATION: from_balancer(403, "403 Forbidden")}},
        name="waf-block of the registration",
    ),
    Case(
        Kind.WAF_BLOCK,
        DISCOVERY,
        ["web application firewall", "HTTP 202"],
        ["aws-waf-logs-openemr-"],
        {"forced": {OPENID: Forced(202, {"x-amzn-waf-action": "challenge"})}},
        name="waf-block by a challenge",
    ),
    Case(
        Kind.WAF_BLOCK,
        DISCOVERY,
        ["web application firewall", "HTTP 403"],
        ["aws-waf-logs-openemr-"],
        {"forced": {OPENID: Forced(403, {"Server": "CloudFront"}, b"<h1>403 ERROR</h1>")}},
        name="waf-block farther outside",
    ),
    Case(
        Kind.WAF_THROTTLE,
        CODE,
        ["let POST /oauth2/default/token through before and now blocks it", "too many requests"],
        ["sign-in-rate", "firewall.sign_ins_per_five_minutes", "--poll"],
        {"forced": {TOKEN: from_balancer(403, "403 Forbidden", after=1)}},
    ),
    Case(
        Kind.RATE_LIMIT,
        SYSTEM,
        ["HTTP 429", "wait 120 s"],
        ["Wait as long as it says"],
        {"forced": {REGISTRATION: Forced(429, {"Retry-After": "120"})}},
    ),
    Case(
        Kind.SERVER_ERROR,
        DISCOVERY,
        [f"HTTP 500 for GET {METADATA}", "problem with authorization server keys"],
        ["application_log_group"],
        {
            "forced": {
                METADATA: Forced(500, {}, b'{"message":"problem with authorization server keys"}')
            }
        },
    ),
    Case(
        Kind.NO_HEALTHY_TASK,
        DISCOVERY,
        ["load balancer answers instead of OpenEMR", "HTTP 503"],
        ["no task that answers", "application_log_group"],
        {"forced": {OPENID: from_balancer(503, "503 Service Temporarily Unavailable")}},
    ),
    Case(
        Kind.NOT_OPENEMR,
        DISCOVERY,
        ["does not answer as OpenEMR", "HTTP 200", "not the expected JSON"],
        ["application_url"],
        {
            "forced": {
                OPENID: Forced(200, {"Content-Type": "text/html"}, b"<h1>Welcome to nginx!</h1>")
            }
        },
    ),
    Case(
        Kind.NOT_OPENEMR,
        DISCOVERY,
        ["redirected to https://example.org/setup.php", "not installed yet"],
        ["application_url"],
        {"forced": {OPENID: Forced(302, {"Location": "https://example.org/setup.php?site=x"})}},
        name="not-openemr but an installer",
    ),
    Case(
        Kind.NOT_OPENEMR,
        DISCOVERY,
        ["does not answer as OpenEMR", "without token_endpoint"],
        ["application_url"],
        {"forced": {SMART: Forced(200, {}, b'{"authorization_endpoint": "https://localhost/x"}')}},
        name="not-openemr but another server",
    ),
    Case(
        Kind.APIS_OFF,
        DISCOVERY,
        ["The APIs are off", "HTTP 404", "API is disabled"],
        ["activate_openemr_apis to true", "rest_api and rest_fhir_api"],
        {"apis_on": False},
    ),
    Case(
        Kind.APIS_OFF,
        DISCOVERY,
        ["The APIs are off", f"HTTP 404 for {SMART}"],
        ["activate_openemr_apis to true"],
        {"forced": {SMART: Forced(404)}},
        name="apis-off for FHIR alone",
    ),
    Case(
        Kind.WRONG_SITE_ADDRESS,
        DISCOVERY,
        [
            "OpenEMR's issuer is https://clinic.example.org/oauth2/default",
            "tested address is https://localhost",
        ],
        ["site_addr_oath", "application_url"],
        {"site_address": "https://clinic.example.org"},
    ),
    Case(
        Kind.WRONG_SITE_ADDRESS,
        DISCOVERY,
        ["OpenEMR's authorization_endpoint is https://elsewhere.example.org/authorize"],
        ["site_addr_oath"],
        {"forced": {SMART: Forced(200, {}, json.dumps(ELSEWHERE).encode())}},
        name="wrong-site-address in the SMART configuration",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_failure_is_told_by_its_own_name(start: Start, run: Run, case: Case) -> None:
    outcome = run(start(**case.behaviour), *flows(case), *case.arguments, **case.run)
    assert_told(outcome, case)


def test_after_a_failed_discovery_nothing_is_registered(start: Start, run: Run) -> None:
    double = start(site_address="https://clinic.example.org")
    outcome = run(double)
    assert double.clients.by_id == {}
    assert outcome.statuses() == {DISCOVERY: "failed", CODE: "skipped", SYSTEM: "skipped"}
    assert outcome.flow(CODE)["skipped_because"] == "discovery failed"


NETWORK = [
    Case(
        Kind.NAME_UNKNOWN,
        DISCOVERY,
        ["openemr.invalid does not resolve"],
        ["--url", "load_balancer_dns_name"],
    ),
    Case(
        Kind.CANNOT_CONNECT,
        DISCOVERY,
        ["No connection to localhost:1", "Connection refused"],
        ["security_group_ip_range", "clients.ipv4_cidrs"],
    ),
]


@pytest.mark.parametrize(
    ("case", "url"),
    [(NETWORK[0], "https://openemr.invalid"), (NETWORK[1], "https://localhost:1")],
    ids=["name-unknown", "cannot-connect"],
)
def test_what_cannot_be_reached_is_told(case: Case, url: str) -> None:
    assert_told(Command(["--url", url, "--json"]).run(), case)


UNTRUSTED = Case(
    Kind.TLS_NOT_VERIFIED,
    DISCOVERY,
    ["certificate of localhost", "unable to get local issuer certificate"],
    ["--ca FILE", "--insecure"],
)
OTHER_NAME = Case(
    Kind.TLS_NOT_VERIFIED,
    DISCOVERY,
    ["certificate of 127.0.0.1", "IP address mismatch"],
    ["the name for which the certificate was made"],
)
PLAIN = Case(
    Kind.NO_TLS,
    DISCOVERY,
    ["does not speak TLS as expected"],
    ["certificate_arn or domain", "browsers drop it"],
)


def test_an_unknown_authority_is_not_trusted(start: Start) -> None:
    assert_told(Command(["--url", start().url, "--json"]).run(), UNTRUSTED)


def test_a_certificate_of_another_name_is_not_trusted(
    start: Start, certificates: Certificates
) -> None:
    url = start().url.replace("localhost", "127.0.0.1")
    outcome = Command(["--url", url, "--ca", str(certificates.ca), "--json"]).run()
    assert_told(outcome, OTHER_NAME)


def test_https_to_a_port_of_plain_http_is_told(start: Start) -> None:
    url = start(tls=False).url.replace("http:", "https:")
    assert_told(Command(["--url", url, "--json"]).run(), PLAIN)


def test_insecure_says_so_loudly_on_standard_error_and_in_the_report(start: Start) -> None:
    outcome = Command(["--url", start().url, "--insecure", "--non-interactive", "--json"]).run()
    assert outcome.code == 0, outcome.stderr
    assert "TLS is not verified" in outcome.stderr
    (warning,) = outcome.report["warnings"]
    assert warning.startswith("--insecure: nothing proves that https://localhost")


def test_insecure_takes_plain_http_too(start: Start, key_file: Path) -> None:
    double = start(tls=False, enabled_from_the_start=True)
    options = ["--url", double.url, "--insecure", "--flow", SYSTEM, "--key", str(key_file)]
    outcome = Command([*options, "--json"]).run()
    assert outcome.code == 0, outcome.stderr
    assert outcome.statuses()[SYSTEM] == "passed"


def test_nobody_can_sign_in_over_plain_http(start: Start, key_file: Path) -> None:
    double = start(tls=False, enabled_from_the_start=True)
    options = ["--url", double.url, "--insecure", "--key", str(key_file), "--json"]
    outcome = Command(options).run()
    assert outcome.code == 0, outcome.stderr
    assert outcome.statuses() == {
        "discovery": "passed",
        "authorization-code": "skipped",
        SYSTEM: "passed",
    }
    refused = Command([*options, "--flow", "authorization-code"]).run()
    assert refused.code == 2
    assert refused.stderr.startswith(
        f"--flow authorization-code with {double.url}: plain HTTP: OpenEMR's OAuth cookie is Secure"
    )


def test_plain_http_is_refused_without_insecure(start: Start) -> None:
    double = start(tls=False)
    outcome = Command(["--url", double.url]).run()
    assert outcome.code == 2
    assert outcome.stderr.startswith(f"{double.url}: plain HTTP, by which tokens")
    assert double.requests == []


def test_an_authority_of_the_environment_does_not_override_the_chosen_one(
    start: Start, run: Run
) -> None:
    bundle = {"REQUESTS_CA_BUNDLE": "/etc/ssl/certs/ca-certificates.crt"}
    outcome = run(start(), "--non-interactive", environment=bundle)
    assert outcome.code == 0, outcome.stderr
