"""OpenEMR refuses: registration, sign-in, tokens, scopes, keys, resources."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.commands.api_test.failures import Kind
from tests.contract.api_test import test_connection_failures as connection
from tests.contract.api_test.conftest import Run, Start
from tests.contract.api_test.double.behaviour import Forced
from tests.contract.api_test.double.server import Double
from tests.contract.api_test.failing import CODE, SYSTEM, Case, assert_told, flows
from tests.contract.api_test.person import Person

PATIENT = "/apis/default/fhir/Patient"
OUTCOME = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "forbidden", "diagnostics": "ACL says no"}],
}


def forced(status: int, said: Any, after: int = 0) -> Forced:
    return Forced(status, {"Content-Type": "application/json"}, json.dumps(said).encode(), after)


def a_minute_late(double: Double) -> dict[str, Any]:
    def wait(address: str) -> str:
        double.behaviour.clock_offset += 61
        return address

    return {"returns": wait}


def code_spent_elsewhere(double: Double) -> dict[str, Any]:
    def spend(address: str) -> str:
        for code in double.tokens.codes.values():
            code.is_spent = True
        return address

    return {"returns": spend}


def another_state(_double: Double) -> dict[str, Any]:
    return {"returns": lambda address: address.replace("state=", "state=x")}


def another_challenge(_double: Double) -> dict[str, Any]:
    return {"changes": lambda address: address.replace("code_challenge=", "code_challenge=x")}


CASES = [
    Case(
        Kind.REGISTRATION_REFUSED,
        SYSTEM,
        ["registration was refused", "HTTP 400", "client_name is too long"],
        ["OpenEMR's message", "registration"],
        {
            "forced": {
                connection.REGISTRATION: forced(
                    400,
                    {
                        "error": "invalid_client_metadata",
                        "error_description": "client_name is too long",
                    },
                )
            }
        },
    ),
    Case(
        Kind.INLINE_JWKS_REFUSED,
        SYSTEM,
        ["registration was refused", 'expecting "string", got "array"'],
        ["issue 8958", "--jwks-uri", "--print-jwks"],
        {"inline_jwks": "refused"},
    ),
    Case(
        Kind.INLINE_JWKS_REFUSED,
        SYSTEM,
        ["HTTP 500", 'expecting "string", got "array"'],
        ["issue 8958", "--jwks-uri"],
        {"inline_jwks": "breaks"},
        name="inline-jwks-refused by HTTP 500",
    ),
    Case(
        Kind.UNKNOWN_SCOPE,
        CODE,
        ["registration was refused", "user/Nonsense.read"],
        ["Omit it", "user/patient.read"],
        arguments=["--scope", "user/Nonsense.read"],
    ),
    Case(
        Kind.SYSTEM_SCOPES_OFF,
        SYSTEM,
        ["registration was refused", "system/Patient.read"],
        ["rest_system_scopes_api", "activate_openemr_apis"],
        {"system_scopes_on": False},
    ),
    Case(
        Kind.CLIENT_DISABLED,
        CODE,
        ["is registered but still disabled after 0.3 s", "client id "],
        ["Administration > System > API Clients", "--enable-by ecs-exec", "--timeout"],
        arguments=["--timeout", "0.3"],
        run={"administrator": False},
    ),
    Case(
        Kind.INVALID_REDIRECT,
        CODE,
        ["authorization request was refused", "HTTP 401", "Client authentication failed"],
        ["only to a registered URI"],
        {"redirects_registered": False},
    ),
    Case(
        Kind.PKCE_REFUSED,
        CODE,
        ["token request was refused", "Failed to verify `code_verifier`"],
        ["the PKCE verifier is valid for it alone", "S256"],
        person=another_challenge,
    ),
    Case(
        Kind.PKCE_REFUSED,
        CODE,
        ["authorization request was refused", "Code challenge method must be one of `S512`"],
        ["S256"],
        {"pkce_method": "S512"},
        name="pkce-refused by method",
    ),
    Case(
        Kind.STATE_MISMATCH,
        CODE,
        ["state in the response is not the one this run sent"],
        ["an old tab, or somebody else's"],
        person=another_state,
    ),
    Case(
        Kind.CONSENT_DENIED,
        CODE,
        ["authorization request was refused", "access_denied", "The user denied the request"],
        ["authorize with all boxes ticked"],
        {"scripted_consent": False},
        person=lambda _: {"denies": True},
    ),
    Case(
        Kind.CONSENT_DENIED,
        CODE,
        ["Consent was given without user/Patient.read, user/Patient.write."],
        ["authorize with all boxes ticked"],
        person=lambda _: {"unticked": ["user/Patient.read", "user/Patient.write"]},
        name="consent-denied in part",
    ),
    Case(
        Kind.CONSENT_DENIED,
        CODE,
        ["Consent was given without user/Patient.read, user/patient.read, user/Patient.write."],
        ["in a browser that runs JavaScript"],
        person=lambda _: {"runs_scripts": False},
        name="consent-denied for want of scripts",
    ),
    Case(
        Kind.NOBODY_SIGNED_IN,
        CODE,
        ["Nobody came back from the sign-in within 0.3 s"],
        ["--timeout", "ssh -L", "--paste"],
        {"enabled_from_the_start": True},
        ["--timeout", "0.3"],
        run={"person": None},
    ),
    Case(
        Kind.NOBODY_SIGNED_IN,
        CODE,
        ["Nothing was pasted within 0.3 s"],
        ["--timeout", "--paste"],
        {"enabled_from_the_start": True},
        ["--timeout", "0.3", "--paste"],
        run={"person": None},
        name="nobody-signed-in to paste",
    ),
    Case(
        Kind.NOBODY_SIGNED_IN,
        CODE,
        ["not the URL after the sign-in"],
        ["--paste"],
        arguments=["--paste"],
        person=lambda _: {"returns": lambda _: "https://localhost/somewhere/else"},
        name="nobody-signed-in by what was pasted",
    ),
    Case(
        Kind.CODE_EXPIRED,
        CODE,
        ["token request was refused", "Authorization code has expired"],
        ["A code is valid for one minute"],
        person=a_minute_late,
    ),
    Case(
        Kind.CODE_USED,
        CODE,
        ["token request was refused", "Authorization code has been revoked"],
        ["A code can be used once"],
        person=code_spent_elsewhere,
    ),
    Case(
        Kind.GRANT_REFUSED,
        CODE,
        ["token request was refused", "unsupported_grant_type"],
        ["OpenEMR's message", "why it refused"],
        {
            "forced": {
                connection.TOKEN: forced(
                    400, {"error": "unsupported_grant_type", "hint": "Check grant_type"}, after=1
                )
            }
        },
    ),
    Case(
        Kind.ID_TOKEN_INVALID,
        CODE,
        ["ID token cannot be verified"],
        ["Do not trust", "sites volume"],
        {"signs_by_another_key": True},
    ),
    Case(
        Kind.BAD_CLIENT_ASSERTION,
        SYSTEM,
        ["HTTP 400", "Client authentication failed", "s ahead of the server's"],
        ["--jwks-uri over https", "site_addr_oath", "issue 8958"],
        {"clock_offset": -600},
    ),
    Case(
        Kind.API_REFUSED,
        SYSTEM,
        ["Patient search was refused", "HTTP 403", "ACL says no"],
        ["Administration > ACL"],
        {"forced": {PATIENT: forced(403, OUTCOME)}},
    ),
    Case(
        Kind.INVALID_RESOURCE,
        SYSTEM,
        ["OpenEMR created no patient: HTTP 200", "fname not accepted"],
        ["the field that it rejects"],
        {"forgets_name_text": True},
    ),
    Case(
        Kind.INVALID_RESOURCE,
        SYSTEM,
        ["Patient create failed: HTTP 400"],
        ["the field that it rejects"],
        {"forgets_name_text": True, "validation_status": 400},
        name="invalid-resource by HTTP 400",
    ),
    Case(
        Kind.UNEXPECTED_ANSWER,
        SYSTEM,
        ["Patient search answers OperationOutcome instead of a Bundle"],
        ["docs/apis.md"],
        {"forced": {PATIENT: forced(200, OUTCOME)}},
    ),
    Case(
        Kind.UNEXPECTED_ANSWER,
        SYSTEM,
        ["token response is without access_token and expires_in in seconds"],
        ["docs/apis.md"],
        {
            "enabled_from_the_start": True,
            "forced": {
                connection.TOKEN: forced(
                    200, {"token_type": "Bearer", "expires_in": "soon"}, after=1
                )
            },
        },
        name="unexpected-answer instead of a token",
    ),
    Case(
        Kind.SCOPE_NOT_ENFORCED,
        SYSTEM,
        ["standard API accepted a token that has no scope for it", "HTTP 200"],
        ["OpenEMR project"],
        {"system_tokens_open_the_standard_api": True},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_refusal_is_told_by_its_own_name(
    start: Start, run: Run, person: Person, case: Case
) -> None:
    double = start(**case.behaviour)
    settings = dict(case.run)
    if case.person:
        settings["person"] = Person(person.ca, **case.person(double))
    outcome = run(double, *flows(case), *case.arguments, **settings)
    assert_told(outcome, case)
    shown = outcome.stdout + outcome.stderr
    assert [secret for secret in double.secrets() if secret in shown] == []


UNPUBLISHED = Case(
    Kind.JWKS_UNREACHABLE,
    SYSTEM,
    ["does not hold the key of --key"],
    ["--print-jwks", "from 8.3 on"],
)
UNREACHABLE = Case(
    Kind.BAD_CLIENT_ASSERTION, SYSTEM, ["HTTP 401"], ["could not fetch the keys", "--jwks-uri"]
)


def test_an_address_without_the_key_is_refused_before_registration(
    start: Start, run: Run, key_file: Path
) -> None:
    double = start(published_keys={"keys": [{"kty": "RSA", "kid": "another"}]})
    address = f"{double.url}/published/jwks.json"
    arguments = ["--key", str(key_file), "--jwks-uri", address, "--flow", SYSTEM]
    assert_told(run(double, *arguments), UNPUBLISHED)
    assert double.clients.by_id == {}


def test_keys_that_openemr_cannot_fetch_are_no_disabled_client(
    start: Start, run: Run, key_file: Path
) -> None:
    arguments = ["--key", str(key_file), "--jwks-uri", "https://localhost:1/jwks.json"]
    outcome = run(start(), *arguments, "--flow", SYSTEM)
    assert_told(outcome, UNREACHABLE)
    (warning,) = outcome.report["warnings"]
    assert "cannot be read from here, but OpenEMR's tasks must" in warning


def test_one_flow_that_fails_does_not_stop_the_other(start: Start, run: Run) -> None:
    outcome = run(start(inline_jwks="refused"))
    assert outcome.code == 1
    assert outcome.statuses() == {"discovery": "passed", CODE: "passed", SYSTEM: "failed"}


def test_every_kind_of_failure_is_provoked() -> None:
    others = [UNPUBLISHED, connection.UNTRUSTED, connection.PLAIN, *connection.NETWORK]
    provoked = {case.kind for case in [*CASES, *connection.CASES, *others]}
    assert set(Kind) - provoked == {Kind.ECS_EXEC_FAILED}  # test_ecs_exec.py
