"""Unmanaged parts of our VPC: subnets, connections, routes, network ACLs, security group rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Event, Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resources
from scripts.inventory.foreign_parts import endpoint_owner, group_owner

_ENDED = frozenset({"deleted", "deleting", "failed", "rejected", "expired"})
_ENDPOINT = "vpc_endpoint"
_CONNECTED = "It connects the VPC to another network."


@dataclass(frozen=True)
class _Kind:
    """A kind of resource in a VPC.

    call: EC2's operation, the list in its answer, and the id in an entry. types: the Terraform
    resources that manage it. filter: EC2's, by VPC. state: path to the state, since ended ones are
    still listed for a while.
    """

    attribute: str
    severity: Severity
    reason: str
    call: str
    types: tuple[str, ...]
    filter: str = "vpc-id"
    filters: str = "Filters"
    state: tuple[str, ...] = ("State",)


_KINDS = (
    _Kind(
        "subnet",
        Severity.HIGH,
        "Whatever runs in it is inside the VPC.",
        "describe_subnets Subnets SubnetId",
        ("aws_subnet",),
    ),
    _Kind(
        _ENDPOINT,
        Severity.MEDIUM,
        "Traffic to the service takes another way than the settings say.",
        "describe_vpc_endpoints VpcEndpoints VpcEndpointId",
        ("aws_vpc_endpoint",),
    ),
    _Kind(
        "nat_gateway",
        Severity.MEDIUM,
        "It costs money, and is a way out.",
        "describe_nat_gateways NatGateways NatGatewayId",
        ("aws_nat_gateway",),
        filters="Filter",
    ),
    _Kind(
        "internet_gateway",
        Severity.HIGH,
        "It is a way to and from the internet.",
        "describe_internet_gateways InternetGateways InternetGatewayId",
        ("aws_internet_gateway", "aws_internet_gateway_attachment"),
        filter="attachment.vpc-id",
        state=(),
    ),
    _Kind(
        "flow_log",
        Severity.HIGH,
        "Records of the VPC's traffic are copied to another place.",
        "describe_flow_logs FlowLogs FlowLogId",
        ("aws_flow_log",),
        filter="resource-id",
        filters="Filter",
        state=(),
    ),
    _Kind(
        "vpn_gateway",
        Severity.CRITICAL,
        _CONNECTED,
        "describe_vpn_gateways VpnGateways VpnGatewayId",
        ("aws_vpn_gateway",),
        filter="attachment.vpc-id",
    ),
    _Kind(
        "transit_gateway_vpc_attachment",
        Severity.CRITICAL,
        _CONNECTED,
        "describe_transit_gateway_vpc_attachments TransitGatewayVpcAttachments "
        "TransitGatewayAttachmentId",
        ("aws_ec2_transit_gateway_vpc_attachment",),
    ),
    *(
        _Kind(
            "vpc_peering_connection",
            Severity.CRITICAL,
            _CONNECTED,
            "describe_vpc_peering_connections VpcPeeringConnections VpcPeeringConnectionId",
            ("aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"),
            filter=f"{side}-vpc-info.vpc-id",
            state=("Status", "Code"),
        )
        for side in ("requester", "accepter")
    ),
)


def vpc_parts(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Everything of these kinds that is in one of our VPCs and in no state."""
    groups = resources.ids("aws_default_security_group", "aws_security_group")
    for vpc in resources.of("aws_vpc"):
        seen: set[str] = set()
        for kind in _KINDS:
            operation, member, key = kind.call.split()
            reason = f"Terraform did not make this in the VPC. {kind.reason}"
            unmanaged = Unmanaged(kind.attribute, kind.severity, reason)
            seen |= resources.ids(*kind.types)
            within: dict[str, Any] = {kind.filters: [{"Name": kind.filter, "Values": [vpc.id]}]}
            for each in aws.list("ec2", operation, member, **within):
                state = each
                for step in kind.state:
                    state = state.get(step) or {}
                if each[key] not in seen and str(state) not in _ENDED:
                    seen.add(each[key])
                    owner = endpoint_owner(each, groups) if kind.attribute == _ENDPOINT else ""
                    found = unmanaged.at(vpc.address, each[key], each[key])
                    yield replace(found, owner=owner)


_GROUP = Unmanaged(
    "security_group", Severity.LOW, "Terraform did not make this security group in the VPC."
)


def groups_of_services(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Security groups that AWS's services made in our VPCs. Others open nothing by themselves."""
    vpcs = {each.id: each.address for each in resources.of("aws_vpc")}
    ours = resources.ids("aws_default_security_group", "aws_security_group")
    for group in _in_vpcs(aws, "describe_security_groups", "SecurityGroups", vpcs):
        identifier, owner = group["GroupId"], group_owner(group)
        if owner and identifier not in ours and group.get("VpcId") in vpcs:
            yield replace(_GROUP.at(vpcs[group["VpcId"]], identifier, identifier), owner=owner)


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


_RULES = (
    "aws_security_group_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_vpc_security_group_ingress_rule",
)
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html
_MOST_VALUES = 200
_RULE_ADDED = "A rule was added to the security group by hand; it opens the network."


def security_group_rules(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Rules beside those in the state; groups with rules in the configuration own all of theirs."""
    groups = {
        each.id: each.address
        for each in resources.of("aws_security_group")
        if not any(resources.sets(each.address, inline) for inline in ("egress", "ingress"))
    }
    ours = resources.ids(*_RULES, key="security_group_rule_id")
    identifiers = sorted(groups)
    for first in range(0, len(identifiers), _MOST_VALUES):
        some = {"Name": "group-id", "Values": identifiers[first : first + _MOST_VALUES]}
        for rule in aws.list(
            "ec2", "describe_security_group_rules", "SecurityGroupRules", Filters=[some]
        ):
            identifier = rule["SecurityGroupRuleId"]
            if identifier not in ours:
                direction = "egress" if rule["IsEgress"] else "ingress"
                unmanaged = Unmanaged(direction, Severity.CRITICAL, _RULE_ADDED)
                what = f"{_rule_text(rule)} ({identifier})"
                yield unmanaged.at(groups[rule["GroupId"]], what, identifier)


def _rule_text(rule: Mapping[str, Any]) -> str:
    if rule["IpProtocol"] == "-1":
        what = "all traffic"
    else:
        first, last = rule.get("FromPort"), rule.get("ToPort")
        what = f"{rule['IpProtocol']} {first}" + (f"-{last}" if last != first else "")
    other = (
        rule.get("CidrIpv4")
        or rule.get("CidrIpv6")
        or rule.get("PrefixListId")
        or (rule.get("ReferencedGroupInfo") or {}).get("GroupId", "?")
    )
    return f"{what} {'to' if rule['IsEgress'] else 'from'} {other}"


_INTERFACE = Unmanaged(
    "network_interface",
    Severity.CRITICAL,
    "Something else is a member of the security group and reaches all that the group may reach.",
)


def security_group_members(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Instances and functions in a group, which may reach all that the group may reach.

    The interfaces of load balancers, tasks, databases, caches and file systems belong to AWS
    itself and name no instance.
    """
    types = ("aws_default_security_group", "aws_security_group")
    groups = {each.id: each.address for each in resources.of(*types)}
    if not groups:
        return
    with_functions = {
        group
        for function in resources.of("aws_lambda_function")
        for network in function.values.get("vpc_config") or []
        for group in network.get("security_group_ids") or []
    }
    instances = resources.ids("aws_instance")
    members = {"Name": "group-id", "Values": sorted(groups)}
    for interface in aws.list(
        "ec2", "describe_network_interfaces", "NetworkInterfaces", Filters=[members]
    ):
        owner = (interface.get("Attachment") or {}).get("InstanceId")
        is_function = interface.get("InterfaceType") == "lambda"
        if not is_function and (not owner or owner in instances):
            continue
        for group in (each["GroupId"] for each in interface["Groups"]):
            if group in groups and not (is_function and group in with_functions):
                identifier = interface["NetworkInterfaceId"]
                whose = f"instance {owner}" if owner else "a Lambda function"
                yield _INTERFACE.at(groups[group], f"{identifier} of {whose}", identifier)
