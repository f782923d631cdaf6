"""GuardDuty's endpoint and group in the VPC: no drift, named by a destroy, not waited for."""

import json
import time
from typing import Any

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed
from tests.terraform.drift.out_of_band.change import Site
from tests.terraform.drift.reported import report

pytestmark = pytest.mark.terraform
VPC, SUBNET = "aws_vpc.network_vpc", "aws_subnet.network_private_1"


@pytest.fixture(scope="module")
def checkout(trial: Deployed, copy_of: Copy) -> Checkout:
    return copy_of(trial)


@pytest.fixture(scope="module")
def site(checkout: Checkout, trial: Deployed) -> Site:
    return Site(checkout, trial.deployment)


@pytest.fixture(scope="module")
def guardduty(site: Site) -> dict[str, str]:
    """What GuardDuty makes in a VPC where tasks run: https://docs.aws.amazon.com/guardduty/."""
    ec2, vpc = site.client("ec2"), site.id(VPC)
    group = ec2.create_security_group(
        GroupName=f"GuardDutyManagedSecurityGroup-{vpc}", Description="GuardDuty", VpcId=vpc
    )["GroupId"]
    tags = [{"Key": "GuardDutyManaged", "Value": "true"}]
    endpoint = ec2.create_vpc_endpoint(
        VpcId=vpc,
        VpcEndpointType="Interface",
        ServiceName="com.amazonaws.us-west-2.guardduty-data",
        SubnetIds=[site.id(SUBNET)],
        SecurityGroupIds=[group],
        TagSpecifications=[{"ResourceType": "vpc-endpoint", "Tags": tags}],
    )["VpcEndpoint"]["VpcEndpointId"]
    return {"endpoint": endpoint, "group": group}


def remaining(site: Site) -> set[str]:
    """Types of what the state still has."""
    state = json.loads(site.checkout.state_file(site.deployment).read_text())
    return {each["type"] for each in state["resources"] if each["mode"] == "managed"}


def destroy(checkout: Checkout, *options: str) -> Any:
    return checkout.openemr("destroy", "trial", *options, "--json")


def test_guardduty_is_no_drift_and_is_named(checkout: Checkout, guardduty: dict[str, str]) -> None:
    found = report(checkout)
    assert (found.exit_code, found.document["resources"]) == (0, [])
    made = {each["identity"]: each["why"] for each in found.document["made_by_aws"]}
    assert set(made) == set(guardduty.values())
    assert all("Amazon GuardDuty" in why for why in made.values())


def test_destroy_names_it_within_a_minute_and_deletes_nothing(
    checkout: Checkout, site: Site, guardduty: dict[str, str]
) -> None:
    before, began = site.checkout.state_file("trial").read_bytes(), time.monotonic()
    stopped = destroy(checkout, "--yes")
    assert stopped.returncode == 3, stopped.stderr
    assert time.monotonic() - began < 60
    result = json.loads(stopped.stdout)
    assert result["outcome"] == "stopped"
    assert {each["id"] for each in result["blockers"]} == set(guardduty.values())
    assert "turn automated agent configuration off in GuardDuty" in stopped.stderr
    assert f"--vpc-endpoint-ids {guardduty['endpoint']}" in stopped.stderr
    assert site.checkout.state_file("trial").read_bytes() == before


def test_the_rest_goes_on_request_and_the_network_afterwards(
    checkout: Checkout, site: Site, guardduty: dict[str, str]
) -> None:
    ended = destroy(checkout, "--yes", "--leave-blocked")
    assert ended.returncode == 0, ended.stderr
    assert guardduty["endpoint"] in ended.stderr
    assert remaining(site) == {"aws_vpc", "aws_subnet"}
    ec2 = site.client("ec2")
    ec2.delete_vpc_endpoints(VpcEndpointIds=[guardduty["endpoint"]])
    ec2.delete_security_group(GroupId=guardduty["group"])
    ended = destroy(checkout, "--confirm", "trial")
    assert ended.returncode == 0, ended.stderr
    assert remaining(site) == set()
