"""What security groups let through, whichever type of resource says so."""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
INGRESS, EGRESS = "ingress", "egress"
STANDALONE = {
    "aws_vpc_security_group_ingress_rule": INGRESS,
    "aws_vpc_security_group_egress_rule": EGRESS,
}
OLDER = "aws_security_group_rule"
INLINE = ("aws_security_group", "aws_default_security_group")
ALL = "-1"
# So much of the internet is anybody.
_WORLD_PREFIX = {4: 7, 6: 15}
_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": ALL}


@dataclass(frozen=True)
class Opening:
    """One kind of traffic that a group lets in, or out.

    peer: a network, or the id of a security group or prefix list; None if it is not known yet.
    """

    direction: str
    protocol: str
    low: int
    high: int
    peer: Network | str | None

    def covers(self, other: "Opening") -> bool:
        """True if `other` lets nothing through that this does not."""
        return (
            self.direction == other.direction
            and self.protocol in (ALL, other.protocol)
            and (self.protocol == ALL or (self.low <= other.low and other.high <= self.high))
            and _includes(self.peer, other.peer)
        )

    @property
    def is_world(self) -> bool:
        """True if its peer is anybody on the internet."""
        return (
            not isinstance(self.peer, str | None)
            and self.peer.prefixlen <= _WORLD_PREFIX[self.peer.version]
        )

    def __str__(self) -> str:
        what = "everything" if self.protocol == ALL else f"{self.protocol} {self._ports}".strip()
        peer = "a source known after apply" if self.peer is None else self.peer
        return f"{what} {'from' if self.direction == INGRESS else 'to'} {peer}"

    @property
    def _ports(self) -> str:
        if (self.low, self.high) in ((0, 65535), (-1, -1)):
            return "on all ports"
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"


def openings(type_: str, values: Mapping[str, Any], group: str | None) -> list[Opening]:
    """What the rules in a resource of this type let through; `group` is the id of their group."""
    if type_ in STANDALONE:
        return list(_standalone(STANDALONE[type_], values, group))
    if type_ == OLDER:
        return list(_inline(str(values.get("type")), values, group))
    return [
        opening
        for direction in (INGRESS, EGRESS)
        for block in values.get(direction) or ()
        for opening in _inline(direction, block, group)
    ]


def with_joined_networks(found: list[Opening]) -> list[Opening]:
    """`found`, and what adjacent networks among it amount to together."""
    joined = list(found)
    alike: dict[tuple[str, str, int, int, int], list[Any]] = {}
    for each in found:
        if not isinstance(each.peer, str | None):
            version = each.peer.version
            key = (each.direction, each.protocol, each.low, each.high, version)
            alike.setdefault(key, []).append(each.peer)
    for (direction, protocol, low, high, _), networks in alike.items():
        together = ipaddress.collapse_addresses(networks)
        joined += [Opening(direction, protocol, low, high, network) for network in together]
    return joined


def _standalone(direction: str, values: Mapping[str, Any], group: str | None) -> Iterator[Opening]:
    low, high = _ports(values)
    protocol = _protocol(values.get("ip_protocol"))
    names = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")
    found = [values[name] for name in names if values.get(name)]
    for peer in found or [None]:
        yield Opening(direction, protocol, low, high, _peer(peer, group))


def _inline(direction: str, block: Mapping[str, Any], group: str | None) -> Iterator[Opening]:
    low, high = _ports(block)
    protocol = _protocol(block.get("protocol"))
    lists = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
    peers = [peer for name in lists for peer in block.get(name) or ()]
    peers += [block["source_security_group_id"]] if block.get("source_security_group_id") else []
    peers += [group or "self"] if block.get("self") else []
    for peer in peers or [None]:
        yield Opening(direction, protocol, low, high, _peer(peer, group))


def _protocol(value: Any) -> str:
    text = str(value if value is not None else ALL).lower()
    return _PROTOCOLS.get(text, text)


def _ports(values: Mapping[str, Any]) -> tuple[int, int]:
    # All ports of all protocols are 0 to 0, or left out in rules of their own.
    low, high = values.get("from_port"), values.get("to_port")
    if low is None or high is None or (low, high) == (-1, -1):
        return 0, 65535
    return int(low), int(high)


def to_network(value: Any) -> Network | None:
    """The network that a text names, if it does."""
    try:
        return ipaddress.ip_network(str(value or ""), strict=False)
    except ValueError:
        return None


def _peer(value: Any, group: str | None) -> Network | str | None:
    if value is None:
        return None
    text = str(value)
    # `account/sg-...` names a group of a peered network, and `self` the group of the rule.
    name = (group or text) if text == "self" else text.rpartition("/")[2]
    return to_network(text) or name


def _includes(wide: Network | str | None, narrow: Network | str | None) -> bool:
    if wide is None or narrow is None:
        return False
    if isinstance(wide, str) or isinstance(narrow, str):
        return wide == narrow
    return wide.version == narrow.version and narrow.subnet_of(wide)  # type: ignore[arg-type]
