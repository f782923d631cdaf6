"""Quotas in an account whose organization does not let anybody read them."""

from types import SimpleNamespace
from typing import Any, NoReturn, cast

import pytest
from botocore.exceptions import ClientError

from scripts.preflight.checks.quotas import quotas
from scripts.preflight.finding import Status
from scripts.preflight.subject import Subject


class NoSuchResourceError(Exception):
    """Of the service quotas."""


def subject(error: str) -> Subject:
    """A deployment of two to four tasks of one vCPU, which needs nothing else."""

    def refuse(**_: object) -> NoReturn:
        raise ClientError({"Error": {"Code": error, "Message": "no"}}, "GetServiceQuota")

    clients: dict[str, Any] = {
        "service-quotas": SimpleNamespace(
            get_service_quota=refuse,
            exceptions=SimpleNamespace(NoSuchResourceException=NoSuchResourceError),
        ),
        "ecs": SimpleNamespace(
            can_paginate=lambda _: False, list_clusters=lambda **_: {"clusterArns": []}
        ),
    }
    found = SimpleNamespace(
        name="clinic",
        account=SimpleNamespace(client=clients.__getitem__),
        owned=lambda _: [],
        adopted=lambda _: {},
        configured=lambda _: {},
        settings=SimpleNamespace(
            zones=("us-west-2a",),
            application=SimpleNamespace(cpu=1024),
            openemr_service_fargate_minimum_capacity=2,
            openemr_service_fargate_maximum_capacity=4,
        ),
    )
    return cast("Subject", found)


@pytest.mark.parametrize("error", ["AccessDenied", "AccessDeniedException"])
def test_defaults_are_assumed_and_it_is_said(error: str) -> None:
    found = {each.subject: each for each in quotas(subject(error))}
    assert found["Fargate vCPU"].status is Status.OK
    assert found["Fargate vCPU"].said.startswith("6 vCPU")
    assert found["Limits"].status is Status.WARNING
    assert "servicequotas:GetServiceQuota" in found["Limits"].said
