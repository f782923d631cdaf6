"""A picture from a configuration: edges from security group rules and from references."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from scripts.cli.errors import InvalidInputError
from scripts.commands.diagram.picture import (
    CLIENTS,
    INTERNET,
    Edge,
    Node,
    Picture,
    Places,
    encrypting_keys,
    named_resources,
)
from scripts.resources import known, made
from scripts.resources.facets.picture import Edge as Relation
from scripts.terraform.documents.configuration import Configuration, Resource, references

_INGRESS = "aws_vpc_security_group_ingress_rule"
_EGRESS = "aws_vpc_security_group_egress_rule"
_RULES = (_INGRESS, _EGRESS, "aws_security_group")
_WORLD = ("0.0.0.0/0", "::/0")
_NOBODY = "no network is admitted"


def add_traffic(places: Places) -> list[Edge]:
    """The edges; `places` gets the nodes of users and internet, where they begin and end."""
    ports: dict[tuple[str, str], set[str]] = defaultdict(set)
    networks: set[str] = set()
    for rule in places.configuration.of(_INGRESS):
        network = rule.get("cidr_ipv4") or rule.get("cidr_ipv6")
        sources = [CLIENTS] if network else _members(places, rule, "referenced_security_group_id")
        networks |= {str(network)} if network else set()
        for source in sources:
            for target in _members(places, rule, "security_group_id"):
                ports[source, target].add(_port(rule))
    shown = sorted(networks)
    if len(shown) > 2:
        shown = [shown[0], f"and {len(shown) - 1} more"]
    places.nodes[CLIENTS] = Node(
        CLIENTS, "Users", "general/users.png", "outside", 0, details=shown or [_NOBODY]
    )
    for rule in places.configuration.of(_EGRESS):
        if rule.get("cidr_ipv4") in _WORLD or rule.get("cidr_ipv6") in _WORLD:
            for source in _members(places, rule, "security_group_id"):
                for step in _way_out(places, source):
                    ports[step].add(_port(rule))
    return [
        Edge(source, target, "traffic", ", ".join(sorted(numbers)))
        for (source, target), numbers in ports.items()
    ]


def _members(places: Places, rule: Resource, attribute: str) -> list[str]:
    """The nodes that wear the security group which the rule names."""
    groups = rule.refers_to(attribute)
    found = {
        node.id: None
        for resource in places.configuration.resources
        if resource.type not in _RULES and groups & references(resource.attributes)
        for node in [places.of(resource.address)]
        if node
    }
    return list(found)


def _port(rule: Resource) -> str:
    protocol, low, high = rule.get("ip_protocol"), rule.get("from_port"), rule.get("to_port")
    if protocol == "-1":
        return "all"
    return f"{low}" if low == high else f"{low}-{high}"


def _way_out(places: Places, source: str) -> Iterator[tuple[str, str]]:
    """From `source` through the NAT gateways, where routes lead there, to the internet."""
    places.nodes.setdefault(
        INTERNET, Node(INTERNET, "Internet", "general/internet-alt1.png", "outside", 0)
    )
    routed = {
        node.id
        for route in places.configuration.of("aws_route")
        for address in route.refers_to("nat_gateway_id")
        for node in [places.of(address)]
        if node
    }
    for gateway in sorted(routed):
        yield source, gateway
        yield gateway, INTERNET
    if not routed:
        yield source, INTERNET


class NothingToDrawError(InvalidInputError):
    """The configuration has no resource that a picture shows."""


def picture_of(configuration: Configuration, *, full: bool) -> Picture:
    """The picture of `configuration`; `full` shows what the overview folds or leaves out.

    Raises NothingToDrawError.
    """
    places = Places(configuration, full)
    if not places.nodes:
        raise NothingToDrawError(f"{configuration.name}: no resource in it that a picture shows")
    edges = add_traffic(places)
    for entry in made():
        for relation in entry.edges:
            for resource in places.configuration.of(entry.name):
                edges += _edges(places, resource, relation)
    for resource in configuration.resources:
        # A policy names keys that it grants the use of.
        if known(resource.type).policy is None and (node := places.of(resource.address)):
            node.keys |= set(encrypting_keys(resource.attributes))
    used = {key for node in places.nodes.values() for key in node.keys}
    keys = [each.address for each in configuration.of("aws_kms_key") if each.address in used]
    region = str((configuration.provider or ({},))[0].get("region", ""))
    return Picture(
        configuration.name,
        region,
        places.nodes,
        list(dict.fromkeys(edges)),
        {address: number for number, address in enumerate(keys, 1)},
    )


def _edges(places: Places, resource: Resource, relation: Relation) -> Iterator[Edge]:
    for source in _ends(places, resource, relation.source, ""):
        if relation.to_all:
            every = [each.address for each in places.configuration.of(relation.to_all)]
            targets = _distinct(places, every)
        else:
            targets = _ends(places, resource, relation.to, relation.to_type)
        for target in targets:
            if source.id != target.id:
                yield Edge(source.id, target.id, relation.kind, relation.label)


def _ends(places: Places, resource: Resource, attribute: str, type_: str) -> list[Node]:
    if not attribute:
        return _distinct(places, [resource.address])
    value: Any = resource.get(attribute)
    named = sorted(named_resources(value, attribute))
    return _distinct(places, [each for each in named if each.startswith(type_)])


def _distinct(places: Places, addresses: list[str]) -> list[Node]:
    found = {node.id: node for address in addresses if (node := places.of(address))}
    return list(found.values())
