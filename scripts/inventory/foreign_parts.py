"""Interfaces, VPC endpoints and security groups in a VPC that Terraform did not make; and whose.

A subnet, security group or VPC in which one remains cannot be deleted: AWS answers
DependencyViolation, and the provider repeats for 20 minutes.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.aws.tags import read_tags
from scripts.terraform.documents.state import StateResources

# Service name, tag and group as GuardDuty makes them, and how to be rid of them (2026-11):
# https://docs.aws.amazon.com/guardduty/latest/ug/using-iac-with-gdu-automated-agents-runtime-monitoring.html
# https://docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring-agent-resource-clean-up.html
# and terraform-provider-aws pull request 46953.
_GUARDDUTY_SERVICE = ".guardduty-data"
_GUARDDUTY_TAG = "GuardDutyManaged"
_GUARDDUTY_GROUP = "GuardDutyManagedSecurityGroup-{}"
GUARDDUTY = "Amazon GuardDuty, Runtime Monitoring with an automated agent"
_GUARDDUTY_FIRST = (
    "turn automated agent configuration off in GuardDuty (or Runtime Monitoring, which deletes it "
    "by itself), then "
)
# ElastiCacheServiceRolePolicy lets the service make endpoints to these services only (2026-11):
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ElastiCacheServiceRolePolicy.html
_CACHE_SERVICE = "com.amazonaws.elasticache.serverless."
ELASTICACHE = "Amazon ElastiCache, for the session cache"
_GROUPS = ("aws_security_group", "aws_default_security_group")
# What EC2 keeps on its list for a while.
_ENDED = frozenset({"deleted", "deleting", "failed", "rejected", "expired"})
_UNATTACHED = "available"


@dataclass(frozen=True)
class ForeignPart:
    """One part. owner: whose, as far as AWS tells. way_out: how it is removed.

    holds: ids of the VPC, subnets and security groups that cannot be deleted while it is there.
    """

    kind: str
    id: str
    owner: str
    way_out: str
    holds: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """One line for a report."""
        return f"{self.kind} {self.id} of {self.owner}: {self.way_out}"

    def as_data(self) -> dict[str, str]:
        """The part as JSON types."""
        return {"kind": self.kind, "id": self.id, "owner": self.owner, "way_out": self.way_out}


def endpoint_owner(endpoint: Mapping[str, Any], our_groups: Collection[str]) -> str:
    """The AWS service that made a VPC endpoint by itself; empty if nothing proves one.

    A tag alone proves nothing: anybody can set it.
    """
    service = str(endpoint.get("ServiceName", ""))
    if service.endswith(_GUARDDUTY_SERVICE):
        tagged = read_tags(endpoint.get("Tags") or []).get(_GUARDDUTY_TAG) == "true"
        return GUARDDUTY if tagged else ""
    groups = {each["GroupId"] for each in endpoint.get("Groups") or []}
    if service.startswith(_CACHE_SERVICE) and groups and groups <= set(our_groups):
        return ELASTICACHE
    return ""


def group_owner(group: Mapping[str, Any]) -> str:
    """The AWS service that made a security group by itself; empty if nothing proves one."""
    named = group.get("GroupName") == _GUARDDUTY_GROUP.format(group.get("VpcId"))
    return GUARDDUTY if named else ""


def made_by_aws(interface: Mapping[str, Any]) -> bool:
    """Whether an AWS service requested a network interface, or one of AWS's own machines has it.

    Nobody else can set either (botocore 1.44.8, model of EC2: RequesterManaged, InstanceOwnerId).
    """
    attachment = interface.get("Attachment") or {}
    holder = attachment.get("InstanceOwnerId")
    of_aws = holder is not None and holder != interface.get("OwnerId")
    return bool(interface.get("RequesterManaged")) or of_aws


def foreign_parts(resources: StateResources, aws: AwsReader) -> list[ForeignPart]:
    """All that hinders the deletion of the state's VPCs and is in no state. Raises AwsError."""
    vpcs = sorted(each.id for each in resources.of_type("aws_vpc"))
    if not vpcs:
        return []

    def within(operation: str, member: str) -> list[Any]:
        filters = [{"Name": "vpc-id", "Values": vpcs}]
        found = aws.list("ec2", operation, member, Filters=filters)
        return [each for each in found if each.get("VpcId") in vpcs]

    ours = {each.id for each in resources.by_address.values()}
    groups = {each.id for each in resources.of_type(*_GROUPS)}
    endpoints = within("describe_vpc_endpoints", "VpcEndpoints")
    interfaces = within("describe_network_interfaces", "NetworkInterfaces")
    others = within("describe_security_groups", "SecurityGroups")
    return [
        *_endpoints(endpoints, ours, groups),
        *_interfaces(interfaces, endpoints, ours, groups),
        *_security_groups(others, ours),
    ]


def _endpoints(
    endpoints: list[Any], ours: Collection[str], groups: Collection[str]
) -> Iterator[ForeignPart]:
    for each in endpoints:
        identifier, owner = each["VpcEndpointId"], endpoint_owner(each, groups)
        ended = str(each.get("State", "")).lower() in _ENDED
        # The cache's own goes with it.
        if identifier in ours or ended or owner == ELASTICACHE:
            continue
        first = _GUARDDUTY_FIRST if owner == GUARDDUTY else ""
        command = f"aws ec2 delete-vpc-endpoints --vpc-endpoint-ids {identifier}"
        unknown = f"whoever made it for {each.get('ServiceName')}"
        holds = _holds(each, each.get("SubnetIds") or [])
        yield ForeignPart("VPC endpoint", identifier, owner or unknown, f"{first}{command}", holds)


def _interfaces(
    interfaces: list[Any], endpoints: list[Any], ours: Collection[str], groups: Collection[str]
) -> Iterator[ForeignPart]:
    of_endpoints = {
        interface for each in endpoints for interface in each.get("NetworkInterfaceIds") or []
    }
    for each in interfaces:
        identifier = each["NetworkInterfaceId"]
        if identifier in ours or identifier in of_endpoints or _is_ours(each, ours, groups):
            continue
        holds = _holds(each, [each["SubnetId"]])
        yield ForeignPart("network interface", identifier, _holder(each), _release(each), holds)


def _holds(part: Mapping[str, Any], subnets: Collection[str]) -> frozenset[str]:
    groups = [each["GroupId"] for each in part.get("Groups") or []]
    return frozenset([part["VpcId"], *subnets, *groups])


def _is_ours(interface: Mapping[str, Any], ours: Collection[str], groups: Collection[str]) -> bool:
    """True for those of NAT gateways, load balancer, tasks, database, cache and mount targets.

    All but the first are members of the deployment's security groups and belong to AWS itself, so
    that they name no instance.
    """
    description = str(interface.get("Description", ""))
    if interface.get("InterfaceType") == "nat_gateway":
        return description.rpartition(" ")[2] in ours
    instance = (interface.get("Attachment") or {}).get("InstanceId")
    if instance or interface.get("InterfaceType") == "lambda":
        return instance in ours
    in_ours = any(each["GroupId"] in groups for each in interface.get("Groups") or [])
    return in_ours and made_by_aws(interface)


def _holder(interface: Mapping[str, Any]) -> str:
    attachment = interface.get("Attachment") or {}
    if attachment.get("InstanceId"):
        return f"instance {attachment['InstanceId']}"
    requester = str(interface.get("RequesterId") or interface.get("OwnerId") or "unknown")
    kind = str(interface.get("InterfaceType") or "interface")
    description = str(interface.get("Description") or "no description")
    return f"{requester} ({kind}; {description})"


def _release(interface: Mapping[str, Any]) -> str:
    identifier = interface["NetworkInterfaceId"]
    if interface.get("Status") == _UNATTACHED and not interface.get("RequesterManaged"):
        return f"aws ec2 delete-network-interface --network-interface-id {identifier}"
    instance = (interface.get("Attachment") or {}).get("InstanceId")
    if instance:
        return f"aws ec2 terminate-instances --instance-ids {instance}"
    return (
        "delete what it belongs to; it shows in aws ec2 describe-network-interfaces "
        f"--network-interface-ids {identifier}"
    )


def _security_groups(found: list[Any], ours: Collection[str]) -> Iterator[ForeignPart]:
    for each in found:
        identifier, owner = each["GroupId"], group_owner(each)
        if identifier in ours or each.get("GroupName") == "default":
            continue
        first = "after its endpoint: " if owner else ""
        command = f"aws ec2 delete-security-group --group-id {identifier}"
        unknown = f"whoever made {each.get('GroupName')}"
        # Groups that its rules name cannot be deleted either.
        named = {
            pair.get("GroupId", "")
            for rule in [*each.get("IpPermissions", []), *each.get("IpPermissionsEgress", [])]
            for pair in rule.get("UserIdGroupPairs", [])
        }
        holds = frozenset([each["VpcId"], *named])
        yield ForeignPart(
            "security group", identifier, owner or unknown, f"{first}{command}", holds
        )
