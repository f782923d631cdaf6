"""What is in a VPC beside the deployment's own parts, and whose it is."""

from typing import Any, cast

import pytest

from scripts.aws.reader import AwsReader
from scripts.inventory.foreign_parts import (
    ELASTICACHE,
    GUARDDUTY,
    ForeignPart,
    endpoint_owner,
    foreign_parts,
    group_owner,
)
from scripts.terraform.documents.state import StateResources

VPC, SUBNET, GROUP = "vpc-1", "subnet-1", "sg-tasks"
TAGGED = [{"Key": "GuardDutyManaged", "Value": "true"}]
# Shapes of EC2's API reference, values of GuardDuty's guide (2026-11).
GUARDDUTY_ENDPOINT = {
    "VpcEndpointId": "vpce-guard",
    "VpcEndpointType": "Interface",
    "VpcId": VPC,
    "ServiceName": "com.amazonaws.us-west-2.guardduty-data",
    "State": "available",
    "SubnetIds": [SUBNET],
    "Groups": [{"GroupId": "sg-guard"}],
    "NetworkInterfaceIds": ["eni-guard"],
    "Tags": TAGGED,
}
GUARDDUTY_GROUP = {
    "GroupId": "sg-guard",
    "GroupName": f"GuardDutyManagedSecurityGroup-{VPC}",
    "VpcId": VPC,
}
CACHE_ENDPOINT = {
    "VpcEndpointId": "vpce-cache",
    "VpcId": VPC,
    "ServiceName": "com.amazonaws.elasticache.serverless.us-west-2.vpce-svc-0123",
    "State": "available",
    "SubnetIds": [SUBNET],
    "Groups": [{"GroupId": GROUP}],
    "NetworkInterfaceIds": ["eni-cache"],
}


def interface(identifier: str, **changes: Any) -> dict[str, Any]:
    return {
        "NetworkInterfaceId": identifier,
        "VpcId": VPC,
        "SubnetId": SUBNET,
        "Status": "in-use",
        "InterfaceType": "interface",
        "Description": "",
        "RequesterManaged": False,
        "Groups": [],
        **changes,
    }


# What a deployment has by itself.
OWN = [
    interface(
        "eni-task",
        Groups=[{"GroupId": GROUP}],
        Description="arn:aws:ecs:attachment/1",
        RequesterManaged=True,
    ),
    interface(
        "eni-nat", InterfaceType="nat_gateway", Description="Interface for NAT Gateway nat-1"
    ),
    interface("eni-cache", InterfaceType="vpc_endpoint"),
]


class Ec2:
    """EC2's answers; it returns parts of other VPCs too."""

    def __init__(self, **answers: list[dict[str, Any]]) -> None:
        self._answers = answers

    def list(self, _service: str, operation: str, _member: str, **_: Any) -> list[dict[str, Any]]:
        """The list that was given."""
        return self._answers.get(operation.removeprefix("describe_"), [])


def state() -> StateResources:
    ids = {
        ("aws_vpc", "v"): VPC,
        ("aws_subnet", "s"): SUBNET,
        ("aws_security_group", "g"): GROUP,
        ("aws_default_security_group", "d"): "sg-default",
        ("aws_nat_gateway", "n"): "nat-1",
    }
    resources = [
        {"mode": "managed", "type": type_, "name": name, "instances": [{"attributes": {"id": id_}}]}
        for (type_, name), id_ in ids.items()
    ]
    return StateResources.of({"version": 4, "resources": resources})


def found(
    endpoints: list[dict[str, Any]] | None = None,
    interfaces: list[dict[str, Any]] | None = None,
    groups: list[dict[str, Any]] | None = None,
) -> list[ForeignPart]:
    aws = Ec2(
        vpc_endpoints=[CACHE_ENDPOINT, *(endpoints or [])],
        network_interfaces=[*OWN, *(interfaces or [])],
        security_groups=[
            {"GroupId": GROUP, "GroupName": "openemr", "VpcId": VPC},
            {"GroupId": "sg-default", "GroupName": "default", "VpcId": VPC},
            {"GroupId": "sg-elsewhere", "GroupName": "other", "VpcId": "vpc-2"},
            *(groups or []),
        ],
    )
    return foreign_parts(state(), cast("AwsReader", aws))


def test_a_deployments_own_parts_are_nobody_elses() -> None:
    assert found() == []


def test_guardduty_is_named_with_the_way_out() -> None:
    guard = interface("eni-guard", InterfaceType="vpc_endpoint", Groups=[{"GroupId": "sg-guard"}])
    endpoint, group = found([GUARDDUTY_ENDPOINT], [guard], [GUARDDUTY_GROUP])
    assert (endpoint.id, endpoint.owner) == ("vpce-guard", GUARDDUTY)
    assert endpoint.holds == {VPC, SUBNET, "sg-guard"}
    assert "turn automated agent configuration off" in endpoint.way_out
    assert endpoint.way_out.endswith("delete-vpc-endpoints --vpc-endpoint-ids vpce-guard")
    assert (group.id, group.owner) == ("sg-guard", GUARDDUTY)
    assert group.way_out.endswith("aws ec2 delete-security-group --group-id sg-guard")


@pytest.mark.parametrize(
    ("changes", "owner"),
    [
        ({}, GUARDDUTY),
        ({"Tags": []}, ""),
        ({"ServiceName": "com.amazonaws.us-west-2.execute-api"}, ""),
        ({"Tags": [{"Key": "GuardDutyManaged", "Value": "false"}]}, ""),
    ],
)
def test_a_tag_or_a_service_alone_proves_no_guardduty(changes: Any, owner: str) -> None:
    assert endpoint_owner(GUARDDUTY_ENDPOINT | changes, {GROUP}) == owner


def test_the_caches_endpoint_is_known_by_service_and_group() -> None:
    assert endpoint_owner(CACHE_ENDPOINT, {GROUP}) == ELASTICACHE
    assert endpoint_owner(CACHE_ENDPOINT, {"sg-another"}) == ""
    assert endpoint_owner(CACHE_ENDPOINT | {"Groups": []}, {GROUP}) == ""


def test_a_group_is_guarddutys_only_in_the_vpc_of_its_name() -> None:
    assert group_owner(GUARDDUTY_GROUP) == GUARDDUTY
    assert group_owner(GUARDDUTY_GROUP | {"VpcId": "vpc-2"}) == ""


@pytest.mark.parametrize(
    ("changes", "owner", "way_out"),
    [
        (
            {"Groups": [{"GroupId": GROUP}], "Attachment": {"InstanceId": "i-1"}},
            "instance i-1",
            "terminate-instances --instance-ids i-1",
        ),
        (
            {"InterfaceType": "lambda", "Groups": [{"GroupId": GROUP}], "RequesterId": "lambda"},
            "lambda (lambda; no description)",
            "delete what it belongs to",
        ),
        ({"Status": "available"}, "unknown (interface", "delete-network-interface"),
        # In our group, but made by hand: nothing deletes it with the deployment.
        (
            {"Status": "available", "Groups": [{"GroupId": GROUP}]},
            "unknown (interface",
            "delete-network-interface",
        ),
        (
            {"InterfaceType": "nat_gateway", "Description": "Interface for NAT Gateway nat-9"},
            "(nat_gateway; Interface for NAT Gateway nat-9)",
            "delete what it belongs to",
        ),
    ],
)
def test_interfaces_are_named_by_what_holds_them(changes: Any, owner: str, way_out: str) -> None:
    (part,) = found(interfaces=[interface("eni-x", **changes)])
    assert (part.kind, part.id) == ("network interface", "eni-x")
    assert owner in part.owner
    assert way_out in part.way_out


def test_a_group_holds_those_that_its_rules_name() -> None:
    rule = {"UserIdGroupPairs": [{"GroupId": GROUP}]}
    group = {"GroupId": "sg-x", "GroupName": "x", "VpcId": VPC, "IpPermissions": [rule]}
    (part,) = found(groups=[group])
    assert part.holds == {VPC, GROUP}
