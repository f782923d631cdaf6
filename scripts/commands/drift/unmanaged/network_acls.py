"""Network ACLs: the deployment leaves its VPC's default one as AWS makes it."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Event, Finding, Severity, added
from scripts.commands.drift.resources import Resources

_OWNED = ("aws_default_network_acl", "aws_network_acl")
Entry = tuple[int, bool, str, str, str]
# What a default ACL has: rule, egress, protocol, action, network.
# https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html (2026-11)
_IPV4: frozenset[Entry] = frozenset(
    {(100, egress, "-1", "allow", "0.0.0.0/0") for egress in (False, True)}
)
_ALWAYS: frozenset[Entry] = frozenset(
    (rule, egress, "-1", action, network)
    for egress in (False, True)
    for rule, action, network in (
        (101, "allow", "::/0"),
        (32767, "deny", "0.0.0.0/0"),
        (32768, "deny", "::/0"),
    )
)
_REASON = "Network ACLs stand before all security groups; tasks may lose database, files or users."


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Entries that were added to or taken from the default ACL, and other ACLs."""
    vpcs = {each.id: each.address for each in resources.of("aws_vpc")}
    if not vpcs:
        return
    owned = resources.ids(*_OWNED)
    within = {"Name": "vpc-id", "Values": sorted(vpcs)}
    for acl in aws.list("ec2", "describe_network_acls", "NetworkAcls", Filters=[within]):
        identifier, address = acl["NetworkAclId"], vpcs[acl["VpcId"]]
        if identifier in owned:
            continue
        if not acl["IsDefault"]:
            yield added(
                address, "network_acl", identifier, Severity.HIGH, _REASON, identity=identifier
            )
            continue
        entries = {_entry(each): each for each in acl["Entries"]}
        for entry in sorted(entries.keys() - _IPV4 - _ALWAYS):
            yield added(
                address,
                "network_acl_entry",
                f"{_in_words(entry, entries[entry])} ({identifier})",
                Severity.HIGH,
                _REASON,
                identity=f"{identifier}:{entry[0]}",
            )
        for entry in sorted(_IPV4 - entries.keys()):
            yield Finding(
                address,
                Event.CHANGED,
                "network_acl_entry",
                f"{_in_words(entry, {})} ({identifier})",
                "gone",
                Severity.HIGH,
                (_REASON,),
                outlook="Stays until somebody adds it again: Terraform does not know of it.",
            )


def _entry(entry: Mapping[str, Any]) -> Entry:
    network = entry.get("CidrBlock") or entry.get("Ipv6CidrBlock") or ""
    return (
        int(entry["RuleNumber"]),
        bool(entry["Egress"]),
        str(entry["Protocol"]),
        str(entry["RuleAction"]),
        str(network),
    )


def _in_words(entry: Entry, given: Mapping[str, Any]) -> str:
    rule, egress, protocol, action, network = entry
    ports = given.get("PortRange") or {}
    what = "all traffic" if protocol == "-1" else f"protocol {protocol}"
    if ports:
        what += f" ports {ports.get('From')}-{ports.get('To')}"
    return f"rule {rule}: {action} {what} {'to' if egress else 'from'} {network}"
