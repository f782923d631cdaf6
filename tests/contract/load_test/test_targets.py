"""Only the deployment's own addresses and this machine, and production only with consent."""

from pathlib import Path
from typing import Any

import pytest

from scripts.commands.load_test.target import is_loopback
from tests.contract.api_test.deployment import NAME, Checkout, make_checkout
from tests.contract.load_test.aws_stub import ARN, aws_with_secret
from tests.contract.load_test.conftest import Serve
from tests.contract.load_test.double.pages import METADATA
from tests.contract.load_test.double.server import PASSWORD
from tests.contract.load_test.run_command import SIGNED_IN, Outcome, load_test

OWN = {
    "application_url": "https://emr.example.org",
    "load_balancer_dns_name": "openemr-clinic-alb-1.us-west-2.elb.amazonaws.com",
}
SHORT = ("--rate", "20", "--ramp", "0", "--warm-up", "0", "--duration", "1", "--json")
FLOOD = ("--mix", "flood", *SHORT)


def run_in(checkout: Checkout, *arguments: str, **surroundings: Any) -> Outcome:
    environment = {**checkout.environment, **surroundings.pop("environment", {})}
    return load_test(
        *arguments, directory=checkout.directory, environment=environment, **surroundings
    )


@pytest.mark.parametrize(
    ("url", "is_own"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:8080", True),
        ("https://localhost", True),
        ("https://LOCALHOST", True),
        ("http://127.0.0.1.example.org", False),
        ("http://localhost.example.org", False),
        ("http://0.0.0.0", False),
        ("http://10.0.0.1", False),
        ("http://[::ffff:10.0.0.1]", False),
        ("http://0x7f.1", False),
        ("http://example.org#@127.0.0.1", False),
    ],
)
def test_this_machine_is_told_by_its_addresses(url: str, is_own: bool) -> None:
    assert is_loopback(url) is is_own


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org",
        "https://emr.example.org.evil.example",
        "http://emr.example.org",
        "https://emr.example.org:8443",
        "https://10.0.0.7",
    ],
)
def test_any_other_host_is_refused(tmp_path: Path, url: str) -> None:
    outcome = run_in(make_checkout(tmp_path / "checkout", OWN), "--url", url, *FLOOD)
    assert outcome.code == 2
    assert f"--url {url}: not the address of deployment clinic; accepted:" in outcome.stderr
    assert "https://emr.example.org, https://openemr-clinic-alb-1" in outcome.stderr
    assert outcome.stdout == ""


def test_a_host_is_refused_as_long_as_no_output_shows_whose_it_is(tmp_path: Path) -> None:
    checkout = make_checkout(tmp_path / "checkout", {})
    outcome = run_in(checkout, "--url", "https://emr.example.org", *FLOOD)
    assert outcome.code == 2
    assert "nothing shows that this is the address of deployment clinic" in outcome.stderr


@pytest.mark.parametrize(
    "url", ["https://EMR.example.org/", f"https://{OWN['load_balancer_dns_name']}"]
)
def test_the_deployments_own_addresses_are_accepted(tmp_path: Path, url: str) -> None:
    """Up to the question who signs in, so that nothing is sent."""
    outcome = run_in(make_checkout(tmp_path / "checkout", OWN), "--url", url, *SHORT)
    assert outcome.code == 2
    assert "--mix clinic without --user: its users sign in" in outcome.stderr


def test_a_deployment_without_outputs_is_not_loaded(tmp_path: Path) -> None:
    outcome = run_in(make_checkout(tmp_path / "checkout", {}), NAME, *FLOOD)
    assert outcome.code == 1
    assert "Deploy it first: openemr deploy clinic." in outcome.stderr


def test_the_output_is_the_address_and_the_first_users_password_is_in_secrets_manager(
    serve: Serve, tmp_path: Path
) -> None:
    double = serve()
    outputs = {
        "application_url": double.url,
        "admin_user": "admin",
        "admin_password_secret_arn": ARN,
        "openemr_version": "8.0.0",
    }
    checkout = make_checkout(
        tmp_path / "checkout", outputs, firewall={"sign_ins_per_five_minutes": 10}
    )
    with aws_with_secret(PASSWORD) as endpoint:
        outcome = run_in(
            checkout,
            *(NAME, "--user", "admin", "--sessions", "1", *SHORT),
            environment={"AWS_ENDPOINT_URL": endpoint},
        )
    assert outcome.code == 0, outcome.stderr
    report = outcome.report
    assert (report["deployment"], report["openemr_version"]) == (NAME, "8.0.0")
    # activate_openemr_apis is on in this checkout.
    assert METADATA in double.paths()
    assert PASSWORD not in outcome.stdout + outcome.stderr


def test_plain_http_carries_no_password_over_the_network(tmp_path: Path) -> None:
    checkout = make_checkout(tmp_path / "checkout", {"application_url": "http://emr.example.org"})
    outcome = run_in(checkout, NAME, *SIGNED_IN, *SHORT)
    assert outcome.code == 2
    assert "plain HTTP, by which the password would cross the network" in outcome.stderr


def production(folder: Path) -> Checkout:
    return make_checkout(folder / "checkout", OWN, environment="production")


@pytest.mark.parametrize("typed", [None, "", "yes\n", "Clinic\n"])
def test_production_is_not_loaded_without_its_name(
    serve: Serve, tmp_path: Path, typed: str | None
) -> None:
    double = serve()
    outcome = run_in(production(tmp_path), NAME, "--url", double.url, *FLOOD, typed=typed)
    assert outcome.code == 2
    assert "clinic is a production deployment" in outcome.stderr
    assert "Autoscaling may start up to 100 tasks" in outcome.stderr
    assert "An hour at that size costs about $" in outcome.stderr
    assert double.requests == []


def test_another_name_is_no_consent(serve: Serve, tmp_path: Path) -> None:
    double = serve()
    arguments = (NAME, "--url", double.url, *FLOOD, "--yes-production", "hospital")
    outcome = run_in(production(tmp_path), *arguments)
    assert outcome.code == 2
    assert "--yes-production hospital: accepted: clinic" in outcome.stderr
    assert double.requests == []


@pytest.mark.parametrize(
    ("option", "typed"), [(("--yes-production", NAME), None), ((), "clinic\n")]
)
def test_production_is_loaded_with_consent(
    serve: Serve, tmp_path: Path, option: tuple[str, ...], typed: str | None
) -> None:
    double = serve()
    arguments = (NAME, "--url", double.url, *FLOOD, *option)
    outcome = run_in(production(tmp_path), *arguments, typed=typed)
    assert outcome.code == 0, outcome.stderr
    assert len(double.requests) == 20
