"""Pulls of rollouts and of scaling out, against what Docker Hub allows anonymous clients."""

from typing import Any

import pytest

from scripts.preflight.checks.docker_hub_pulls import Pulls, anonymous_pulls, docker_hub_pulls
from scripts.preflight.finding import Status
from scripts.preflight.subject import Subject
from stacks.settings import Deployment, parse_settings

CERTIFICATE = "arn:aws:acm:us-west-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"
PRODUCTION = {"certificate_arn": CERTIFICATE, "application": {"private_repository": False}}
ECR = "123456789012.dkr.ecr.us-west-2.amazonaws.com/openemr:8.2.0"
DIGEST = "sha256:" + "0" * 64
THREE_ZONES = {"availability_zones": ["us-west-2a", "us-west-2b", "us-west-2c"]}


def settings(least: int = 2, most: int = 100, **others: Any) -> Deployment:
    capacity = {
        "openemr_service_fargate_minimum_capacity": least,
        "openemr_service_fargate_maximum_capacity": most,
    }
    return parse_settings({"deployments": {"clinic": capacity | others}}).deployments["clinic"]


@pytest.mark.parametrize(
    ("chosen", "pulls", "status"),
    [
        (settings(1, 1), Pulls(4, 2, 1), Status.OK),
        (settings(2, 50), Pulls(8, 100, 1), Status.OK),
        (settings(2, 51), Pulls(8, 102, 1), Status.WARNING),
        (settings(), Pulls(8, 200, 1), Status.WARNING),
        (settings(25, 50), Pulls(100, 100, 1), Status.OK),
        (settings(26, 50), Pulls(104, 100, 1), Status.PROBLEM),
        (settings(2, 100, **PRODUCTION), Pulls(8, 200, 2), Status.OK),
        (settings(2, 101, **PRODUCTION), Pulls(8, 202, 2), Status.WARNING),
        (settings(51, 100, **PRODUCTION), Pulls(204, 200, 2), Status.PROBLEM),
        (settings(51, 100, **PRODUCTION, network=THREE_ZONES), Pulls(204, 200, 3), Status.OK),
        (
            settings(2, 100, **PRODUCTION, network={"nat_gateways": "single"}),
            Pulls(8, 200, 1),
            Status.WARNING,
        ),
        (settings(2, 100, network={"nat_gateways": "none"}), Pulls(8, 4, 2), Status.OK),
        (
            settings(application={"image": f"docker.io/openemr/openemr:8.2.0@{DIGEST}"}),
            Pulls(8, 200, 1),
            Status.WARNING,
        ),
    ],
)
def test_tasks_that_pull_from_docker_hub(chosen: Deployment, pulls: Pulls, status: Status):
    assert anonymous_pulls(chosen) == pulls
    subject = Subject("clinic")
    subject.settings = chosen
    (finding,) = docker_hub_pulls(subject)
    assert finding.status is status
    figures = (pulls.of_a_rollout, pulls.of_scaling_out, pulls.allowed)
    assert all(f" {figure}" in finding.said for figure in figures)
    remedy = "deployments.clinic.application.private_repository: true"
    assert finding.fix == ("" if status is Status.OK else remedy)


@pytest.mark.parametrize(
    "chosen",
    [
        settings(certificate_arn=CERTIFICATE),
        settings(application={"private_repository": True}),
        settings(application={"image": ECR}),
        settings(application={"image": "ghcr.io/openemr/openemr:8.2.0-2026-07-10"}),
        settings(application={"image": "public.ecr.aws/openemr/openemr:8.2.0-2026-07-10"}),
    ],
)
def test_tasks_that_pull_from_elsewhere(chosen: Deployment):
    assert anonymous_pulls(chosen) is None
    subject = Subject("clinic")
    subject.settings = chosen
    (told,) = docker_hub_pulls(subject)
    assert (told.status, told.said) == (Status.OK, "none: tasks pull from elsewhere")
