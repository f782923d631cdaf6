"""From networks, only browsers' ports of load balancers can be reached."""

from collections.abc import Iterator
from typing import Any

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, as_list

PORTS = (80, 443)
NETWORKS = ("cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks", "prefix_list_id")
EVERY_PROTOCOL = {"-1", "all"}


@policy(
    12,
    "Networks reach only ports 443 and 80 of load balancers; no rule allows every protocol.",
    hipaa=(
        "308(a)(3)(i) 308(a)(3)(ii)(B) 308(a)(4)(i) 308(a)(4)(ii)(A) 308(a)(4)(ii)(B) "
        "308(a)(4)(ii)(C) 312(a)(1) 312(e)(1)"
    ),
    nag="EC2RestrictedCommonPorts EC2RestrictedSSH AwsSolutions-EC23 AwsSolutions-RDS8",
)
def network_ingress(configuration: Configuration) -> Violations:
    """However wide the network is: between components, rules name security groups.

    Checkov's checks look for 0.0.0.0/0 on single ports and overlook `ip_protocol = -1`.
    """
    public = configuration.targets({"aws_lb": "security_groups"})
    for rule, group, terms in group_rules(configuration, "ingress"):
        protocol = str(terms.get("ip_protocol", terms.get("protocol", "-1"))).lower()
        ports = {terms.get("from_port"), terms.get("to_port")}
        if protocol in EVERY_PROTOCOL:
            yield rule.violates("allows every protocol")
        elif any(terms.get(network) for network in NETWORKS):
            if protocol not in ("tcp", "6") or len(ports) > 1 or not ports <= set(PORTS):
                yield rule.violates(f"allows traffic from networks to {protocol} {_text(ports)}")
            if not group & public:
                yield rule.violates(
                    "allows traffic from networks to something other than a load balancer"
                )


def group_rules(
    configuration: Configuration, direction: str
) -> Iterator[tuple[Resource, set[str], dict[str, Any]]]:
    """Each rule with the addresses of its security group, and its terms.

    direction: `ingress` or `egress`; a rule that does not say counts as `ingress`.
    """
    older = configuration.of("aws_security_group_rule")
    for rule in [
        *configuration.of(f"aws_vpc_security_group_{direction}_rule"),
        *(each for each in older if (each.get("type") == "egress") == (direction == "egress")),
    ]:
        yield rule, rule.refers_to("security_group_id"), dict(rule.attributes)
    for group in configuration.of("aws_security_group", "aws_default_security_group"):
        for terms in as_list(group.get(direction)):
            yield group, {group.address}, terms


def _text(ports: set[Any]) -> str:
    return "to ".join(str(port) for port in sorted(ports, key=str))
