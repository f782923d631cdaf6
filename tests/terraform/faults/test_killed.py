"""kill -9 during an apply, of Terraform or of our command: nothing is lost or doubled."""

import json
from dataclasses import replace

import pytest

from tests.terraform.faults.cut_off import (
    DEPLOY,
    assert_whole,
    deploying,
    has_network,
    kill,
    plugins_of,
    terraform_of,
    until,
)
from tests.terraform.faults.proxy import Proxy
from tests.terraform.state.office import NAME, Office

pytestmark = pytest.mark.terraform


@pytest.fixture
def alone(office: Office) -> Office:
    """With a provider of each command's own, which ends as in earnest."""
    return replace(office, shares_provider=False)


@pytest.mark.parametrize("remote", [False, True], ids=["local", "remote"])
def test_a_killed_terraform_is_continued(
    office: Office, alone: Office, proxy: Proxy, remote: bool
) -> None:
    """Killed between the making of the VPC and its record."""
    if remote:
        office.keep_remotely()
    proxy.hold("ec2", "DescribeVpcAttribute")
    with deploying(alone, AWS_ENDPOINT_URL=proxy.url) as command:
        until(lambda: has_network(office), command)
        kill(*terraform_of(office))
        said, _ = command.communicate()
    assert not plugins_of(office)
    assert command.returncode == 1
    assert "Terraform was killed by SIGKILL" in said
    assert "Traceback" not in said
    if remote:
        locked = office.openemr("plan", NAME)
        assert locked.returncode == 1
        assert "openemr state unlock shows the lock's owner" in locked.stderr
        shown = json.loads(office.openemr("state", "unlock", "--json").stdout)
        assert {each["kind"] for each in shown["locks"]} == {"S3 object", "DynamoDB item"}
        assert not any(each["looks_alive"] for each in shown["locks"])
        (lock,) = {each["id"] for each in shown["locks"]}
        assert office.openemr("state", "unlock", "--id", lock).returncode == 0
    planned = office.openemr("plan", NAME)
    assert planned.returncode == 2, planned.stderr
    assert " to import" in planned.stderr
    finished = office.openemr(*DEPLOY)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert_whole(office)


def test_a_killed_command_lets_terraform_save_its_state(office: Office, alone: Office) -> None:
    office.keep_remotely()
    with deploying(alone) as command:
        until(lambda: has_network(office), command)
        kill(command.pid)
        command.wait()
        until(lambda: not terraform_of(office))
    assert f"{NAME}.tflock" not in " ".join(office.objects())
    assert json.loads(office.stored())["resources"]
    finished = office.openemr(*DEPLOY)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert_whole(office)
