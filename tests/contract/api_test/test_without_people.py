"""In CI: what needs a person is skipped and never passed, the rest runs by itself."""

import json
from pathlib import Path

import pytest
import requests
from joserfc.jwk import RSAKey

from tests.contract.api_test.conftest import Run, Start
from tests.contract.api_test.double.certificates import Certificates
from tests.contract.api_test.double.clients import Client
from tests.contract.api_test.double.server import Double
from tests.contract.api_test.failing import CODE, DISCOVERY, SYSTEM
from tests.contract.api_test.run_command import Command


def test_what_needs_a_person_is_skipped_and_nothing_is_registered(start: Start, run: Run) -> None:
    double = start()
    outcome = run(double, "--non-interactive", person=None)
    assert outcome.code == 0, outcome.stderr
    assert outcome.statuses() == {DISCOVERY: "passed", CODE: "skipped", SYSTEM: "skipped"}
    assert outcome.flow(CODE)["skipped_because"] == "a person must sign in (--non-interactive)"
    assert (
        "--enable-by ecs-exec, or --client-id and --key"
        in (outcome.flow(SYSTEM)["skipped_because"])
    )
    assert outcome.flow(SYSTEM)["checks"] == []
    assert double.clients.by_id == {}


def test_somebody_elsewhere_may_be_asked_to_enable_the_client(start: Start, run: Run) -> None:
    outcome = run(start(), "--non-interactive", "--enable-by", "person")
    assert outcome.code == 0, outcome.stderr
    assert outcome.statuses()[SYSTEM] == "passed"


def register(double: Double, certificates: Certificates, key_file: Path) -> Client:
    """A system client, as an operator registers one for CI."""
    keys = json.loads(Command(["--key", str(key_file), "--print-jwks"]).run().stdout)
    wish = {
        "application_type": "private",
        "client_name": "CI",
        "contacts": ["ci@example.org"],
        "redirect_uris": ["https://localhost/unused"],
        "grant_types": ["client_credentials"],
        "token_endpoint_auth_method": "client_secret_post",
        "scope": "api:fhir system/Patient.read system/Patient.write",
        "jwks": keys,
    }
    address = f"{double.url}/oauth2/default/registration"
    answer = requests.post(address, json=wish, verify=str(certificates.ca), timeout=10)
    return double.clients.by_id[answer.json()["client_id"]]


@pytest.mark.parametrize("as_jwk", [False, True], ids=["PEM", "JWK"])
def test_a_client_that_is_enabled_already_is_used_again(
    start: Start,
    run: Run,
    certificates: Certificates,
    key_file: Path,
    tmp_path: Path,
    as_jwk: bool,
) -> None:
    double = start()
    client = register(double, certificates, key_file)
    client.is_enabled = True
    if as_jwk:
        key = RSAKey.import_key(key_file.read_text())
        key_file = tmp_path / "key.json"
        key_file.write_text(json.dumps(key.as_dict(private=True)))
    arguments = ["--client-id", client.id, "--key", str(key_file), "--non-interactive"]
    outcome = run(double, *arguments, person=None)
    assert outcome.code == 0, outcome.stderr
    assert outcome.statuses()[SYSTEM] == "passed"
    assert list(double.clients.by_id) == [client.id]
    assert [each["what"] for each in outcome.report["remains"]] == ["patient"]


def test_a_given_client_that_is_disabled_is_suspected(
    start: Start, run: Run, certificates: Certificates, key_file: Path
) -> None:
    double = start()
    client = register(double, certificates, key_file)
    arguments = ["--client-id", client.id, "--key", str(key_file), "--non-interactive"]
    outcome = run(double, *arguments, person=None)
    assert outcome.code == 1
    assert outcome.kinds() == {SYSTEM: "bad-client-assertion"}
    assert "Or the client is disabled" in outcome.flow(SYSTEM)["failure"]["message"]


def test_published_keys_take_the_place_of_inline_ones(
    start: Start, run: Run, key_file: Path
) -> None:
    keys = json.loads(Command(["--key", str(key_file), "--print-jwks"]).run().stdout)
    double = start(published_keys=keys, inline_jwks="refused")
    address = f"{double.url}/published/jwks.json"
    outcome = run(double, "--key", str(key_file), "--jwks-uri", address, "--flow", SYSTEM)
    assert outcome.code == 0, outcome.stderr
    (client,) = double.clients.by_id.values()
    assert (client.jwks, client.jwks_uri) == (None, address)
    assert outcome.flow(SYSTEM)["checks"][0]["name"] == "jwks-uri"
