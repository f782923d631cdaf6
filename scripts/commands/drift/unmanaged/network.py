"""Unmanaged routes, and entries of network ACLs, in our VPCs."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Event, Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resources

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
# Ids of internet gateways.
_OUTSIDE = ("igw-", "eigw-")
# A route that came with the table.
_OWN = "CreateRouteTable"
_TO_INTERNET = Unmanaged(
    "route", Severity.CRITICAL, "A route was added by hand; it leads to the internet."
)
_ELSEWHERE = Unmanaged(
    "route",
    Severity.HIGH,
    "A route was added by hand; it leads traffic where the settings do not.",
)
_TABLE = Unmanaged(
    "route_table", Severity.MEDIUM, "The VPC has a route table that Terraform did not make."
)


def routes(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Each route that leads traffic where the settings do not, and further route tables."""
    tables = {each.id: each.address for each in resources.of("aws_route_table")}
    vpcs = {each.id: each.address for each in resources.of("aws_vpc")}
    ours = {
        (each.values["route_table_id"], each.values[name])
        for each in resources.of("aws_route")
        for name in _DESTINATIONS.values()
        if each.values.get(name)
    }
    endpoints = resources.ids("aws_vpc_endpoint")
    for table in _in_vpcs(aws, "describe_route_tables", "RouteTables", vpcs):
        identifier = table["RouteTableId"]
        is_main = any(each.get("Main") for each in table.get("Associations", []))
        address = tables.get(identifier) or vpcs[table["VpcId"]]
        if identifier not in tables and not is_main:
            yield _TABLE.at(address, identifier, identifier)
        if resources.sets(address, "route"):
            continue
        for route in table["Routes"]:
            destination = next((route[key] for key in _DESTINATIONS if route.get(key)), "")
            target = next((str(route[key]) for key in _TARGETS if route.get(key)), "nowhere")
            if route.get("Origin") == _OWN or target in endpoints or target == "local":
                continue
            if (identifier, destination) not in ours:
                unmanaged = _TO_INTERNET if target.startswith(_OUTSIDE) else _ELSEWHERE
                what = f"{destination} to {target} ({identifier})"
                yield unmanaged.at(address, what, destination)


def _in_vpcs(aws: AwsReader, operation: str, member: str, vpcs: Mapping[str, str]) -> list[Any]:
    if not vpcs:
        return []
    within = {"Name": "vpc-id", "Values": sorted(vpcs)}
    return aws.list("ec2", operation, member, Filters=[within])


_AclEntry = tuple[int, bool, str, str, str]
# What a default ACL has: rule, egress, protocol, action, network.
# https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html (2026-11)
_IPV4: frozenset[_AclEntry] = frozenset(
    {(100, egress, "-1", "allow", "0.0.0.0/0") for egress in (False, True)}
)
_ALWAYS: frozenset[_AclEntry] = frozenset(
    (rule, egress, "-1", action, network)
    for egress in (False, True)
    for rule, action, network in (
        (101, "allow", "::/0"),
        (32767, "deny", "0.0.0.0/0"),
        (32768, "deny", "::/0"),
    )
)
_REASON = "Network ACLs apply before all security groups; tasks may lose database, files or users."
_ACL = Unmanaged("network_acl", Severity.HIGH, _REASON)
_ACL_ENTRY = Unmanaged("network_acl_entry", Severity.HIGH, _REASON)


def network_acls(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Changes of the default network ACL, which the deployment leaves as is, and other ACLs."""
    vpcs = {each.id: each.address for each in resources.of("aws_vpc")}
    owned = resources.ids("aws_default_network_acl", "aws_network_acl")
    for acl in _in_vpcs(aws, "describe_network_acls", "NetworkAcls", vpcs):
        identifier, address = acl["NetworkAclId"], vpcs[acl["VpcId"]]
        if identifier in owned:
            continue
        if not acl["IsDefault"]:
            yield _ACL.at(address, identifier, identifier)
            continue
        entries = {_acl_entry(each): each for each in acl["Entries"]}
        for entry in sorted(entries.keys() - _IPV4 - _ALWAYS):
            what = f"{_acl_text(entry, entries[entry])} ({identifier})"
            yield _ACL_ENTRY.at(address, what, f"{identifier}:{entry[0]}")
        for entry in sorted(_IPV4 - entries.keys()):
            yield Finding(
                address,
                Event.CHANGED,
                _ACL_ENTRY.attribute,
                f"{_acl_text(entry, {})} ({identifier})",
                "gone",
                Severity.HIGH,
                (_REASON,),
                outlook="Stays until it is added again: Terraform does not manage it.",
            )


def _acl_entry(entry: Mapping[str, Any]) -> _AclEntry:
    network = entry.get("CidrBlock") or entry.get("Ipv6CidrBlock") or ""
    protocol, action = str(entry["Protocol"]), str(entry["RuleAction"])
    return int(entry["RuleNumber"]), bool(entry["Egress"]), protocol, action, str(network)


def _acl_text(entry: _AclEntry, given: Mapping[str, Any]) -> str:
    rule, egress, protocol, action, network = entry
    ports = given.get("PortRange") or {}
    what = "all traffic" if protocol == "-1" else f"protocol {protocol}"
    if ports:
        what += f" ports {ports.get('From')}-{ports.get('To')}"
    return f"rule {rule}: {action} {what} {'to' if egress else 'from'} {network}"
