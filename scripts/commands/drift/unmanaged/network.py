"""What somebody put into our VPC, or connected it to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources

_ENDED = frozenset({"deleted", "deleting", "failed", "rejected", "expired"})
_CONNECTED = "It connects the VPC to another network."


@dataclass(frozen=True)
class _Kind:
    """One kind of thing that a VPC has.

    filter: by which EC2 finds those of a VPC. key: their id. types: the Terraform resources that
    make them. state: path to the state, where ended ones are still listed for a while.
    """

    attribute: str
    operation: str
    member: str
    key: str
    types: tuple[str, ...]
    severity: Severity
    reason: str
    filter: str = "vpc-id"
    filters: str = "Filters"
    state: tuple[str, ...] = ("State",)


_KINDS = (
    _Kind(
        "subnet",
        "describe_subnets",
        "Subnets",
        "SubnetId",
        ("aws_subnet",),
        Severity.HIGH,
        "Whatever runs in it is inside the VPC.",
    ),
    _Kind(
        "vpc_endpoint",
        "describe_vpc_endpoints",
        "VpcEndpoints",
        "VpcEndpointId",
        ("aws_vpc_endpoint",),
        Severity.MEDIUM,
        "Traffic to the service takes another way than the settings say.",
    ),
    _Kind(
        "nat_gateway",
        "describe_nat_gateways",
        "NatGateways",
        "NatGatewayId",
        ("aws_nat_gateway",),
        Severity.MEDIUM,
        "It costs money, and is a way out.",
        filters="Filter",
    ),
    _Kind(
        "internet_gateway",
        "describe_internet_gateways",
        "InternetGateways",
        "InternetGatewayId",
        ("aws_internet_gateway", "aws_internet_gateway_attachment"),
        Severity.HIGH,
        "It is a way to and from the internet.",
        filter="attachment.vpc-id",
        state=(),
    ),
    _Kind(
        "flow_log",
        "describe_flow_logs",
        "FlowLogs",
        "FlowLogId",
        ("aws_flow_log",),
        Severity.HIGH,
        "Records of the VPC's traffic are copied to another place.",
        filter="resource-id",
        filters="Filter",
        state=(),
    ),
    _Kind(
        "vpn_gateway",
        "describe_vpn_gateways",
        "VpnGateways",
        "VpnGatewayId",
        ("aws_vpn_gateway",),
        Severity.CRITICAL,
        _CONNECTED,
        filter="attachment.vpc-id",
    ),
    _Kind(
        "transit_gateway_vpc_attachment",
        "describe_transit_gateway_vpc_attachments",
        "TransitGatewayVpcAttachments",
        "TransitGatewayAttachmentId",
        ("aws_ec2_transit_gateway_vpc_attachment",),
        Severity.CRITICAL,
        _CONNECTED,
    ),
    *(
        _Kind(
            "vpc_peering_connection",
            "describe_vpc_peering_connections",
            "VpcPeeringConnections",
            "VpcPeeringConnectionId",
            ("aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"),
            Severity.CRITICAL,
            _CONNECTED,
            filter=f"{side}-vpc-info.vpc-id",
            state=("Status", "Code"),
        )
        for side in ("requester", "accepter")
    ),
)


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Each thing of these kinds that is in one of our VPCs and in no state."""
    for vpc in resources.of("aws_vpc"):
        seen: set[str] = set()
        for kind in _KINDS:
            within: dict[str, Any] = {kind.filters: [{"Name": kind.filter, "Values": [vpc.id]}]}
            found = aws.list("ec2", kind.operation, kind.member, **within)
            seen |= resources.ids(*kind.types)
            for each in found:
                identifier, state = each[kind.key], each
                for key in kind.state:
                    state = state.get(key) or {}
                if identifier not in seen and str(state) not in _ENDED:
                    seen.add(identifier)
                    yield added(
                        vpc.address,
                        kind.attribute,
                        identifier,
                        kind.severity,
                        f"Terraform did not make this in the VPC. {kind.reason}",
                        identity=identifier,
                    )
