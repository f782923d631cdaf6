"""The stand-in itself: it refuses clients that err, and has OpenEMR's oddities."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
from authlib.oauth2.rfc7523 import private_key_jwt_sign  # type: ignore[import-untyped]
from joserfc.jwk import RSAKey
from urllib3.util import SKIP_HEADER

from tests.contract.api_test.conftest import Start
from tests.contract.api_test.double.assertions import ASSERTION_TYPE
from tests.contract.api_test.double.certificates import Certificates
from tests.contract.api_test.double.server import Double

SYSTEM_SCOPE = "api:fhir system/Patient.read system/Patient.write"
WISH = {
    "application_type": "private",
    "client_name": "test",
    "contacts": ["test@example.org"],
    "redirect_uris": ["http://localhost:8765/callback"],
    "token_endpoint_auth_method": "client_secret_post",
}
KEY, OTHER_KEY = (RSAKey.generate_key(2048, auto_kid=True) for _ in range(2))


class Caller:
    """Plain HTTP to a stand-in."""

    def __init__(self, double: Double, ca: str) -> None:
        self.double = double
        self._ca = ca

    def __call__(self, method: str, path: str, **arguments: Any) -> requests.Response:
        return requests.request(
            method,
            self.double.url + path,
            verify=self._ca,
            timeout=10,
            allow_redirects=False,
            **arguments,
        )

    def register(self, **wish: Any) -> requests.Response:
        return self("POST", "/oauth2/default/registration", json={**WISH, **wish})

    def token(self, assertion: str) -> requests.Response:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": assertion,
            "scope": SYSTEM_SCOPE,
        }
        return self("POST", "/oauth2/default/token", data=form)

    def system_token(self) -> dict[str, str]:
        """Headers with the token of an enabled system client."""
        answer = self.token(self.assertion(self.system_client()))
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def system_client(self) -> str:
        jwks = {"keys": [KEY.as_dict(private=False)]}
        grants = ["client_credentials"]
        answer = self.register(scope=SYSTEM_SCOPE, jwks=jwks, grant_types=grants)
        self.double.clients.enable()
        return str(answer.json()["client_id"])

    def assertion(self, client_id: str, key: RSAKey = KEY, **differences: Any) -> str:
        arguments: dict[str, Any] = {
            "client_id": client_id,
            "token_endpoint": f"{self.double.url}/oauth2/default/token",
            "alg": "RS384",
            "header": {"kid": key.kid},
            "expires_in": 240,
            **differences,
        }
        return str(private_key_jwt_sign(key, **arguments))


@pytest.fixture
def call(start: Start, certificates: Certificates) -> Callable[..., Caller]:
    return lambda **behaviour: Caller(start(**behaviour), str(certificates.ca))


def test_registration_answers_200_with_what_was_asked_and_starts_disabled(
    call: Callable[..., Caller],
) -> None:
    caller = call()
    answer = caller.register(scope="openid api:fhir user/Patient.read")
    said = answer.json()
    assert answer.status_code == 200
    assert (said["client_role"], said["client_secret_expires_at"]) == ("user", 0)
    assert said["redirect_uris"] == WISH["redirect_uris"]
    refresh = {
        "grant_type": "refresh_token",
        "refresh_token": "none",
        "client_id": said["client_id"],
        "client_secret": said["client_secret"],
    }
    before = caller("POST", "/oauth2/default/token", data=refresh)
    caller.double.clients.enable()
    after = caller("POST", "/oauth2/default/token", data=refresh)
    assert (before.status_code, before.json()["error"]) == (401, "invalid_client")
    assert (after.status_code, after.json()["error"]) == (401, "invalid_request")


@pytest.mark.parametrize(
    ("wish", "status", "error"),
    [
        ({"scope": "openid api:fhir", "redirect_uris": []}, 400, "invalid_redirect_uri"),
        ({"scope": "openid api:fhir", "contacts": None}, 500, "server_error"),
        ({"scope": "openid user/Patient.read"}, 400, "invalid_scope"),
        ({"scope": "openid api:fhir user/Nonsense.read"}, 400, "invalid_scope"),
        ({"scope": "api:fhir system/Patient.read"}, 400, "invalid_client_metadata"),
        (
            {"scope": "api:fhir user/Patient.read", "application_type": "web"},
            400,
            "invalid_client_metadata",
        ),
        (
            {"scope": "api:fhir", "token_endpoint_auth_method": "private_key_jwt"},
            400,
            "invalid_client_metadata",
        ),
        (
            {"scope": "api:fhir", "grant_types": ["client_credentials"]},
            400,
            "invalid_client_metadata",
        ),
    ],
)
def test_a_registration_that_openemr_refuses_is_refused(
    call: Callable[..., Caller], wish: dict[str, Any], status: int, error: str
) -> None:
    answer = call().register(**wish)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.parametrize(
    ("differences", "status"),
    [
        ({"alg": "RS256"}, 400),
        ({"key": OTHER_KEY}, 400),
        ({"header": {}}, 400),
        ({"expires_in": 3600}, 400),
        ({"expires_at": 1}, 400),
        ({"issued_at": int(time.time()) + 600}, 400),
        ({"token_endpoint": "https://elsewhere.example.org/token"}, 400),
        ({"claims": {"iss": "somebody"}}, 400),
        ({"claims": {"sub": "somebody"}}, 401),
        ({}, 200),
    ],
    ids=lambda value: str(next(iter(value), "right")) if isinstance(value, dict) else "",
)
def test_an_assertion_with_one_mistake_is_refused(
    call: Callable[..., Caller], differences: dict[str, Any], status: int
) -> None:
    caller = call()
    answer = caller.token(caller.assertion(caller.system_client(), **differences))
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.json()["error"] == "invalid_client"


def test_an_assertion_works_once_and_its_token_for_a_minute(call: Callable[..., Caller]) -> None:
    caller = call()
    assertion = caller.assertion(caller.system_client())
    first, second = caller.token(assertion), caller.token(assertion)
    assert (first.status_code, first.json()["expires_in"]) == (200, 60)
    assert "refresh_token" not in first.json()
    assert second.status_code == 400
    headers = {"Authorization": f"Bearer {first.json()['access_token']}"}
    path = "/apis/default/fhir/Patient"
    assert caller("GET", path, headers=headers).status_code == 200
    caller.double.behaviour.clock_offset += 61
    assert caller("GET", path, headers=headers).status_code == 401


def test_patients_need_a_name_as_text_and_a_birth_date(call: Callable[..., Caller]) -> None:
    caller = call()
    headers, path = caller.system_token(), "/apis/default/fhir/Patient"
    half: dict[str, Any] = {"resourceType": "Patient", "name": [{"family": "A", "given": ["B"]}]}
    refused = caller("POST", path, headers=headers, json=half)
    assert refused.status_code == 200
    assert sorted(refused.json()) == ["DOB", "fname"]
    assert caller.double.resources.patients == []
    whole = {"name": [{"text": "B A", "family": "A", "given": ["B"]}], "birthDate": "1970-01-01"}
    made = caller("POST", path, headers=headers, json=half | whole)
    assert (made.status_code, sorted(made.json())) == (201, ["pid", "uuid"])


def test_a_search_counts_its_page_and_names_no_next_one(call: Callable[..., Caller]) -> None:
    caller = call()
    headers, path = caller.system_token(), "/apis/default/fhir/Patient"
    for given in ("A", "B", "C"):
        name = [{"text": given, "given": [given]}]
        caller("POST", path, headers=headers, json={"name": name, "birthDate": "1970-01-01"})
    bundle = caller("GET", f"{path}?_count=2", headers=headers).json()
    assert (bundle["total"], len(bundle["entry"])) == (2, 2)
    assert [link["relation"] for link in bundle["link"]] == ["self"]


def test_the_standard_api_refuses_tokens_of_systems(call: Callable[..., Caller]) -> None:
    caller = call()
    answer = caller("GET", "/apis/default/api/patient", headers=caller.system_token())
    assert answer.status_code == 403
    assert "nsufficient permissions" in answer.text


def test_discovery_lists_less_than_there_is(call: Callable[..., Caller]) -> None:
    caller = call()
    said = caller("GET", "/oauth2/default/.well-known/openid-configuration").json()
    assert "client_credentials" not in said["grant_types_supported"]
    assert said["token_endpoint_auth_methods_supported"] == ["client_secret_post"]
    assert caller.token(caller.assertion(caller.system_client())).status_code == 200


@pytest.mark.parametrize(
    "arguments",
    [
        {"params": {"redirect_uri": "http://127.0.0.1:8765/callback"}},
        {"params": {"scope": "x" * 2049}},
        {"headers": {"User-Agent": SKIP_HEADER}},
    ],
    ids=["address with an IPv4 host", "long query", "no user agent"],
)
def test_the_firewall_refuses_what_awss_rules_refuse(
    call: Callable[..., Caller], arguments: dict[str, Any]
) -> None:
    answer = call()("GET", "/oauth2/default/authorize", **arguments)
    assert (answer.status_code, answer.headers["Server"]) == (403, "awselb/2.0")


def test_the_firewall_refuses_a_registration_with_an_ipv4_redirect(
    call: Callable[..., Caller],
) -> None:
    answer = call().register(scope="openid", redirect_uris=["http://127.0.0.1:8765/callback"])
    assert (answer.status_code, answer.headers["Server"]) == (403, "awselb/2.0")


def test_an_unknown_route_is_told_in_openemrs_words(call: Callable[..., Caller]) -> None:
    answer = call()("POST", "/apis/default/fhir/DocumentReference")
    assert answer.status_code == 404
    assert answer.json() == {"error": "An error occurred", "message": "Route not found", "code": 0}
