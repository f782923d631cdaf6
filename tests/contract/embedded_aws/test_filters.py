"""Lists of EC2 are filtered as AWS filters them, and by nothing that is not understood."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from scripts.project import ROOT
from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.requests import database

Make = Callable[[Account], Any]


def named(kind: str, name: str) -> list[dict[str, Any]]:
    """The tags of a request to create."""
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def vpc(account: Account, name: str) -> str:
    block = "10.1.0.0/16" if name == "one" else "10.2.0.0/16"
    made = account.client("ec2").create_vpc(CidrBlock=block, TagSpecifications=named("vpc", name))
    return str(made["Vpc"]["VpcId"])


def subnet(account: Account, name: str, vpc_id: str) -> str:
    block = "10.1.0.0/24" if name == "one" else "10.2.0.0/24"
    made = account.client("ec2").create_subnet(
        VpcId=vpc_id, CidrBlock=block, TagSpecifications=named("subnet", name)
    )
    return str(made["Subnet"]["SubnetId"])


@dataclass
class Pair:
    """Two of everything, `one` and `two`; of `one` the ids by the filters that name them."""

    ids: dict[str, str]


def make(account: Account, name: str) -> dict[str, str]:
    """One of everything that finders and drift list; the ids by filter."""
    ec2 = account.client("ec2")
    vpc_id = vpc(account, name)
    subnet_id = subnet(account, name, vpc_id)
    group = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc_id)["GroupId"]
    gateway = ec2.create_internet_gateway(TagSpecifications=named("internet-gateway", name))
    gateway_id = gateway["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc_id)
    address = ec2.allocate_address(Domain="vpc", TagSpecifications=named("elastic-ip", name))
    ec2.create_nat_gateway(
        SubnetId=subnet_id,
        AllocationId=address["AllocationId"],
        TagSpecifications=named("natgateway", name),
    )
    ec2.create_route_table(VpcId=vpc_id, TagSpecifications=named("route-table", name))
    service = f"com.amazonaws.us-west-2.{'s3' if name == 'one' else 'dynamodb'}"
    ec2.create_vpc_endpoint(
        VpcId=vpc_id, ServiceName=service, TagSpecifications=named("vpc-endpoint", name)
    )
    ec2.create_flow_logs(
        ResourceIds=[vpc_id],
        ResourceType="VPC",
        TrafficType="ALL",
        LogGroupName=name,
        DeliverLogsPermissionArn=flow_log_role(account),
        TagSpecifications=named("vpc-flow-log", name),
    )
    ec2.create_network_interface(SubnetId=subnet_id, Groups=[group])
    virtual = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpnGatewayId=virtual, VpcId=vpc_id)
    transit = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    ec2.create_transit_gateway_vpc_attachment(
        TransitGatewayId=transit, VpcId=vpc_id, SubnetIds=[subnet_id]
    )
    return {
        "attachment.vpc-id": vpc_id,
        "cidr-block": "10.1.0.0/24",
        "group-id": group,
        "group-name": name,
        "resource-id": vpc_id,
        "service-name": service,
        "subnet-id": subnet_id,
        "tag:Name": name,
        "vpc-id": vpc_id,
    }


def flow_log_role(account: Account) -> str:
    return account._role(f"flow-{len(account.client('iam').list_roles()['Roles'])}", FLOW_LOGS)


FLOW_LOGS = "vpc-flow-logs.amazonaws.com"


@pytest.fixture(scope="module")
def pair(account: Account) -> Pair:
    first = make(account, "one")
    make(account, "two")
    account.client("ec2").create_vpc_peering_connection(
        VpcId=first["vpc-id"], PeerVpcId=account.vpc
    )
    return Pair(first)


# Operation, member, and the filters by which the product asks.
USED = [
    ("describe_addresses", "Addresses", "tag:Name"),
    ("describe_flow_logs", "FlowLogs", "tag:Name resource-id"),
    ("describe_internet_gateways", "InternetGateways", "tag:Name attachment.vpc-id"),
    ("describe_nat_gateways", "NatGateways", "tag:Name subnet-id vpc-id"),
    ("describe_network_interfaces", "NetworkInterfaces", "group-id"),
    ("describe_route_tables", "RouteTables", "tag:Name"),
    ("describe_security_group_rules", "SecurityGroupRules", "group-id"),
    ("describe_security_groups", "SecurityGroups", "group-name"),
    ("describe_subnets", "Subnets", "vpc-id cidr-block"),
    (
        "describe_transit_gateway_vpc_attachments",
        "TransitGatewayVpcAttachments",
        "vpc-id",
    ),
    ("describe_vpc_endpoints", "VpcEndpoints", "tag:Name vpc-id service-name"),
    ("describe_vpcs", "Vpcs", "tag:Name"),
    ("describe_vpn_gateways", "VpnGateways", "attachment.vpc-id"),
]


@pytest.mark.parametrize(
    ("operation", "member", "name"),
    [(operation, member, name) for operation, member, names in USED for name in names.split()],
)
def test_a_filter_of_the_product_finds_one_of_two(
    account: Account, pair: Pair, operation: str, member: str, name: str
) -> None:
    ask = getattr(account.client("ec2"), operation)
    (found,) = ask(Filters=[{"Name": name, "Values": [pair.ids[name]]}])[member]
    assert pair.ids[name] in str(found)
    assert ask(Filters=[{"Name": name, "Values": ["none"]}])[member] == []
    both = [{"Name": name, "Values": [pair.ids[name]]}, {"Name": "tag:Name", "Values": ["none"]}]
    assert name == "group-id" or "transit" in operation or ask(Filters=both)[member] == []


def test_groups_and_tables_and_acls_of_a_vpc_are_found(account: Account, pair: Pair) -> None:
    ec2, within = account.client("ec2"), [{"Name": "vpc-id", "Values": [pair.ids["vpc-id"]]}]
    for operation, member in (
        ("describe_network_acls", "NetworkAcls"),
        ("describe_route_tables", "RouteTables"),
        ("describe_security_groups", "SecurityGroups"),
    ):
        found = getattr(ec2, operation)(Filters=within)[member]
        assert {each["VpcId"] for each in found} == {pair.ids["vpc-id"]}


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("status-code", "pending-acceptance", 1),
        ("status-code", "active", 0),
        ("requester-vpc-info.vpc-id", "", 1),
        ("accepter-vpc-info.vpc-id", "", 0),
    ],
)
def test_peering_connections_are_found_by_state_and_side(
    account: Account, pair: Pair, name: str, value: str, number: int
) -> None:
    filters = [{"Name": name, "Values": [value or pair.ids["vpc-id"]]}]
    ec2 = account.client("ec2")
    found = ec2.describe_vpc_peering_connections(Filters=filters)["VpcPeeringConnections"]
    assert len(found) == number


@pytest.mark.parametrize(("pattern", "number"), [("o*", 1), ("t?o", 1), ("[ot]*", 0), ("*", 2)])
def test_wildcards_are_those_of_ec2(
    account: Account, pair: Pair, pattern: str, number: int
) -> None:
    filters = [{"Name": "tag:Name", "Values": [pattern]}]
    assert pair.ids
    assert len(account.client("ec2").describe_addresses(Filters=filters)["Addresses"]) == number


REFUSED = [
    ("describe_vpcs", "vpc", "InvalidParameterValue"),
    ("describe_vpcs", "VpcId", "InvalidParameterValue"),
    ("describe_security_group_rules", "vpc-id", "InvalidParameterValue"),
    ("describe_nat_gateways", "service-name", "InvalidParameterValue"),
    ("describe_transit_gateway_vpc_attachments", "tag:Name", "InvalidParameterValue"),
    ("describe_vpcs", "dhcp-options-id", "UnsupportedOperation"),
    ("describe_instances", "image-id", "UnsupportedOperation"),
]


@pytest.mark.parametrize(("operation", "name", "code"), REFUSED)
def test_a_filter_that_aws_or_the_emulator_lacks_is_refused(
    account: Account, operation: str, name: str, code: str
) -> None:
    with pytest.raises(ClientError, match=f"'{name}'") as refused:
        getattr(account.client("ec2"), operation)(Filters=[{"Name": name, "Values": ["x"]}])
    assert refused.value.response["Error"]["Code"] == code


def test_the_filter_of_rds_finds_the_instances_of_one_cluster(account: Account) -> None:
    rds = account.client("rds")
    for name in ("one", "two"):
        rds.create_db_cluster(**database(name))
        rds.create_db_instance(
            DBInstanceIdentifier=f"{name}-writer",
            DBClusterIdentifier=name,
            DBInstanceClass="db.serverless",
            Engine="aurora-mysql",
        )
    members = [{"Name": "db-cluster-id", "Values": ["one"]}]
    (found,) = rds.describe_db_instances(Filters=members)["DBInstances"]
    assert found["DBInstanceIdentifier"] == "one-writer"


def test_every_filter_in_the_product_is_tried_here() -> None:
    tried = {name for _, _, names in USED for name in names.split()}
    tried |= {"status-code", "db-cluster-id", "{side}-vpc-info.vpc-id"}
    # Of the routes of a transit gateway, which the emulator does not have.
    tried |= {"state"}
    used = set()
    for file in (ROOT / "scripts").rglob("*.py"):
        if "embedded_aws" not in file.parts:
            text = file.read_text(encoding="utf-8")
            used |= set(re.findall(r'"Name": "([\w:.-]+)", "Values"', text))
            used |= set(re.findall(r'filter=f?"([^"]+)"', text))
            for given in re.findall(r"wanted\.(?:named|filters)\(([^\n]*)\)", text):
                used |= {each.replace("_", "-") for each in re.findall(r"(\w+)=", given)}
    assert len(used) >= 10
    assert used <= tried
