"""Who may talk to whom, as the rules of the security groups say."""

from collections import defaultdict
from collections.abc import Iterator

from scripts.commands.diagram.picture import CLIENTS, INTERNET, Edge, Node, Places
from scripts.terraform.documents.configuration import Resource, references

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
    _add_clients(places, sorted(networks))
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


def _add_clients(places: Places, networks: list[str]) -> None:
    shown = networks if len(networks) <= 2 else [networks[0], f"and {len(networks) - 1} more"]
    places.nodes[CLIENTS] = Node(
        CLIENTS, "Users", "general/users.png", "outside", 0, details=shown or [_NOBODY]
    )


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
