"""The address and what is known beside it, from a deployment's settings and state."""

from pathlib import Path
from typing import Any

import pytest

from tests.contract.api_test.conftest import Start
from tests.contract.api_test.deployment import NAME, make_checkout
from tests.contract.api_test.double.certificates import Certificates
from tests.contract.api_test.double.server import Double
from tests.contract.api_test.run_command import Command, Outcome


def run_in(
    folder: Path, double: Double, ca: Path, *arguments: str, outputs: Any = None, **settings: Any
) -> Outcome:
    outputs = {"application_url": double.url} if outputs is None else outputs
    checkout = make_checkout(folder / "checkout", outputs, **settings)
    options = ["--ca", str(ca), "--poll", "0.05", "--json", "--flow", "client-credentials"]
    return Command(
        [*arguments, *options],
        double,
        directory=checkout.directory,
        environment=checkout.environment,
    ).run()


def test_the_address_is_the_output_of_the_deployment(
    start: Start, certificates: Certificates, tmp_path: Path
) -> None:
    double = start()
    outcome = run_in(tmp_path, double, certificates.ca, NAME)
    assert outcome.code == 0, outcome.stderr
    assert (outcome.report["url"], outcome.report["deployment"]) == (double.url, NAME)
    assert len(double.resources.patients) == 1


def test_in_production_nothing_is_written_unless_asked_for(
    start: Start, certificates: Certificates, tmp_path: Path
) -> None:
    double = start()
    outcome = run_in(tmp_path, double, certificates.ca, environment="production")
    assert outcome.code == 0, outcome.stderr
    assert double.resources.patients == []
    asked_for = tmp_path / "asked_for"
    outcome = run_in(asked_for, double, certificates.ca, "--write", environment="production")
    assert outcome.code == 0, outcome.stderr
    assert len(double.resources.patients) == 1


@pytest.mark.parametrize(
    ("settings", "outputs", "said"),
    [
        (
            {"activate_openemr_apis": False},
            None,
            "deployments.clinic.activate_openemr_apis: false; accepted: true, and applied, before",
        ),
        (
            {"enable_ecs_exec": "false"},
            None,
            "deployments.clinic.enable_ecs_exec: false; accepted for --enable-by ecs-exec: true",
        ),
        ({}, {}, "DEPLOYMENT clinic: its state has no output application_url"),
        (
            {},
            {"application_url": "http://openemr-clinic-alb.example.org"},
            "http://openemr-clinic-alb.example.org: plain HTTP, by which tokens",
        ),
        ({"region": "us-moon-1"}, None, "deployments.clinic.region"),
        (
            {"certificate_arn": None},
            None,
            "deployments.clinic.activate_openemr_apis: received true; accepted: false; or true",
        ),
    ],
    ids=["APIs off", "ECS Exec off", "not applied", "plain HTTP", "wrong settings", "no TLS"],
)
def test_a_deployment_that_cannot_be_tested_is_refused(
    start: Start, certificates: Certificates, tmp_path: Path, settings: Any, outputs: Any, said: str
) -> None:
    double = start()
    enable = ["--enable-by", "ecs-exec"] if "enable_ecs_exec" in settings else []
    outcome = run_in(tmp_path, double, certificates.ca, *enable, outputs=outputs, **settings)
    assert outcome.code == 2, outcome.stderr
    assert said in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert double.requests == []


def test_an_unknown_deployment_is_refused_with_the_known_ones(
    start: Start, certificates: Certificates, tmp_path: Path
) -> None:
    outcome = run_in(tmp_path, start(), certificates.ca, "hospital")
    assert outcome.code == 2
    assert "DEPLOYMENT 'hospital' is not in cdktf.json. Accepted: clinic." in outcome.stderr
