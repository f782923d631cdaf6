"""Which tier talks to which, and to nothing else."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from scripts.commands.scan.policies.network_ingress import NETWORKS, group_rules
from scripts.commands.scan.policy import Configuration, Violation, Violations, policy
from scripts.terraform.documents.arguments import values_at
from scripts.terraform.documents.configuration import Resource, references
from scripts.terraform.documents.embedded import containers

SERVICE = "aws_ecs_service"
# Type of what stands behind a security group -> the argument that names the group.
MEMBERS = {
    "aws_ecs_service": "network_configuration.security_groups",
    "aws_efs_mount_target": "security_groups",
    "aws_elasticache_serverless_cache": "security_group_ids",
    "aws_lb": "security_groups",
    "aws_rds_cluster": "vpc_security_group_ids",
    "aws_vpc_endpoint": "security_group_ids",
}
# Client, server: load balancer to tasks, tasks to what keeps data and to endpoints of AWS.
ALLOWED = {
    ("aws_lb", SERVICE),
    (SERVICE, "aws_efs_mount_target"),
    (SERVICE, "aws_elasticache_serverless_cache"),
    (SERVICE, "aws_rds_cluster"),
    (SERVICE, "aws_vpc_endpoint"),
}
# Ports that cannot be chosen.
FIXED_PORTS = {
    "aws_efs_mount_target": 2049,
    "aws_elasticache_serverless_cache": 6379,
    "aws_vpc_endpoint": 443,
}


class Tier(NamedTuple):
    """What stands behind a security group: types of resources, and the ports they listen on."""

    kinds: set[str]
    ports: set[Any]


@policy(
    52,
    "Load balancers reach tasks, tasks reach stores, each by the one port listened on.",
    hipaa="308(a)(4)(ii)(B) 312(a)(1) 312(e)(1)",
    nag="AwsSolutions-RDS8",
)
def network_connections(configuration: Configuration) -> Violations:
    """Rules between security groups; of networks only tasks reach any, and never inwards."""
    tiers = {
        group.address: _tier(configuration, group)
        for group in configuration.of("aws_security_group")
    }
    for address, tier in tiers.items():
        if len(tier.kinds) > 1:
            yield Violation(address, f"is shared by {' and '.join(sorted(tier.kinds))}")
    for rule, groups, terms in group_rules(configuration, "ingress"):
        clients = references(terms.get("referenced_security_group_id"))
        for reason in _reasons(tiers, clients, groups, terms) if clients else ():
            yield rule.violates(reason)
    for rule, groups, terms in group_rules(configuration, "egress"):
        servers = references(terms.get("referenced_security_group_id"))
        for reason in _reasons(tiers, groups, servers, terms) if servers else ():
            yield rule.violates(reason)
        if any(terms.get(key) for key in NETWORKS) and _kinds(tiers, groups) != {SERVICE}:
            yield rule.violates("allows something other than tasks to reach a network")


def _reasons(
    tiers: dict[str, Tier], clients: set[str], servers: set[str], terms: dict[str, Any]
) -> Iterator[str]:
    for client in _kinds(tiers, clients) or {"nothing"}:
        for server in _kinds(tiers, servers) or {"nothing"}:
            if (client, server) not in ALLOWED:
                yield f"allows {client} to reach {server}"
    listened = {port for address in servers & set(tiers) for port in tiers[address].ports}
    ports = {terms.get("from_port"), terms.get("to_port")}
    if str(terms.get("ip_protocol")).lower() not in ("tcp", "6") or len(ports) > 1:
        yield "is not a rule for a single TCP port"
    elif listened and not ports <= listened:
        yield f"opens port {terms.get('to_port')}, on which nothing listens"


def _kinds(tiers: dict[str, Tier], addresses: set[str]) -> set[str]:
    return {kind for address in addresses & set(tiers) for kind in tiers[address].kinds}


def _tier(configuration: Configuration, group: Resource) -> Tier:
    members = [
        each
        for type_, path in MEMBERS.items()
        for each in configuration.of(type_)
        if group.address in references(list(values_at(each, path)))
    ]
    kinds = {each.type for each in members}
    ports = {FIXED_PORTS[kind] for kind in kinds & set(FIXED_PORTS)}
    ports |= {each.get("port") for each in members if each.type == "aws_rds_cluster"}
    if SERVICE in kinds:
        ports |= {
            mapping.get("containerPort")
            for _, container in containers(configuration)
            for mapping in container.get("portMappings") or []
        }
        ports |= {
            port for each in members for port in values_at(each, "load_balancer.container_port")
        }
    return Tier(kinds, ports)
