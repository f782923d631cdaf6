"""The VPC's network: overlaps with the account's other networks."""

import ipaddress
from collections.abc import Callable, Iterator
from typing import Any

from scripts.aws.account import aws_errors
from scripts.preflight.finding import Finding, ok, problem, warning
from scripts.preflight.subject import Subject

Networks = Iterator[tuple[str, str]]


def addresses(subject: Subject) -> Iterator[Finding]:
    """Check other VPCs, the far ends of peerings, and routes of transit gateways, in this Region.

    A VPC that nothing connects is harmless as long as it stays so; the others are connected.
    """
    fix = (
        f"deployments.{subject.name}.network.cidr: another network, before the first deployment; "
        "a VPC cannot change it"
    )
    ours = {vpc.get("id") for vpc in subject.owned("aws_vpc")}
    ours |= {each["VpcId"] for each in _all_vpcs(subject) if _is_ours(each, subject.name)}
    sources: tuple[tuple[str, Callable[[Subject, set[Any]], Networks]], ...] = (
        ("VPCs", _vpcs),
        ("Peerings", _peerings),
        ("Transit gateways", _transit_routes),
    )
    for title, networks in sources:
        clashes = list(_overlapping(subject.settings.network.cidr, networks(subject, ours)))
        for owner, theirs in clashes:
            if networks is _vpcs:
                yield warning(owner, f"a VPC with {theirs}: peering with it is impossible", fix)
            else:
                yield problem(owner, f"routes to {theirs}, which overlaps", fix)
        if not clashes:
            yield ok(title, f"none overlaps {subject.settings.network.cidr}")


def _overlapping(cidr: str, others: Networks) -> Networks:
    network = ipaddress.ip_network(cidr)
    for owner, theirs in others:
        other = ipaddress.ip_network(theirs, strict=False)
        # A default route overlaps everything and takes nothing away.
        if other.version == network.version and other.prefixlen and other.overlaps(network):
            yield owner, theirs


def _vpcs(subject: Subject, ours: set[Any]) -> Networks:
    for vpc in _all_vpcs(subject):
        if vpc["VpcId"] not in ours:
            for block in vpc.get("CidrBlockAssociationSet") or [vpc]:
                yield vpc["VpcId"], block["CidrBlock"]


def _all_vpcs(subject: Subject) -> list[Any]:
    ec2 = subject.account.client("ec2")
    with aws_errors("list the VPCs (ec2:DescribeVpcs)"):
        return list(ec2.describe_vpcs()["Vpcs"])


def _is_ours(vpc: Any, deployment: str) -> bool:
    """Whether its tags are this deployment's, also if an interrupted apply did not record it."""
    tags = {each["Key"]: each["Value"] for each in vpc.get("Tags", ())}
    return (tags.get("Application"), tags.get("Deployment")) == ("OpenEMR", deployment)


def _peerings(subject: Subject, ours: set[Any]) -> Networks:
    """Networks behind active peerings, at the end that is not ours."""
    ec2 = subject.account.client("ec2")
    active = [{"Name": "status-code", "Values": ["active"]}]
    with aws_errors("list the peerings (ec2:DescribeVpcPeeringConnections)"):
        found = ec2.describe_vpc_peering_connections(Filters=active)["VpcPeeringConnections"]
    for peering in found:
        for end in (peering["AccepterVpcInfo"], peering["RequesterVpcInfo"]):
            if end.get("VpcId") not in ours:
                for block in end.get("CidrBlockSet") or [end]:
                    if block.get("CidrBlock"):
                        yield peering["VpcPeeringConnectionId"], block["CidrBlock"]


def _transit_routes(subject: Subject, ours: set[Any]) -> Networks:
    ec2 = subject.account.client("ec2")
    active = [{"Name": "state", "Values": ["active"]}]
    with aws_errors("read the routes of transit gateways (ec2:SearchTransitGatewayRoutes)"):
        for table in ec2.describe_transit_gateway_route_tables()["TransitGatewayRouteTables"]:
            name = table["TransitGatewayRouteTableId"]
            routes = ec2.search_transit_gateway_routes(
                TransitGatewayRouteTableId=name, Filters=active
            )["Routes"]
            for route in routes:
                attached = route.get("TransitGatewayAttachments", [])
                if not ours & {each.get("ResourceId") for each in attached}:
                    yield name, route.get("DestinationCidrBlock", "0.0.0.0/0")
