"""Checkov in this process: offline, not blind, not confused by what it saw before."""

import json
import socket
from datetime import date
from typing import Any, NoReturn

import pytest
from checkov.terraform.checks.resource.registry import resource_registry

from scripts.commands.scan import stock
from scripts.commands.scan.exceptions import Entry
from scripts.commands.scan.gate import NothingScannedError, scan_configuration
from scripts.terraform.documents.configuration import Configuration, read_configuration

TODAY = date(2026, 12, 1)


def _policy(action: str) -> Configuration:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    document = {"resource": {"aws_iam_policy": {"same_name": {"policy": policy}}}}
    return read_configuration("test", json.dumps(document))


def test_a_scan_opens_no_connection_and_asks_for_no_name(
    production_text: str, exceptions: tuple[Entry, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **_: object) -> NoReturn:
        raise AssertionError(f"the network was used: {arguments}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    configuration = read_configuration("production", production_text)
    assert scan_configuration(configuration, exceptions, TODAY).passed


def test_policies_inside_of_json_text_are_judged() -> None:
    findings = stock.check(_policy("s3:GetObject"), {"CKV_AWS_288"}).findings
    assert [finding.address for finding in findings] == ["aws_iam_policy.same_name"]


def test_a_second_configuration_is_not_judged_by_the_policies_of_the_first() -> None:
    assert stock.check(_policy("s3:GetObject"), {"CKV_AWS_288"}).findings
    assert not stock.check(_policy("ecr:GetAuthorizationToken"), {"CKV_AWS_288"}).findings
    assert stock.check(_policy("s3:GetObject"), {"CKV_AWS_288"}).findings


def test_a_check_that_breaks_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = resource_registry.get_check_by_id("CKV_AWS_7")

    def crash(**_: Any) -> NoReturn:
        raise TypeError("unhashable")

    monkeypatch.setattr(broken, "run", crash)
    document = {"resource": {"aws_kms_key": {"x": {"enable_key_rotation": True}}}}
    findings = stock.check(read_configuration("test", json.dumps(document)), {"CKV_AWS_7"}).findings
    assert [finding.reason for finding in findings] == [
        "the check itself failed: TypeError: unhashable"
    ]


@pytest.mark.parametrize("document", [{}, {"resource": {}}, {"data": {"aws_region": {"x": {}}}}])
def test_a_configuration_without_resources_is_an_error_and_not_clean(
    document: dict[str, Any],
) -> None:
    with pytest.raises(NothingScannedError):
        scan_configuration(read_configuration("test", json.dumps(document)), (), TODAY)


def test_the_address_of_a_finding_has_its_type() -> None:
    document = {
        "resource": {"aws_kms_key": {"x": {}}},
        "data": {"aws_availability_zones": {"y": {}}},
        "provider": {"aws": [{"access_key": "AKIAIOSFODNN7EXAMPLE", "secret_key": "x" * 40}]},
    }
    findings = stock.check(read_configuration("test", json.dumps(document))).findings
    addresses = {finding.address for finding in findings}
    assert {"aws_kms_key.x", "data.aws_availability_zones.y", "provider.aws"} <= addresses
