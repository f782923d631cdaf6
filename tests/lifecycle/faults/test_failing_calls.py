"""AWS throttles, fails and breaks off: an apply ends well, or with a clear error and its state."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scripts.embedded_aws import loopback
from tests.lifecycle.faults.cut_off import DEPLOY, assert_whole, until
from tests.lifecycle.state.office import Office

pytestmark = pytest.mark.terraform


class Proxy:
    """microburst before the embedded AWS."""

    def __init__(self, url: str) -> None:
        self.url = url

    def answers(self) -> bool:
        try:
            loopback.get(f"{self.url}/_microburst/health")
        except OSError:
            return False
        return True

    def fail(self, *rules: dict[str, Any]) -> None:
        """From now on, and nothing else."""
        body = json.dumps(rules).encode()
        loopback.post(f"{self.url}/_microburst/rules", body, {"Content-Type": "application/json"})

    def fired(self) -> list[Any]:
        return list(json.loads(loopback.get(f"{self.url}/_microburst/fired")))


@pytest.fixture
def proxy(office: Office) -> Iterator[Proxy]:
    port = loopback.free_port()
    program = [str(Path(sys.executable).with_name("microburst")), "--host", "127.0.0.1"]
    place = ["--upstream", office.aws.url, "--port", str(port)]
    with subprocess.Popen([*program, *place], stdout=subprocess.DEVNULL) as process:
        started = Proxy(loopback.local_url(port))
        until(started.answers)
        yield started
        process.terminate()


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
    proxy.fail()
    assert_whole(office)


@pytest.mark.parametrize(
    ("rule", "remedy"),
    [
        (error("sns", "CreateTopic", "Throttling"), "run the same command again"),
        (error("sns", "CreateTopic", "AuthorizationError"), ""),
        (error("ec2", "AllocateAddress", "AddressLimitExceeded"), "A quota of the account"),
        (error("ec2", "CreateSubnet", "UnauthorizedOperation"), "not allowed to do this"),
        (error("iam", "CreateRole", "ExpiredToken"), "The AWS credentials have expired"),
    ],
    ids=["throttled", "refused", "quota", "not allowed", "expired"],
)
def test_lasting_faults_are_told_and_the_state_is_kept(
    office: Office, proxy: Proxy, rule: dict[str, Any], remedy: str
) -> None:
    proxy.fail(rule)
    failed = deploy(office, proxy)
    assert failed.returncode == 1
    assert rule["error"]["code"] in failed.stderr
    assert remedy in failed.stderr
    assert "Traceback" not in failed.stderr
    kept = json.loads(office.local.read_text())["resources"]
    assert "aws_cloudwatch_log_group" in {each["type"] for each in kept}
    proxy.fail()
    finished = deploy(office, proxy)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert_whole(office)


def test_a_protected_resource_that_was_cut_off_is_completed(office: Office, proxy: Proxy) -> None:
    """Terraform marks it for replacement, which `prevent_destroy` would refuse for ever."""
    proxy.fail(error("logs", "PutRetentionPolicy", "AccessDeniedException"))
    failed = deploy(office, proxy)
    assert failed.returncode == 1
    proxy.fail()
    finished = deploy(office, proxy)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "aws_cloudwatch_log_group.log" in finished.stderr
    assert_whole(office)
