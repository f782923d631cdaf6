"""Settings of the VPC and of who may reach the load balancer."""

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from stacks.internet import is_whole_internet
from stacks.settings.cidr import Ipv4Cidr, Ipv6Cidr
from stacks.settings.group import Conflict, Group, InEvaluation, refuse

# RFC 1918 and RFC 6598, the ranges AWS recommends for a VPC.
PRIVATE_RANGES = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
NARROWER = "narrower networks; the whole internet only with clients.open_to_the_whole_internet"


def _vpc_cidr(value: str) -> str:
    network = ipaddress.ip_network(value)
    private = any(
        network.overlaps(block) and network.prefixlen >= block.prefixlen
        for block in map(ipaddress.ip_network, PRIVATE_RANGES)
    )
    if not (private and 16 <= network.prefixlen <= 24):
        raise refuse(f"a private network of /16 to /24 inside {', '.join(PRIVATE_RANGES)}")
    return value


class NetworkSettings(Group):
    """The VPC: one public and one private subnet in each zone."""

    cidr: Annotated[Ipv4Cidr, AfterValidator(_vpc_cidr)] = Field(
        "10.0.0.0/16", description="IPv4 network of the VPC, /16 to /24."
    )
    availability_zones: list[str] | None = Field(
        None,
        min_length=2,
        max_length=3,
        description="Names of two or three zones. Default: the region's first two.",
    )
    nat_gateways: Annotated[Literal["per_zone", "single", "none"], InEvaluation("single")] = Field(
        "per_zone",
        description="`per_zone` survives the loss of a zone; `single` costs less. `none`, for "
        "evaluations only, costs nothing: tasks stand in the public subnets with addresses of "
        "their own, which nobody but the load balancer reaches.",
    )

    def conflicts(self) -> Iterator[Conflict]:
        """Zones are distinct."""
        zones = self.availability_zones or []
        if len(set(zones)) < len(zones):
            yield Conflict(("availability_zones",), zones, "zones that are all different")


class ClientSettings(Group):
    """Who may reach the load balancer beside `security_group_ip_range`."""

    ipv4_cidrs: list[Ipv4Cidr] = Field(
        default_factory=list, max_length=20, description="Further IPv4 client networks."
    )
    ipv6_cidrs: list[Ipv6Cidr] = Field(
        default_factory=list,
        max_length=20,
        description="IPv6 client networks; any entry makes the VPC and load balancer dual-stack.",
    )
    open_to_the_whole_internet: bool = Field(
        False,
        description="Must be true for client networks that admit, alone or together, more public "
        "addresses than anybody has: one and a half times those of a /8, or of a /16 of IPv6.",
    )


def openings_to_everybody(clients: Mapping[str, Sequence[str]]) -> Iterator[Conflict]:
    """The whole internet, in one network or in parts; `clients`: path of a setting -> networks."""
    alone = False
    for setting, cidrs in clients.items():
        for cidr in filter(lambda each: is_whole_internet([each]), cidrs):
            alone = True
            yield Conflict((setting,), cidr, NARROWER)
    together = [cidr for cidrs in clients.values() for cidr in cidrs]
    if not alone and is_whole_internet(together):
        concerned = tuple(setting for setting, cidrs in clients.items() if cidrs)
        yield Conflict(concerned, together, f"{NARROWER}, which these are together")
