"""Checkov's process: offline, not blind, not confused by what it saw before."""

import json
import subprocess
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from scripts.commands.scan import checkov_checks
from scripts.commands.scan.checkov_checks import CheckovError
from scripts.commands.scan.run import NothingScannedError, scan_configuration
from scripts.project import ROOT
from scripts.terraform.documents.configuration import Configuration, read_configuration

TODAY = date(2026, 12, 1)
# Programs that prepare the process before it serves.
WITHOUT_NETWORK = """
import os, socket
def refuse(*arguments, **_):
    os.write(2, f"the network was used: {arguments}".encode())
    os._exit(3)
for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
for name in ("getaddrinfo", "gethostbyname", "create_connection"):
    setattr(socket, name, refuse)
"""
WITH_A_BROKEN_CHECK = """
from checkov.terraform.checks.resource.registry import resource_registry
def crash(**_):
    raise TypeError("unhashable")
resource_registry.get_check_by_id("CKV_AWS_7").run = crash
"""
SERVE = """
import sys
from scripts.commands.scan.checkov_process import serve
serve(sys.stdin, sys.stdout)
"""
KEY = {"resource": {"aws_kms_key": {"x": {"enable_key_rotation": True}}}}


def _prepared(program: str, configuration: Configuration, *only: str) -> dict[str, Any]:
    """What the process replies to one request after `program` has run in it."""
    answer = subprocess.run(
        [checkov_checks.PYTHON, "-E", "-W", "ignore", "-c", program + SERVE],
        cwd=ROOT,
        env={},
        input=json.dumps(checkov_checks._request(configuration, only)) + "\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    reply: dict[str, Any] = json.loads(answer.stdout)
    return reply


def _policy(action: str) -> Configuration:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    document = {"resource": {"aws_iam_policy": {"same_name": {"policy": policy}}}}
    return read_configuration("test", json.dumps(document))


def test_a_scan_opens_no_connection_and_asks_for_no_name(production_text: str) -> None:
    configuration = read_configuration("production", production_text)
    reply = _prepared(WITHOUT_NETWORK, configuration)
    passed = [check for check, _, has_passed, *_ in reply["verdicts"] if has_passed]
    assert len(passed) > len(configuration.resources)


def test_policies_inside_of_json_text_are_judged() -> None:
    findings = checkov_checks.check(_policy("s3:GetObject"), {"CKV_AWS_288"}).findings
    assert [finding.address for finding in findings] == ["aws_iam_policy.same_name"]


def test_a_second_configuration_is_not_judged_by_the_policies_of_the_first() -> None:
    assert checkov_checks.check(_policy("s3:GetObject"), {"CKV_AWS_288"}).findings
    assert not checkov_checks.check(_policy("ecr:GetAuthorizationToken"), {"CKV_AWS_288"}).findings
    assert checkov_checks.check(_policy("s3:GetObject"), {"CKV_AWS_288"}).findings


def test_a_check_that_breaks_is_a_finding() -> None:
    reply = _prepared(WITH_A_BROKEN_CHECK, read_configuration("test", json.dumps(KEY)), "CKV_AWS_7")
    ((check, address, has_passed, reason, _),) = reply["verdicts"]
    assert (check, address, has_passed) == ("CKV_AWS_7", "aws_kms_key.x", False)
    assert reason == "the check itself failed: TypeError: unhashable"


def test_a_request_that_cannot_be_judged_is_an_error_and_the_next_one_is_judged() -> None:
    configuration = read_configuration("test", json.dumps(KEY))
    with pytest.raises(CheckovError, match="Checkov failed: "):
        checkov_checks.check(replace(configuration, provider=("no block",)))  # type: ignore[arg-type]
    assert "CKV_AWS_7" in checkov_checks.check(configuration).passed


def test_a_process_that_ends_is_an_error_with_the_end_of_its_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        checkov_checks, "_COMMAND", ["-E", "-c", "raise SystemExit('out of memory')"]
    )
    monkeypatch.setattr(checkov_checks, "_process", checkov_checks._Process)
    with pytest.raises(CheckovError, match="Checkov ended by itself:\nout of memory"):
        checkov_checks.check(read_configuration("test", json.dumps(KEY)))


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
    findings = checkov_checks.check(read_configuration("test", json.dumps(document))).findings
    addresses = {finding.address for finding in findings}
    assert {"aws_kms_key.x", "data.aws_availability_zones.y", "provider.aws"} <= addresses
