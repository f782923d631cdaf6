"""Rules about security groups: inbound and outbound traffic that they newly allow."""

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scripts.review.context import Context
from scripts.review.verdict import OPENS, Verdict
from scripts.terraform.documents.change import Change
from stacks.internet import Network, is_whole_internet, to_network

INGRESS, EGRESS = "ingress", "egress"
STANDALONE = {
    "aws_vpc_security_group_ingress_rule": INGRESS,
    "aws_vpc_security_group_egress_rule": EGRESS,
}
OLDER = "aws_security_group_rule"
INLINE = ("aws_security_group", "aws_default_security_group")
ALL = "-1"
_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": ALL}


@dataclass(frozen=True)
class Opening:
    """One kind of traffic that a group allows in, or out.

    peer: a network, or the id of a security group or prefix list; None if it is not known yet.
    """

    direction: str
    protocol: str
    low: int
    high: int
    peer: Network | str | None

    def covers(self, other: "Opening") -> bool:
        """True if `other` allows no traffic that this does not."""
        return (
            self.direction == other.direction
            and self.protocol in (ALL, other.protocol)
            and (self.protocol == ALL or (self.low <= other.low and other.high <= self.high))
            and _includes(self.peer, other.peer)
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
    """Traffic that the rules in a resource allow; `group` is the id of their group."""
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
    """`found`, and openings to the networks that adjacent ones add up to."""
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


RULE_TYPES = (*STANDALONE, OLDER)
TYPES = (*RULE_TYPES, *INLINE)
BALANCERS = ("aws_lb", "aws_alb", "aws_elb")
WEB_PORTS = (80, 443)
_PEERS = ("referenced_security_group_id", "source_security_group_id", "prefix_list_id")
_WORDS = {INGRESS: "in", EGRESS: "out"}


def judge(change: Change, context: Context) -> Iterator[Verdict]:
    """Traffic that a group allows and that nothing allowed before.

    A group that comes with the same plan protects nothing yet, so only access by the whole
    internet counts there.
    """
    if change.type not in TYPES or change.action not in ("create", "update", "replace"):
        return
    group = _group(change, context)
    before = with_joined_networks(_before(change, group, context))
    existing = change.exists or _exists(change, context)
    for opening in openings(change.type, _with_stand_ins(change, context), group):
        if _is_covered(opening, before, context):
            continue
        world = opening.direction == INGRESS and _lets_everybody_in(opening, group, before, context)
        if existing or (world and not _is_web(opening, change, context)):
            yield _verdict(opening, "the whole internet" if world else "")


def _lets_everybody_in(
    opening: Opening, group: str | None, before: list[Opening], context: Context
) -> bool:
    """True if the networks that get through to the same ports are the whole internet together."""
    if isinstance(opening.peer, str | None):
        return False
    others = [
        other
        for change in context.changes
        if group is not None and change.type in TYPES and _group(change, context) == group
        for other in openings(change.type, change.after, group)
    ]
    return is_whole_internet(
        each.peer
        for each in (opening, *before, *others)
        if not isinstance(each.peer, str | None) and each.covers(replace(opening, peer=each.peer))
    )


def _is_covered(opening: Opening, before: list[Opening], context: Context) -> bool:
    """True if it was allowed already; the members of a group are in the VPC's networks."""
    if any(each.covers(opening) for each in before):
        return True
    networks = [
        network
        for vpc in context.existing_of("aws_vpc")
        for name in ("cidr_block", "ipv6_cidr_block")
        if (network := to_network(vpc.get(name)))
    ]
    is_group = isinstance(opening.peer, str) and opening.peer.startswith("sg-")
    return (
        is_group
        and bool(networks)
        and all(
            any(each.covers(replace(opening, peer=network)) for each in before)
            for network in networks
        )
    )


def _verdict(opening: Opening, who: str) -> Verdict:
    way = _WORDS[opening.direction]
    whom = f", so {who}," if who else ""
    return Verdict(OPENS, "", f"It allows {opening}{whom} {way}, which no rule allowed before.")


def _group(change: Change, context: Context) -> str | None:
    """The id of the group that the rules belong to, or a stand-in for a new one."""
    if change.type in INLINE:
        return change.before.get("id") or change.after.get("id")
    found = context.stand_in(change, "security_group_id")
    return str(found) if found else None


def _exists(change: Change, context: Context) -> bool:
    """True if the group of a new rule exists already, or may."""
    if change.type in INLINE:
        # The default group comes with its network.
        return change.type == "aws_default_security_group" and bool(change.after.get("vpc_id"))
    return not context.is_new(change, "security_group_id")


def _before(change: Change, group: str | None, context: Context) -> list[Opening]:
    """All traffic that the group allowed, by this resource's rules and separate ones."""
    own = change.before.get("security_group_id")
    # What a rule allowed in another group, it did not allow in this one.
    stays = change.exists and (group is None or own in (None, group))
    found = openings(change.type, change.before, group) if stays else []
    if group is None:
        return found
    for type_ in RULE_TYPES:
        for values in context.existing_of(type_):
            if values.get("security_group_id") == group:
                found += openings(type_, values, group)
    for type_ in INLINE:
        for values in context.existing_of(type_):
            if values.get("id") == group:
                found += openings(type_, values, group)
    return found


def _with_stand_ins(change: Change, context: Context) -> dict[str, Any]:
    """The planned rules, in which replaced groups have their old ids."""
    values = dict(change.after)
    for name in _PEERS:
        if change.is_unknown(name):
            values[name] = context.stand_in(change, name)
    return values


def _is_web(opening: Opening, change: Change, context: Context) -> bool:
    """True for a web port of the group of a load balancer."""
    if opening.protocol != "tcp" or opening.low != opening.high or opening.low not in WEB_PORTS:
        return False
    groups = set(context.named_by(change, "security_group_id")) or {change.address}
    group = _group(change, context)
    for other in context.changes:
        if other.type in BALANCERS:
            named = context.named_by(other, "security_groups")
            if groups & set(named) or group in (other.after.get("security_groups") or ()):
                return True
    if any(
        group in (each.get("security_groups") or ()) for each in context.existing_of(*BALANCERS)
    ):
        return True
    # Without its configuration, a plan does not say whose group it is.
    return not context.references and group is None
