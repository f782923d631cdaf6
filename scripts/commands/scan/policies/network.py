"""Subnets, routes, and security groups."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from scripts.commands.scan.policy import Configuration, Violation, Violations, policy
from scripts.deployment import restore_task
from scripts.terraform.documents.arguments import values_at
from scripts.terraform.documents.configuration import Resource, as_list, references
from scripts.terraform.documents.embedded import containers
from stacks.internet import Network, is_whole_internet, to_network

BROWSER_PORTS = (80, 443)
CIDRS = ("cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks")
NETWORKS = (*CIDRS, "prefix_list_id")
EVERY_PROTOCOL = {"-1", "all"}


@policy(
    12,
    hipaa="308(a)(3)(i) 308(a)(3)(ii)(B) 308(a)(4)(i) 308(a)(4)(ii)(A) 308(a)(4)(ii)(B) "
    "308(a)(4)(ii)(C) 312(a)(1) 312(e)(1)",
    nag="EC2RestrictedCommonPorts EC2RestrictedSSH AwsSolutions-EC23 AwsSolutions-RDS8",
)
def network_ingress(configuration: Configuration) -> Violations:
    """Networks reach only ports 443 and 80 of load balancers; no rule allows every protocol."""
    # However wide the network is: between components, rules name security groups.
    # Checkov's checks look for 0.0.0.0/0 on single ports and overlook `ip_protocol = -1`.
    public = configuration.targets({"aws_lb": "security_groups"})
    for rule, group, terms in group_rules(configuration, "ingress"):
        protocol = str(terms.get("ip_protocol", terms.get("protocol", "-1"))).lower()
        ports = {terms.get("from_port"), terms.get("to_port")}
        if protocol in EVERY_PROTOCOL:
            yield rule.violates("allows every protocol")
        elif any(terms.get(network) for network in NETWORKS):
            if protocol not in ("tcp", "6") or len(ports) > 1 or not ports <= set(BROWSER_PORTS):
                opened = "to ".join(sorted(map(str, ports)))
                yield rule.violates(f"allows traffic from networks to {protocol} {opened}")
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


@policy(59, hipaa="308(a)(4)(ii)(B) 312(a)(1) 312(e)(1)", nag="AwsSolutions-EC23")
def known_clients(configuration: Configuration) -> Violations:
    """No port is open to the whole internet, be it in parts."""
    # Rules of one group and port count together; Checkov looks for 0.0.0.0/0 and ::/0 alone.
    admitted: defaultdict[Any, list[tuple[Resource, Network]]] = defaultdict(list)
    for rule, groups, terms in group_rules(configuration, "ingress"):
        port = (frozenset(groups), terms.get("from_port"), terms.get("to_port"))
        texts = [text for name in CIDRS for text in as_list(terms.get(name))]
        admitted[port] += [(rule, network) for text in texts if (network := to_network(text))]
    for (_, low, high), networks in admitted.items():
        if is_whole_internet(each for _, each in networks):
            ports = str(low) if low == high else f"{low} to {high}"
            for rule in {rule.address: rule for rule, _ in networks}.values():
                yield rule.violates(
                    f"opens port {ports} to the whole internet with others or alone"
                )


SUBNET_ARGUMENTS = {
    "aws_db_subnet_group": ("subnet_ids",),
    "aws_ecs_service": ("network_configuration", "subnets"),
    "aws_elasticache_serverless_cache": ("subnet_ids",),
    "aws_lb": ("subnets",),
}


@policy(
    17,
    hipaa="308(a)(7)(i) 308(a)(7)(ii)(C)",
    nag="RDSMultiAZSupport AwsSolutions-RDS3 AwsSolutions-AEC4",
)
def more_than_one_zone(configuration: Configuration) -> Violations:
    """Aurora has two or more instances, and every service is in two or more zones."""
    # A file system counts as standing where its mount targets do.
    for cluster in configuration.of("aws_rds_cluster"):
        count = len(configuration.referring(cluster, "aws_rds_cluster_instance"))
        if count < 2:
            yield cluster.violates(f"{count} instance(s)")
    for target in configuration.of("aws_appautoscaling_target"):
        if not target.get("min_capacity"):
            yield target.violates("min_capacity of 0 may stop every task")
    for type_, path in SUBNET_ARGUMENTS.items():
        for resource in configuration.of(type_):
            if len(_zones(configuration, resource.refers_to(*path))) < 2:
                yield resource.violates("in fewer than two zones")
    for files in configuration.of("aws_efs_file_system"):
        targets = configuration.referring(files, "aws_efs_mount_target")
        subnets = {address for each in targets for address in each.refers_to("subnet_id")}
        if len(_zones(configuration, subnets)) < 2:
            yield files.violates("mount targets in fewer than two zones")


def _zones(configuration: Configuration, addresses: set[str]) -> set[str]:
    subnets = configuration.at(addresses, "aws_subnet")
    return {str(subnet.get("availability_zone")) for subnet in subnets}


# HTTPS, and mail submission for deployments that send mail.
TLS_PORTS = (443, 465, 587)


@policy(19, hipaa="312(e)(1)")
def network_egress(configuration: Configuration) -> Violations:
    """Rules for outgoing traffic name a protocol; to networks they allow one TLS port only."""
    # Checkov's CKV_AWS_382 overlooks rules without ports.
    for rule, _, terms in group_rules(configuration, "egress"):
        protocol = str(terms.get("ip_protocol", terms.get("protocol", "-1"))).lower()
        ports = {terms.get("from_port"), terms.get("to_port")}
        networks = [each for key in NETWORKS for each in as_list(terms.get(key))]
        if protocol in EVERY_PROTOCOL:
            yield rule.violates("allows outbound traffic of every protocol")
        elif networks and (
            protocol not in ("tcp", "6") or len(ports) > 1 or not ports <= set(TLS_PORTS)
        ):
            yield rule.violates("allows outbound traffic to a network beyond a single TLS port")


IN_PUBLIC_SUBNETS = {
    "aws_lb",
    "aws_nat_gateway",
    "aws_network_acl_association",
    "aws_route_table_association",
}


@policy(20, hipaa="312(e)(1)", nag="VPCNoUnrestrictedRouteToIGW")
def internet_routes(configuration: Configuration) -> Violations:
    """Only load balancers and NAT gateways are in subnets with a route to an internet gateway."""
    # The route itself cannot be avoided: browsers come in and tasks call out by it.
    public = _public_subnets(configuration)
    for resource in configuration.resources:
        reached = references(resource.attributes) & public
        if reached and resource.type not in IN_PUBLIC_SUBNETS:
            yield resource.violates(f"in public subnet {min(reached)}")
    for association in configuration.of("aws_main_route_table_association"):
        yield association.violates("subnets without a table of their own would get this one")


def _public_subnets(configuration: Configuration) -> set[str]:
    tables = {
        address
        for route in configuration.of("aws_route")
        if _through_internet_gateway(route.refers_to("gateway_id"))
        for address in route.refers_to("route_table_id")
    } | {
        table.address
        for table in configuration.of("aws_route_table", "aws_default_route_table")
        if _through_internet_gateway(table.refers_to("route"))
    }
    return {
        subnet
        for association in configuration.of("aws_route_table_association")
        if association.refers_to("route_table_id") & tables
        for subnet in association.refers_to("subnet_id")
        if subnet.startswith("aws_subnet.")
    }


def _through_internet_gateway(addresses: set[str]) -> bool:
    return any(address.startswith("aws_internet_gateway.") for address in addresses)


SERVICE = "aws_ecs_service"
# Type of what stands behind a security group -> the argument that names the group.
GROUP_MEMBERS = {
    "aws_ecs_service": "network_configuration.security_groups",
    "aws_efs_mount_target": "security_groups",
    "aws_elasticache_serverless_cache": "security_group_ids",
    "aws_lb": "security_groups",
    "aws_rds_cluster": "vpc_security_group_ids",
    "aws_vpc_endpoint": "security_group_ids",
}
# Client, server: load balancer to tasks, tasks to what keeps data and to endpoints of AWS.
CONNECTIONS = {
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


@policy(52, hipaa="308(a)(4)(ii)(B) 312(a)(1) 312(e)(1)", nag="AwsSolutions-RDS8")
def network_connections(configuration: Configuration) -> Violations:
    """Load balancers reach tasks, tasks reach stores, each by the one port listened on."""
    # Rules between security groups; of networks only tasks reach any, and never inwards.
    tiers = {
        group.address: _tier(configuration, group)
        for group in configuration.of("aws_security_group")
    }
    for address, tier in tiers.items():
        if len(tier.kinds) > 1:
            yield Violation(address, f"is shared by {' and '.join(sorted(tier.kinds))}")
    for rule, groups, terms in group_rules(configuration, "ingress"):
        clients = references(terms.get("referenced_security_group_id"))
        for reason in _connection_reasons(tiers, clients, groups, terms) if clients else ():
            yield rule.violates(reason)
    for rule, groups, terms in group_rules(configuration, "egress"):
        servers = references(terms.get("referenced_security_group_id"))
        for reason in _connection_reasons(tiers, groups, servers, terms) if servers else ():
            yield rule.violates(reason)
        if any(terms.get(key) for key in NETWORKS) and _kinds(tiers, groups) != {SERVICE}:
            yield rule.violates("allows something other than tasks to reach a network")


def _connection_reasons(
    tiers: dict[str, Tier], clients: set[str], servers: set[str], terms: dict[str, Any]
) -> Iterator[str]:
    for client in _kinds(tiers, clients) or {"nothing"}:
        for server in _kinds(tiers, servers) or {"nothing"}:
            if (client, server) not in CONNECTIONS:
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
        for type_, path in GROUP_MEMBERS.items()
        for each in configuration.of(type_)
        if group.address in references(list(values_at(each, path)))
    ]
    kinds = {each.type for each in members}
    if group.address == restore_task.GROUP and configuration.at({restore_task.DEFINITION}):
        kinds.add(SERVICE)
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
