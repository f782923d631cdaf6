"""Unmanaged parts of our VPCs: subnets, connections, and what AWS's services put into them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resources
from scripts.commands.drift.running import evidence, service
from scripts.commands.drift.running.state import States
from scripts.inventory.foreign_parts import endpoint_owner, group_owner

_CRITICAL, _HIGH, _MEDIUM = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM
_ENDED = frozenset(
    {
        *("deleted", "deleting", "failed", "rejected", "expired", "terminated", "shutting-down"),
        *("create-failed", "delete-complete", "delete-in-progress"),
    }
)
_ENDPOINT = "vpc_endpoint"
_CONNECTED = "It connects the VPC to another network."
# Of a kind that AWS cannot be asked for by VPC.
_ALL = ""


@dataclass(frozen=True)
class _Kind:
    """A kind of resource in a VPC.

    call: operation, the list in its answer, and the id in an entry; service: whose. types: the
    Terraform resources that manage it. filter: EC2's, by VPC; without one all are read and those
    whose `vpc`, a path, is ours are taken. state: path to the state, since ended ones are still
    listed for a while. within: the list in an entry that holds what is meant. words: which states
    of those that Terraform made are drift. word: path to these, where it is another one.
    """

    attribute: str
    severity: Severity
    reason: str
    call: str
    types: tuple[str, ...]
    filter: str = "vpc-id"
    filters: str = "Filters"
    state: tuple[str, ...] = ("State",)
    service: str = "ec2"
    vpc: tuple[str, ...] = ()
    within: str = ""
    words: States | None = None
    word: tuple[str, ...] = ()

    def judge(self, address: str, entry: Mapping[str, Any]) -> Iterator[Finding]:
        """The state of one that Terraform made."""
        if self.words:
            yield from self.words.judge(address, _value(entry, self.word or self.state))

    def has_ended(self, entry: Mapping[str, Any]) -> bool:
        """Whether it is only still listed."""
        return str(_value(entry, self.state)) in _ENDED

    def read(self, aws: AwsReader, vpc: str) -> Iterator[Mapping[str, Any]]:
        """Those in a VPC."""
        operation, member, _ = self.call.split()
        asked: dict[str, Any] = {}
        if self.filter:
            asked[self.filters] = [{"Name": self.filter, "Values": [vpc]}]
        for entry in aws.list(self.service, operation, member, **asked):
            for each in entry.get(self.within) or [] if self.within else [entry]:
                if not self.vpc or vpc in _values(each, self.vpc):
                    yield each


def _value(entry: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        entry = (entry or {}).get(step)
    return entry


def _values(entry: Any, path: tuple[str, ...]) -> Collection[Any]:
    """The values at the end of a path, which may lead through one list."""
    first, *rest = path
    found = (entry or {}).get(first)
    if not rest:
        return [found]
    return [_value(each, tuple(rest)) for each in found or []]


_KINDS = (
    _Kind(
        "subnet",
        _HIGH,
        "Whatever runs in it is inside the VPC.",
        "describe_subnets Subnets SubnetId",
        ("aws_subnet",),
    ),
    _Kind(
        "instance",
        _HIGH,
        "A server runs inside the VPC.",
        "describe_instances Reservations InstanceId",
        ("aws_instance",),
        state=("State", "Name"),
        within="Instances",
    ),
    _Kind(
        _ENDPOINT,
        _MEDIUM,
        "Traffic to the service takes another way than the settings say.",
        "describe_vpc_endpoints VpcEndpoints VpcEndpointId",
        ("aws_vpc_endpoint",),
        words=service.ENDPOINT,
    ),
    _Kind(
        "nat_gateway",
        _MEDIUM,
        "It costs money, and is a way out.",
        "describe_nat_gateways NatGateways NatGatewayId",
        ("aws_nat_gateway",),
        filters="Filter",
        words=service.NAT,
    ),
    _Kind(
        "internet_gateway",
        _HIGH,
        "It is a way to and from the internet.",
        "describe_internet_gateways InternetGateways InternetGatewayId",
        ("aws_internet_gateway", "aws_internet_gateway_attachment"),
        filter="attachment.vpc-id",
        state=(),
    ),
    _Kind(
        "egress_only_internet_gateway",
        _HIGH,
        "It is a way out to the internet over IPv6.",
        "describe_egress_only_internet_gateways EgressOnlyInternetGateways "
        "EgressOnlyInternetGatewayId",
        ("aws_egress_only_internet_gateway",),
        filter=_ALL,
        state=(),
        vpc=("Attachments", "VpcId"),
    ),
    _Kind(
        "carrier_gateway",
        _HIGH,
        "It is a way to and from a telephone company's network.",
        "describe_carrier_gateways CarrierGateways CarrierGatewayId",
        ("aws_ec2_carrier_gateway",),
    ),
    _Kind(
        "instance_connect_endpoint",
        _CRITICAL,
        "By it people reach addresses inside the VPC from anywhere.",
        "describe_instance_connect_endpoints InstanceConnectEndpoints InstanceConnectEndpointId",
        ("aws_ec2_instance_connect_endpoint",),
    ),
    _Kind(
        "client_vpn_endpoint",
        _CRITICAL,
        _CONNECTED,
        "describe_client_vpn_endpoints ClientVpnEndpoints ClientVpnEndpointId",
        ("aws_ec2_client_vpn_endpoint",),
        filter=_ALL,
        state=("Status", "Code"),
        vpc=("VpcId",),
    ),
    _Kind(
        "load_balancer",
        _CRITICAL,
        "It is another way into the VPC.",
        "describe_load_balancers LoadBalancers LoadBalancerArn",
        ("aws_lb", "aws_alb"),
        filter=_ALL,
        service="elbv2",
        state=("State", "Code"),
        vpc=("VpcId",),
        words=service.BALANCER,
    ),
    _Kind(
        "classic_load_balancer",
        _CRITICAL,
        "It is another way into the VPC.",
        "describe_load_balancers LoadBalancerDescriptions LoadBalancerName",
        ("aws_elb",),
        filter=_ALL,
        service="elb",
        state=(),
        # So spelled in the API of Classic Load Balancers.
        vpc=("VPCId",),
    ),
    _Kind(
        "db_proxy",
        _CRITICAL,
        "It passes connections on to a database, with credentials of its own.",
        "describe_db_proxies DBProxies DBProxyName",
        ("aws_db_proxy",),
        filter=_ALL,
        service="rds",
        state=("Status",),
        vpc=("VpcId",),
    ),
    _Kind(
        "flow_log",
        _HIGH,
        "Records of the VPC's traffic are copied to another place.",
        "describe_flow_logs FlowLogs FlowLogId",
        ("aws_flow_log",),
        filter="resource-id",
        filters="Filter",
        state=(),
        words=evidence.FLOW_LOG,
        word=("DeliverLogsStatus",),
    ),
    _Kind(
        "vpn_gateway",
        _CRITICAL,
        _CONNECTED,
        "describe_vpn_gateways VpnGateways VpnGatewayId",
        ("aws_vpn_gateway",),
        filter="attachment.vpc-id",
    ),
    _Kind(
        "transit_gateway_vpc_attachment",
        _CRITICAL,
        _CONNECTED,
        "describe_transit_gateway_vpc_attachments TransitGatewayVpcAttachments "
        "TransitGatewayAttachmentId",
        ("aws_ec2_transit_gateway_vpc_attachment",),
    ),
    *(
        _Kind(
            "vpc_peering_connection",
            _CRITICAL,
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
    """What is in one of our VPCs and in no state, and bad states of what is in both."""
    groups = resources.ids("aws_default_security_group", "aws_security_group")
    for vpc in resources.of("aws_vpc"):
        seen: set[str] = set()
        for kind in _KINDS:
            key = kind.call.split()[-1]
            reason = f"Terraform did not make this in the VPC. {kind.reason}"
            unmanaged = Unmanaged(kind.attribute, kind.severity, reason)
            ours = {each.id: each.address for each in resources.of(*kind.types)}
            for each in kind.read(aws, vpc.id):
                name = each[key]
                if name in ours:
                    yield from kind.judge(ours[name], each)
                elif name not in seen and not kind.has_ended(each):
                    seen.add(name)
                    owner = endpoint_owner(each, groups) if kind.attribute == _ENDPOINT else ""
                    yield replace(unmanaged.at(vpc.address, name, name), owner=owner)


_GROUP = Unmanaged(
    "security_group", Severity.LOW, "Terraform did not make this security group in the VPC."
)


def groups_of_services(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Security groups that AWS's services made in our VPCs. Others open nothing by themselves."""
    vpcs = {each.id: each.address for each in resources.of("aws_vpc")}
    ours = resources.ids("aws_default_security_group", "aws_security_group")
    if not vpcs:
        return
    within = {"Name": "vpc-id", "Values": sorted(vpcs)}
    for group in aws.list("ec2", "describe_security_groups", "SecurityGroups", Filters=[within]):
        identifier, owner = group["GroupId"], group_owner(group)
        if owner and identifier not in ours and group.get("VpcId") in vpcs:
            yield replace(_GROUP.at(vpcs[group["VpcId"]], identifier, identifier), owner=owner)
