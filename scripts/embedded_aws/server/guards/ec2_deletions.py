"""EC2: refuse to delete what something else still uses."""

from typing import Any

from ministack.services import alb, ec2

from scripts.embedded_aws.server.network_interfaces import holders
from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.wire import Response


def _refuse(message: str) -> Response:
    return ec2._error("DependencyViolation", message, 400)


@before(ec2, "_delete_security_group")
def refuse_a_used_group(params: dict[str, Any]) -> Response | None:
    group = ec2._p(params, "GroupId")
    used = any(group in holder.groups for holder in holders()) or any(
        group in _referenced_groups(other)
        for identifier, other in ec2._security_groups.items()
        if identifier != group
    )
    return _refuse(f"resource {group} has a dependent object") if used else None


def _referenced_groups(group: dict[str, Any]) -> set[str]:
    rules = [*group.get("IpPermissions", []), *group.get("IpPermissionsEgress", [])]
    return {pair.get("GroupId") for rule in rules for pair in rule.get("UserIdGroupPairs", [])}


@before(ec2, "_delete_subnet")
def refuse_a_used_subnet(params: dict[str, Any]) -> Response | None:
    subnet = ec2._p(params, "SubnetId")
    if not any(subnet in holder.subnets for holder in holders()):
        return None
    return _refuse(f"The subnet '{subnet}' has dependencies and cannot be deleted.")


@before(ec2, "_delete_vpc")
def refuse_a_used_vpc(params: dict[str, Any]) -> Response | None:
    vpc = ec2._p(params, "VpcId")
    attached = [a for g in ec2._internet_gateways.values() for a in g.get("Attachments", [])]
    groups = [g for g in ec2._security_groups.values() if g.get("GroupName") != "default"]
    used = [*attached, *groups, *ec2._vpc_endpoints.values()]
    if not any(item.get("VpcId") == vpc for item in used):
        return None
    return _refuse(f"The vpc '{vpc}' has dependencies and cannot be deleted.")


@before(ec2, "_detach_internet_gateway")
def refuse_while_addresses_are_mapped(params: dict[str, Any]) -> Response | None:
    vpc = ec2._p(params, "VpcId")
    subnets = {name for name, subnet in ec2._subnets.items() if subnet["VpcId"] == vpc}
    gateways = [g for g in ec2._nat_gateways.values() if g.get("State") == "available"]
    public = [b for b in alb._lbs.values() if b["Scheme"] == "internet-facing"]
    mapped = {g["SubnetId"] for g in gateways}.union(*(b["Subnets"] for b in public))
    if not subnets & mapped:
        return None
    return _refuse(
        f"Network {vpc} has some mapped public address(es). Please unmap those public "
        "address(es) before detaching the gateway."
    )
