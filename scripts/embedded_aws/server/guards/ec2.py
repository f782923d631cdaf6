"""EC2: refuse subnets, routes, rules and flow logs that AWS would refuse."""

import ipaddress
from typing import Any

from ministack.services import ec2

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.resource_policies import assumable
from scripts.embedded_aws.server.wire import Response, nested

Rule = tuple[str, str, str, str]


@before(ec2, "_create_subnet")
def refuse_bad_ranges(params: dict[str, Any]) -> Response | None:
    identifier, block = ec2._p(params, "VpcId"), ec2._p(params, "CidrBlock")
    vpc = ec2._vpcs.get(identifier)
    if not vpc:
        return _missing("InvalidVpcID.NotFound", "vpc", identifier)
    if not block:
        return None
    network = ipaddress.IPv4Network(block)
    siblings = [s for s in ec2._subnets.values() if s["VpcId"] == vpc["VpcId"]]
    if not network.subnet_of(ipaddress.IPv4Network(vpc["CidrBlock"])):
        return ec2._error("InvalidSubnet.Range", f"The CIDR '{block}' is invalid.", 400)
    if any(network.overlaps(ipaddress.IPv4Network(s["CidrBlock"])) for s in siblings):
        return ec2._error(
            "InvalidSubnet.Conflict", f"The CIDR '{block}' conflicts with another subnet", 400
        )
    return _bad_ipv6_range(ec2._p(params, "Ipv6CidrBlock"), vpc, siblings)


def _bad_ipv6_range(block: str, vpc: dict[str, Any], siblings: list[Any]) -> Response | None:
    """A subnet's IPv6 block is a /64 of its VPC's, and no other subnet's."""
    if not block:
        return None
    network = ipaddress.IPv6Network(block)
    within = [ipaddress.IPv6Network(each) for each in _ipv6_blocks(vpc)]
    if network.prefixlen != 64 or not any(network.subnet_of(each) for each in within):
        return ec2._error("InvalidSubnet.Range", f"The CIDR '{block}' is invalid.", 400)
    if any(str(network) in _ipv6_blocks(sibling) for sibling in siblings):
        return ec2._error(
            "InvalidSubnet.Conflict", f"The CIDR '{block}' conflicts with another subnet", 400
        )
    return None


def _ipv6_blocks(record: dict[str, Any]) -> list[str]:
    return [each["Ipv6CidrBlock"] for each in record.get("Ipv6CidrBlockAssociationSet", [])]


@before(ec2, "_create_route")
def refuse_missing_gateways(params: dict[str, Any]) -> Response | None:
    nat, gateway = ec2._p(params, "NatGatewayId"), ec2._p(params, "GatewayId")
    if nat and ec2._nat_gateways.get(nat, {}).get("State") != "available":
        return _missing("InvalidNatGatewayID.NotFound", "natGateway", nat)
    if gateway.startswith("igw-") and gateway not in ec2._internet_gateways:
        return _missing("InvalidInternetGatewayID.NotFound", "internetGateway", gateway)
    return None


@before(ec2, ec2._ACTION_MAP["AuthorizeSecurityGroupIngress"].__name__)
def refuse_bad_ingress(params: dict[str, Any]) -> Response | None:
    return _bad_rules(params, "IpPermissions")


@before(ec2, ec2._ACTION_MAP["AuthorizeSecurityGroupEgress"].__name__)
def refuse_bad_egress(params: dict[str, Any]) -> Response | None:
    return _bad_rules(params, "IpPermissionsEgress")


def _bad_rules(params: dict[str, Any], direction: str) -> Response | None:
    group = ec2._security_groups.get(ec2._p(params, "GroupId"))
    if not group:
        return None
    asked = nested(params).get("IpPermissions", [])
    for permission in asked:
        for pair in permission.get("Groups") or permission.get("UserIdGroupPairs") or []:
            if pair.get("GroupId") and pair["GroupId"] not in ec2._security_groups:
                return _missing("InvalidGroup.NotFound", "security group", pair["GroupId"])
    if _rules(asked) & _rules(group.get(direction, [])):
        return ec2._error("InvalidPermission.Duplicate", "the specified rule already exists", 400)
    return None


def _rules(permissions: list[dict[str, Any]]) -> set[Rule]:
    """Each rule on its own: protocol, first port, last port, address range or group."""
    rules = set()
    for permission in permissions:
        pairs = permission.get("Groups") or permission.get("UserIdGroupPairs") or []
        sources = [item.get("CidrIp") for item in permission.get("IpRanges", [])]
        sources += [pair.get("GroupId") for pair in pairs]
        protocol = str(permission.get("IpProtocol"))
        ports = [
            "" if protocol == "-1" else str(permission.get(key, ""))
            for key in ("FromPort", "ToPort")
        ]
        rules |= {(protocol, ports[0], ports[1], str(source)) for source in sources}
    return rules


@before(ec2, "_create_flow_logs")
def refuse_roles_that_cannot_write(params: dict[str, Any]) -> Response | None:
    role = ec2._p(params, "DeliverLogsPermissionArn")
    if not role or assumable(role, "vpc-flow-logs.amazonaws.com"):
        return None
    return ec2._error("InvalidParameter", f"Access Denied for Role: {role}", 400)


def _missing(code: str, kind: str, identifier: str) -> Response:
    return ec2._error(code, f"The {kind} ID '{identifier}' does not exist", 400)
