"""Rules about security groups: who may reach what, and what may be reached from there."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scripts.review.context import Context
from scripts.review.rules.openings import (
    EGRESS,
    INGRESS,
    INLINE,
    OLDER,
    STANDALONE,
    Opening,
    openings,
    to_network,
    with_joined_networks,
)
from scripts.review.verdict import OPENS, Verdict
from scripts.terraform.documents.change import Change

RULE_TYPES = (*STANDALONE, OLDER)
TYPES = (*RULE_TYPES, *INLINE)
BALANCERS = ("aws_lb", "aws_alb", "aws_elb")
WEB_PORTS = (80, 443)
_PEERS = ("referenced_security_group_id", "source_security_group_id", "prefix_list_id")
_WORDS = {INGRESS: "in", EGRESS: "out"}


def judge(change: Change, context: Context) -> Iterator[Verdict]:
    """What a group lets through that nothing let through before.

    A group that comes with the same plan guards nothing yet, so only what lets the whole internet
    in counts there.
    """
    if change.type not in TYPES or change.action not in ("create", "update", "replace"):
        return
    group = _group(change, context)
    before = with_joined_networks(_before(change, group, context))
    existing = change.exists or _exists(change, context)
    for opening in openings(change.type, _with_stand_ins(change, context), group):
        if _is_covered(opening, before, context):
            continue
        world = opening.is_world and opening.direction == INGRESS
        if world and not _is_web(opening, change, context):
            yield _verdict(opening, "the whole internet")
        elif existing:
            yield _verdict(opening, "")


def _is_covered(opening: Opening, before: list[Opening], context: Context) -> bool:
    """True if it was let through already; the members of a group live in the VPC's networks."""
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
    """The id of the group that the rules belong to, or what stands for it."""
    if change.type in INLINE:
        return change.before.get("id") or change.after.get("id")
    found = context.stand_in(change, "security_group_id")
    return str(found) if found else None


def _exists(change: Change, context: Context) -> bool:
    """True if the group of a new rule exists already."""
    group = _group(change, context)
    if change.type in INLINE or group is None or group.startswith("new "):
        # The default group comes with its network.
        return change.type == "aws_default_security_group" and bool(change.after.get("vpc_id"))
    return not context.is_new(change, "security_group_id")


def _before(change: Change, group: str | None, context: Context) -> list[Opening]:
    """All that the group let through: this resource's own rules, and those beside it."""
    found = openings(change.type, change.before, group) if change.exists else []
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
    """The planned rules, in which groups that are made anew stand under their old ids."""
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
