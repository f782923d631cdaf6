"""Every flow, as a user runs it."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.contract.api_test.conftest import Run, Start
from tests.contract.api_test.double.certificates import Certificates
from tests.contract.api_test.run_command import Command

ALL = ["discovery", "authorization-code", "client-credentials"]
CHECKS = {
    "discovery": ["openid-configuration", "smart-configuration", "fhir-metadata"],
    "authorization-code": [
        "register",
        "enabled",
        "authorize",
        "sign-in",
        "token",
        "id-token",
        "introspect",
        "fhir-patient-search",
        "fhir-patient-create",
        "fhir-patient-read",
        "standard-api",
        "refresh",
        "sign-out",
    ],
    "client-credentials": [
        "register",
        "enabled",
        "token",
        "fhir-patient-search",
        "fhir-patient-create",
        "fhir-patient-read",
        "standard-api",
    ],
}


def test_every_flow_passes_and_nothing_secret_is_shown(
    start: Start, run: Run, tmp_path: Path
) -> None:
    double = start(signs_out_by_form=True)
    file = tmp_path / "report.json"
    outcome = run(double, "--report", str(file), makes_key=True)
    assert outcome.code == 0, outcome.stderr
    assert outcome.report["ok"]
    assert outcome.statuses() == dict.fromkeys(ALL, "passed")
    for flow in outcome.report["flows"]:
        assert [check["name"] for check in flow["checks"]] == CHECKS[flow["name"]]
        assert {check["status"] for check in flow["checks"]} == {"passed"}
    assert json.loads(file.read_text()) == outcome.report
    assert len(double.secrets()) > 12
    shown = "".join([outcome.stdout, outcome.stderr, file.read_text(), *outcome.pages])
    assert [secret for secret in double.secrets() if secret in shown] == []
    assert "PRIVATE KEY" not in shown


def test_what_remains_is_told_with_the_way_to_remove_it(start: Start, run: Run) -> None:
    double = start(signs_out_by_form=True)
    outcome = run(double)
    remains = outcome.report["remains"]
    assert [each["what"] for each in remains] == ["API client"] * 2 + ["patient"] * 2
    for client, each in zip(double.clients.by_id.values(), remains, strict=False):
        assert each["id"] == f"{client.name} ({client.id})"
        assert "Administration > System > API Clients" in each["how_to_remove"]
    made = [patient["id"] for patient in double.resources.patients]
    assert [each["id"].partition("(")[2].rstrip(")") for each in remains[2:]] == made


def test_no_token_of_the_sign_in_outlives_the_run(start: Start, run: Run) -> None:
    double = start(signs_out_by_form=True)
    run(double, "--flow", "authorization-code")
    grants = [*double.tokens.access.values(), *double.tokens.refresh.values()]
    assert len(grants) == 3
    assert [grant.is_revoked for grant in grants] == [True] * 3


def test_a_sign_out_without_effect_is_told_and_fails_nothing(start: Start, run: Run) -> None:
    outcome = run(start(), "--flow", "authorization-code")
    assert outcome.code == 0
    last = outcome.flow("authorization-code")["checks"][-1]
    assert (last["name"], last["status"]) == ("sign-out", "skipped")
    assert "sign-in of" in [each["what"] for each in outcome.report["remains"]]


def test_the_text_report_names_each_flow_and_what_remains(
    start: Start, certificates: Certificates
) -> None:
    double = start(enabled_from_the_start=True)
    options = ["--url", double.url, "--ca", str(certificates.ca), "--flow", "client-credentials"]
    outcome = Command(options).run()
    lines = outcome.stdout.splitlines()
    assert outcome.code == 0, outcome.stderr
    assert "Administration" not in outcome.stderr  # nothing is left to enable
    assert lines[:4] == [
        f"APIs of {double.url}",
        "  discovery            passed   3 checks",
        "  authorization-code   skipped  not selected by --flow",
        "  client-credentials   passed   7 checks",
    ]
    assert lines[5] == "Remains at OpenEMR"
    assert lines[6].startswith("  API client openemr api-test ")
    assert lines[7].startswith("  patient Zz-Api-Test, Run-")


def test_the_pasted_address_does_as_well_as_the_loopback(start: Start, run: Run) -> None:
    double = start()
    outcome = run(double, "--paste", "--flow", "authorization-code")
    assert outcome.code == 0, outcome.stderr
    assert outcome.pages == []
    assert [secret for secret in double.secrets() if secret in outcome.stderr] == []


def test_the_browser_comes_back_to_a_page_without_anything_of_the_request(
    start: Start, run: Run
) -> None:
    outcome = run(start(), "--flow", "authorization-code")
    (page,) = outcome.pages
    assert page == (
        "<!doctype html><title>OpenEMR API test</title>"
        "<p>The API test has its answer. This page can be closed."
    )


def test_the_authorization_request_passes_the_firewall_and_holds_pkce(
    start: Start, run: Run
) -> None:
    double = start()
    run(double, "--flow", "authorization-code")
    asked = next(each for each in double.requests if each.path.endswith("/authorize"))
    query = {key: values[0] for key, values in parse_qs(urlsplit(asked.target).query).items()}
    assert len(asked.query_string) < 2048
    assert query["code_challenge_method"] == "S256"
    assert query["aud"] == f"{double.url}/apis/default/fhir"
    assert urlsplit(query["redirect_uri"]).hostname == "localhost"
    assert query["redirect_uri"].endswith("/callback")


def test_without_writing_no_patient_is_made_and_no_write_scope_asked(
    start: Start, run: Run
) -> None:
    double = start()
    outcome = run(double, "--read-only")
    assert outcome.code == 0, outcome.stderr
    assert double.resources.patients == []
    asked = {scope for client in double.clients.by_id.values() for scope in client.scopes}
    assert [scope for scope in asked if scope.endswith(".write")] == []
    for name in ("authorization-code", "client-credentials"):
        checks = {check["name"]: check["status"] for check in outcome.flow(name)["checks"]}
        assert checks["fhir-patient-create"] == "skipped"
        assert checks["fhir-patient-search"] == "passed"


@pytest.mark.parametrize("shape", ["wrapped", "bare"])
def test_the_standard_api_may_answer_in_either_shape(start: Start, run: Run, shape: str) -> None:
    outcome = run(start(standard_list=shape), "--flow", "authorization-code")
    assert outcome.code == 0, outcome.stderr


def test_an_empty_list_of_the_standard_api_is_404_without_a_body(start: Start, run: Run) -> None:
    outcome = run(start(), "--flow", "authorization-code", "--read-only")
    checks = {check["name"]: check for check in outcome.flow("authorization-code")["checks"]}
    assert checks["standard-api"]["detail"] == "0 on the first page of one"


def test_further_scopes_go_to_the_client_they_are_for(start: Start, run: Run) -> None:
    double = start()
    scopes = ["--scope", "user/Encounter.read", "--scope", "system/Observation.read"]
    assert run(double, *scopes).code == 0
    person, system = double.clients.by_id.values()
    assert "user/Encounter.read" in person.scopes - system.scopes
    assert "system/Observation.read" in system.scopes - person.scopes


def test_a_token_that_has_expired_is_replaced_with_a_new_assertion(start: Start, run: Run) -> None:
    # Authlib gets a new one five seconds before the end: here before each request.
    double = start(enabled_from_the_start=True, token_seconds_of_systems=4)
    outcome = run(double, "--flow", "client-credentials")
    assert outcome.code == 0, outcome.stderr
    assert len(double.assertions.used) > 4
    assert [secret for secret in double.secrets() if secret in outcome.stdout] == []
