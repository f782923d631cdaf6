"""VPC, subnets, gateways, routes, addresses and endpoints. EC2's ids are Terraform's."""

from collections.abc import Iterator
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.aws.tags import read_tags
from scripts.resources.facets.found import Found, found
from scripts.resources.facets.wanted import Wanted

_DESTINATIONS = {
    "destination_cidr_block": "DestinationCidrBlock",
    "destination_ipv6_cidr_block": "DestinationIpv6CidrBlock",
    "destination_prefix_list_id": "DestinationPrefixListId",
}


def vpc(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    for each in aws.list("ec2", "describe_vpcs", "Vpcs", Filters=wanted.named()):
        yield found(each["VpcId"], tags=each["Tags"])


def subnet(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """A network of a VPC can be given away once."""
    filters = wanted.filters(vpc_id=wanted.text("vpc_id"), cidr_block=wanted.text("cidr_block"))
    for each in aws.list("ec2", "describe_subnets", "Subnets", Filters=filters):
        yield found(each["SubnetId"], tags=each.get("Tags", ()))


def internet_gateway(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    listed = aws.list(
        "ec2", "describe_internet_gateways", "InternetGateways", Filters=wanted.named()
    )
    for each in listed:
        yield found(each["InternetGatewayId"], tags=each["Tags"])


def address(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    for each in aws.list("ec2", "describe_addresses", "Addresses", Filters=wanted.named()):
        allocation = each["AllocationId"]
        yield found(allocation, tags=each["Tags"], allocation_id=allocation)


def nat_gateway(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    filters = wanted.named(subnet_id=wanted.text("subnet_id"))
    for each in aws.list("ec2", "describe_nat_gateways", "NatGateways", Filters=filters):
        if each["State"] in ("pending", "available"):
            busy = each["State"] == "pending"
            yield found(each["NatGatewayId"], tags=each["Tags"], busy=busy)


def route_table(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    filters = wanted.named(vpc_id=wanted.text("vpc_id"))
    for each in aws.list("ec2", "describe_route_tables", "RouteTables", Filters=filters):
        yield found(each["RouteTableId"], tags=each["Tags"])


def _table(aws: AwsReader, wanted: Wanted) -> tuple[str, dict[str, Any]]:
    """The route table that a route or an association is part of."""
    table = wanted.text("route_table_id")
    listed = aws.list("ec2", "describe_route_tables", "RouteTables", RouteTableIds=[table])
    return table, dict(listed[0]) if listed else {}


def route(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    table, described = _table(aws, wanted)
    for name, key in _DESTINATIONS.items():
        destination = wanted[name]
        for each in described.get("Routes", ()):
            if destination and each.get(key) == destination:
                import_id = f"{table}_{destination}"
                yield Found(import_id, {"route_table_id": table, name: destination})


def route_table_association(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    subnet = wanted.text("subnet_id")
    table, described = _table(aws, wanted)
    for each in described.get("Associations", ()):
        if each.get("SubnetId") == subnet:
            attributes = {"subnet_id": subnet, "route_table_id": table}
            yield Found(f"{subnet}/{table}", attributes)


def endpoint(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    filters = wanted.named(vpc_id=wanted.text("vpc_id"), service_name=wanted.text("service_name"))
    for each in aws.list("ec2", "describe_vpc_endpoints", "VpcEndpoints", Filters=filters):
        tags = read_tags(each.get("Tags", ()))
        if each["State"].lower() in ("pending", "available") and wanted.is_claimed(tags):
            busy = each["State"].lower() == "pending"
            yield found(each["VpcEndpointId"], tags=tags, busy=busy)


def flow_log(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    filters = wanted.named(resource_id=wanted.text("vpc_id"))
    for each in aws.list("ec2", "describe_flow_logs", "FlowLogs", Filters=filters):
        tags = read_tags(each.get("Tags", ()))
        if wanted.is_claimed(tags):
            yield found(each["FlowLogId"], tags=tags)
