"""VPCs and subnets get IPv6 blocks, when they are made or later, lose them, and route by them."""

import ipaddress
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.contract.embedded_aws.account import Account

EVERYWHERE = "::/0"


@pytest.fixture(scope="module")
def ec2(account: Account) -> Any:
    return account.client("ec2")


@pytest.fixture
def vpc(ec2: Any) -> dict[str, Any]:
    """A VPC with a block from Amazon."""
    made = ec2.create_vpc(CidrBlock="10.0.0.0/16", AmazonProvidedIpv6CidrBlock=True)
    return dict(made["Vpc"])


def blocks(record: dict[str, Any]) -> list[ipaddress.IPv6Network]:
    """The IPv6 blocks of a VPC or subnet."""
    found = record.get("Ipv6CidrBlockAssociationSet", [])
    assert {each["Ipv6CidrBlockState"]["State"] for each in found} <= {"associated"}
    return [ipaddress.IPv6Network(each["Ipv6CidrBlock"]) for each in found]


def described(ec2: Any, vpc: dict[str, Any]) -> dict[str, Any]:
    (found,) = ec2.describe_vpcs(VpcIds=[vpc["VpcId"]])["Vpcs"]
    return dict(found)


def routes(ec2: Any, table: str) -> dict[str, str]:
    """IPv6 destination -> gateway."""
    (found,) = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    return {
        route["DestinationIpv6CidrBlock"]: route["GatewayId"]
        for route in found["Routes"]
        if "DestinationIpv6CidrBlock" in route
    }


def test_a_vpc_gets_a_56_and_its_subnet_a_64(ec2: Any, vpc: dict[str, Any]) -> None:
    (block,) = blocks(vpc)
    part = next(block.subnets(new_prefix=64))
    subnet = ec2.create_subnet(
        VpcId=vpc["VpcId"], CidrBlock="10.0.0.0/24", Ipv6CidrBlock=str(part)
    )["Subnet"]
    assert block.prefixlen == 56
    assert blocks(subnet) == [part]
    assert not subnet["AssignIpv6AddressOnCreation"]


def test_a_block_comes_and_goes_later(ec2: Any) -> None:
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]
    assert blocks(vpc) == []
    made = ec2.associate_vpc_cidr_block(VpcId=vpc["VpcId"], AmazonProvidedIpv6CidrBlock=True)
    association = made["Ipv6CidrBlockAssociation"]["AssociationId"]
    filters = [{"Name": "ipv6-cidr-block-association.association-id", "Values": [association]}]
    assert [each["VpcId"] for each in ec2.describe_vpcs(Filters=filters)["Vpcs"]] == [vpc["VpcId"]]
    assert len(blocks(described(ec2, vpc))) == 1
    ec2.disassociate_vpc_cidr_block(AssociationId=association)
    assert blocks(described(ec2, vpc)) == []


def test_a_route_table_routes_ipv6(ec2: Any, vpc: dict[str, Any]) -> None:
    (block,) = blocks(vpc)
    gateways = [ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"] for _ in "ab"]
    table = ec2.create_route_table(VpcId=vpc["VpcId"])["RouteTable"]["RouteTableId"]
    way = {"RouteTableId": table, "DestinationIpv6CidrBlock": EVERYWHERE}
    ec2.create_route(**way, GatewayId=gateways[0])
    assert routes(ec2, table) == {str(block): "local", EVERYWHERE: gateways[0]}
    with pytest.raises(ClientError, match="RouteAlreadyExists"):
        ec2.create_route(**way, GatewayId=gateways[1])
    ec2.replace_route(**way, GatewayId=gateways[1])
    assert routes(ec2, table)[EVERYWHERE] == gateways[1]
    ec2.delete_route(**way)
    assert routes(ec2, table) == {str(block): "local"}
