"""Client networks are somebody's, not the whole internet in one part or in many."""

from collections import defaultdict
from typing import Any

from scripts.commands.scan.policies.network_ingress import group_rules
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, as_list
from stacks.internet import Network, is_whole_internet, to_network

NETWORKS = ("cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks")


@policy(
    59,
    "No port is open to the whole internet, be it in parts.",
    hipaa="308(a)(4)(ii)(B) 312(a)(1) 312(e)(1)",
    nag="AwsSolutions-EC23",
)
def known_clients(configuration: Configuration) -> Violations:
    """Rules of one group and port count together; Checkov looks for 0.0.0.0/0 and ::/0 alone."""
    admitted: defaultdict[Any, list[tuple[Resource, Network]]] = defaultdict(list)
    for rule, groups, terms in group_rules(configuration, "ingress"):
        port = (frozenset(groups), terms.get("from_port"), terms.get("to_port"))
        admitted[port] += [(rule, each) for each in _networks(terms)]
    for (_, low, high), networks in admitted.items():
        if is_whole_internet(each for _, each in networks):
            ports = str(low) if low == high else f"{low} to {high}"
            for rule in {rule.address: rule for rule, _ in networks}.values():
                yield rule.violates(
                    f"opens port {ports} to the whole internet with others or alone"
                )


def _networks(terms: dict[str, Any]) -> list[Network]:
    texts = [text for name in NETWORKS for text in as_list(terms.get(name))]
    return [network for text in texts if (network := to_network(text))]
