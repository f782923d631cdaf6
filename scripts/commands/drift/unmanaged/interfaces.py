"""Unmanaged network interfaces in our VPCs and security groups, by who requested them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resources
from scripts.inventory.foreign_parts import made_by_aws

_MEMBER = Unmanaged(
    "network_interface",
    Severity.CRITICAL,
    "Something else is a member of the security group and reaches all that the group may reach.",
)
_INSIDE = Unmanaged(
    "network_interface",
    Severity.HIGH,
    "Something that Terraform did not make has an address inside the VPC.",
)
# `vpc_parts` reports what they belong to. Only AWS can make interfaces of these types (botocore
# 1.44.8, models of NetworkInterfaceType and CreateNetworkInterface; two spellings of the first).
_PARTS = frozenset(
    (
        *("natGateway", "nat_gateway", "transit_gateway", "vpc_endpoint", "load_balancer"),
        *("gateway_load_balancer", "gateway_load_balancer_endpoint", "network_load_balancer"),
    )
)
# The same by description, where the type is only `interface`. Nobody else can describe
# an interface that a service requested:
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/requester-managed-eni.html (2026-11)
_DESCRIBED = ("ELB ", "Interface for NAT Gateway ", "VPC Endpoint Interface")
_LAMBDA = "lambda"


@dataclass(frozen=True)
class _Ours:
    """What makes an interface one of the deployment's.

    groups: id -> address of each security group. serving: those that parts of the deployment use;
    none uses the default group. functions: those of its Lambda functions.
    """

    groups: Mapping[str, str]
    serving: Collection[str]
    functions: Collection[str]
    instances: Collection[str]

    @classmethod
    def of(cls, resources: Resources) -> "_Ours":
        """Those of the state."""
        types = ("aws_default_security_group", "aws_security_group")
        return cls(
            {each.id: each.address for each in resources.of(*types)},
            resources.ids("aws_security_group"),
            {
                group
                for function in resources.of("aws_lambda_function")
                for network in function.values.get("vpc_config") or []
                for group in network.get("security_group_ids") or []
            },
            resources.ids("aws_instance"),
        )

    def stranger(self, interface: Mapping[str, Any]) -> str:
        """Whose interface it is, in a few words; empty if it is ours or reported by another name.

        Fargate, RDS, ElastiCache, EFS and load balancers request theirs in our security groups.
        """
        attachment = interface.get("Attachment") or {}
        kind, instance = interface.get("InterfaceType"), attachment.get("InstanceId")
        groups = {each["GroupId"] for each in interface.get("Groups") or []}
        if instance:
            # A primary interface is where the instance is, which `vpc_parts` reports.
            known = not groups & self.groups.keys() and attachment.get("DeviceIndex", 0) == 0
            return "" if known or instance in self.instances else f"instance {instance}"
        if kind == _LAMBDA:
            return "" if groups and groups <= set(self.functions) else "a Lambda function"
        if not made_by_aws(interface):
            return "somebody, made by hand"
        description = str(interface.get("Description") or "")
        if kind in _PARTS or description.startswith(_DESCRIBED) or groups & set(self.serving):
            return ""
        requester = interface.get("RequesterId") or "an unknown requester"
        return f"{requester} ({description or kind})"


def interfaces(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Each interface of whom we do not know, at its security groups of ours, or at the VPC."""
    vpcs = {each.id: each.address for each in resources.of("aws_vpc")}
    ours = _Ours.of(resources)
    own = resources.ids("aws_network_interface")
    for interface in _interfaces(aws, vpcs, ours.groups):
        identifier, whose = interface["NetworkInterfaceId"], ours.stranger(interface)
        if not whose or identifier in own:
            continue
        what = f"{identifier} of {whose}"
        members = [each["GroupId"] for each in interface.get("Groups") or []]
        held = [ours.groups[each] for each in members if each in ours.groups]
        for address in held:
            yield _MEMBER.at(address, what, identifier)
        if not held and interface.get("VpcId") in vpcs:
            yield _INSIDE.at(vpcs[interface["VpcId"]], what, identifier)


def _interfaces(
    aws: AwsReader, vpcs: Mapping[str, str], groups: Mapping[str, str]
) -> Iterator[Mapping[str, Any]]:
    """Those in our VPCs, and those in our groups, which another VPC may share."""
    seen: set[str] = set()
    for name, values in (("vpc-id", vpcs), ("group-id", groups)):
        if not values:
            continue
        within = [{"Name": name, "Values": sorted(values)}]
        for each in aws.list(
            "ec2", "describe_network_interfaces", "NetworkInterfaces", Filters=within
        ):
            if each["NetworkInterfaceId"] not in seen:
                seen.add(each["NetworkInterfaceId"])
                yield each
