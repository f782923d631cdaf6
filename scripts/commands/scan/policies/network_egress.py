"""What leaves for the internet is HTTPS."""

from collections.abc import Iterator
from typing import Any

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.configuration import Configuration, Resource, Violation, as_list

# HTTPS, and mail submission for deployments that send mail.
PORTS = (443, 465, 587)
NETWORKS = ("cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks", "prefix_list_id")


@policy(
    19,
    "Rules for outgoing traffic name a protocol; to networks they allow one TLS port only.",
    hipaa=("312(e)(1)",),
)
def network_egress(configuration: Configuration) -> Iterator[Violation]:
    """Checkov's CKV_AWS_382 overlooks rules without ports."""
    for rule, _, terms in egress_rules(configuration):
        protocol = str(terms.get("ip_protocol", terms.get("protocol", "-1"))).lower()
        ports = {terms.get("from_port"), terms.get("to_port")}
        networks = [each for key in NETWORKS for each in as_list(terms.get(key))]
        if protocol in ("-1", "all"):
            yield rule.violates("lets every protocol out")
        elif networks and (
            protocol not in ("tcp", "6") or len(ports) > 1 or not ports <= set(PORTS)
        ):
            yield rule.violates("lets more than one TLS port out to a network")


def egress_rules(
    configuration: Configuration,
) -> Iterator[tuple[Resource, set[str], dict[str, Any]]]:
    """Each rule with the addresses of its security group, and its terms."""
    for rule in configuration.of("aws_vpc_security_group_egress_rule"):
        yield rule, rule.refers_to("security_group_id"), dict(rule.attributes)
    for rule in configuration.of("aws_security_group_rule"):
        if rule.get("type") == "egress":
            yield rule, rule.refers_to("security_group_id"), dict(rule.attributes)
    for group in configuration.of("aws_security_group", "aws_default_security_group"):
        for terms in as_list(group.get("egress")):
            yield group, {group.address}, terms
