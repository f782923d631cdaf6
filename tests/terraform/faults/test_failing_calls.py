"""AWS throttles, fails and breaks off: an apply ends well, or with a clear error and its state."""

import json
import subprocess
from typing import Any

import pytest

from tests.terraform.faults.cut_off import DEPLOY, ONE_OF_EACH, assert_whole, census
from tests.terraform.faults.proxy import Proxy
from tests.terraform.state.office import Office

pytestmark = pytest.mark.terraform


def error(service: str, operation: str, code: str, **more: Any) -> dict[str, Any]:
    return {"service": service, "operation": operation, "error": {"code": code}, **more}


def deploy(office: Office, proxy: Proxy) -> "subprocess.CompletedProcess[str]":
    return office.openemr(*DEPLOY, AWS_ENDPOINT_URL=proxy.url)


def test_passing_faults_end_in_success(office: Office, proxy: Proxy) -> None:
    office.keep_remotely()
    proxy.fail(
        error("s3", "PutObject", "SlowDown", times=1),
        error("ec2", "CreateVpc", "RequestLimitExceeded", times=1),
        error("sns", "CreateTopic", "Throttling", times=1),
        {"service": "ec2", "operation": "AllocateAddress", "reset": True, "times": 1},
        {"service": "logs", "probability": 0.5, "latency": 300, "times": 4},
    )
    done = deploy(office, proxy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(proxy.fired()) >= 4
    assert census(office) == ONE_OF_EACH


def test_lasting_faults_are_told_and_the_state_is_kept(office: Office, proxy: Proxy) -> None:
    """Among them one that cuts off the creation of a protected resource.

    Terraform marks it for replacement then, which `prevent_destroy` would refuse for ever.
    """
    remedies = {
        "Throttling": "run the same command again",
        "AddressLimitExceeded": "A quota of the account",
        "UnauthorizedOperation": "not allowed to do this",
        "AccessDeniedException": "not allowed to do this",
    }
    proxy.fail(
        error("sns", "CreateTopic", "Throttling"),
        error("ec2", "AllocateAddress", "AddressLimitExceeded"),
        error("ec2", "CreateSubnet", "UnauthorizedOperation"),
        error("logs", "PutRetentionPolicy", "AccessDeniedException"),
    )
    failed = deploy(office, proxy)
    assert failed.returncode == 1
    for code, remedy in remedies.items():
        assert code in failed.stderr
        assert remedy in failed.stderr
    assert "Traceback" not in failed.stderr
    kept = {each["type"]: each for each in json.loads(office.local.read_text())["resources"]}
    assert kept.keys() >= {"aws_vpc", "aws_security_group", "aws_iam_role"}
    assert kept["aws_cloudwatch_log_group"]["instances"][0]["status"] == "tainted"
    proxy.fail()
    finished = deploy(office, proxy)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "aws_cloudwatch_log_group.log" in finished.stderr
    assert_whole(office)
