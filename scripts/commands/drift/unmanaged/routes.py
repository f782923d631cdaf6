"""Routes beside Terraform's, and route tables of our VPC that it did not make."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources

_DESTINATIONS = {
    "DestinationCidrBlock": "destination_cidr_block",
    "DestinationIpv6CidrBlock": "destination_ipv6_cidr_block",
    "DestinationPrefixListId": "destination_prefix_list_id",
}
_TARGETS = (
    *("GatewayId", "NatGatewayId", "TransitGatewayId", "VpcPeeringConnectionId"),
    *("NetworkInterfaceId", "EgressOnlyInternetGatewayId", "LocalGatewayId", "CarrierGatewayId"),
    "CoreNetworkArn",
)
# Ids of what leads to the internet.
_OUTSIDE = ("igw-", "eigw-")
# A route that came with the table.
_OWN = "CreateRouteTable"


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Each route that leads traffic where the settings do not."""
    tables = {each.id: each.address for each in resources.of("aws_route_table")}
    vpcs = {each.id: each.address for each in resources.of("aws_vpc")}
    ours = {
        (each.values["route_table_id"], each.values[name])
        for each in resources.of("aws_route")
        for name in _DESTINATIONS.values()
        if each.values.get(name)
    }
    endpoints = resources.ids("aws_vpc_endpoint")
    for table in _tables(vpcs, aws):
        identifier = table["RouteTableId"]
        is_main = any(each.get("Main") for each in table.get("Associations", []))
        address = tables.get(identifier) or vpcs[table["VpcId"]]
        if identifier not in tables and not is_main:
            yield _foreign_table(address, identifier)
        if resources.sets(address, "route"):
            continue
        for route in table["Routes"]:
            destination = next((route[key] for key in _DESTINATIONS if route.get(key)), "")
            target = next((str(route[key]) for key in _TARGETS if route.get(key)), "nowhere")
            if route.get("Origin") == _OWN or target in endpoints or target == "local":
                continue
            if (identifier, destination) not in ours:
                yield _route(address, identifier, destination, target)


def _tables(vpcs: Mapping[str, str], aws: Reading) -> list[Any]:
    if not vpcs:
        return []
    within = {"Name": "vpc-id", "Values": sorted(vpcs)}
    return aws.list("ec2", "describe_route_tables", "RouteTables", Filters=[within])


def _route(address: str, table: str, destination: str, target: str) -> Finding:
    outside = target.startswith(_OUTSIDE)
    reason = "leads to the internet" if outside else "leads traffic where the settings do not"
    return added(
        address,
        "route",
        f"{destination} to {target} ({table})",
        Severity.CRITICAL if outside else Severity.HIGH,
        f"A route was added by hand; it {reason}.",
        identity=destination,
    )


def _foreign_table(address: str, table: str) -> Finding:
    return added(
        address,
        "route_table",
        table,
        Severity.MEDIUM,
        "The VPC has a route table that Terraform did not make.",
        identity=table,
    )
