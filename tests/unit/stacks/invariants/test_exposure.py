"""Nothing can be reached that need not be, and only by whom it is meant for."""

from collections.abc import Iterator
from typing import Any

from tests.configurations import CONFIGURATIONS
from tests.synthesized import Stack, as_list, references, refers_to
from tests.unit.stacks.invariants.rule import Violation, breaks, check

WORLD = ("0.0.0.0/0", "::/0")
RULES = ("aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule")
TO_THE_INTERNET = {
    "aws_vpc_security_group_egress_rule.application_perimeter_to_internet": (
        "tasks fetch their image and call AWS and connected services, by HTTPS alone"
    ),
    "aws_vpc_security_group_egress_rule.application_restore_perimeter_to_internet": (
        "so does the task of a restore"
    ),
}
CLIENT_RULES = {
    "aws_vpc_security_group_ingress_rule.front_door_perimeter_from_*": (
        "browsers and API clients come from networks, not from security groups"
    ),
    **TO_THE_INTERNET,
}
# Type -> argument that says no to the public, and how.
PRIVATE = {
    "aws_ecs_service": ("network_configuration.assign_public_ip", False),
    "aws_rds_cluster_instance": ("publicly_accessible", False),
    "aws_subnet": ("map_public_ip_on_launch", False),
}
# Type -> argument that says in which subnets it lives.
IN_PRIVATE_SUBNETS = {
    "aws_db_subnet_group": "subnet_ids",
    "aws_ecs_service": "network_configuration.subnets",
    "aws_efs_mount_target": "subnet_id",
    "aws_elasticache_serverless_cache": "subnet_ids",
}


def argument(attributes: Any, path: str) -> Any:
    """The value at a dotted path of blocks that stand once."""
    for key in path.split("."):
        attributes = attributes.get(key)
    return attributes


def open_to_the_world(stack: Stack) -> Iterator[Violation]:
    """Security group rules with the whole internet at the other end."""
    for type_ in RULES:
        for name, rule in stack.resources(type_).items():
            for family in ("cidr_ipv4", "cidr_ipv6"):
                if rule.get(family) in WORLD:
                    yield Violation(f"{type_}.{name}", f"{family} is {rule[family]}")


def rules_by_network(stack: Stack) -> Iterator[Violation]:
    """Rules whose other end is no security group of this stack."""
    for type_ in RULES:
        for name, rule in stack.resources(type_).items():
            if not refers_to(rule.get("referenced_security_group_id"), "aws_security_group"):
                yield Violation(f"{type_}.{name}", "refers to no security group")


def careless_rules(stack: Stack) -> Iterator[Violation]:
    """Rules that do not say what they are for, or admit more than one TCP port."""
    for type_ in RULES:
        for name, rule in stack.resources(type_).items():
            if not rule.get("description"):
                yield Violation(f"{type_}.{name}", "has no description")
            ports = (rule.get("ip_protocol"), rule.get("from_port"))
            if ports != ("tcp", rule.get("to_port")):
                yield Violation(f"{type_}.{name}", f"admits {ports} to {rule.get('to_port')}")


def groups_with_rules_of_their_own(stack: Stack) -> Iterator[Violation]:
    """Security groups that do not begin closed; the VPC's own must stay so."""
    for type_ in ("aws_security_group", "aws_default_security_group"):
        for name, group in stack.resources(type_).items():
            if {"ingress", "egress"} & group.keys():
                yield Violation(f"{type_}.{name}", "has rules of its own")
    if stack.resources("aws_vpc") and not stack.resources("aws_default_security_group"):
        yield Violation("aws_vpc.network_vpc", "leaves its default security group open")


def public_addresses(stack: Stack) -> Iterator[Violation]:
    """Anything but load balancer and NAT that could get a public address."""
    for type_, (path, wanted) in PRIVATE.items():
        for name, attributes in stack.resources(type_).items():
            if argument(attributes, path) is not wanted:
                yield Violation(f"{type_}.{name}", f"{path} is not {wanted}")
    nat = references(list(stack.resources("aws_nat_gateway").values()))
    for name in stack.resources("aws_eip"):
        if f"aws_eip.{name}" not in nat:
            yield Violation(f"aws_eip.{name}", "belongs to no NAT gateway")


def subnets_with_a_way_in(stack: Stack) -> set[str]:
    """Subnets whose route table leads to the internet gateway."""
    routes = stack.resources("aws_route").values()
    tables = {route["route_table_id"] for route in routes if "gateway_id" in route}
    associations = stack.resources("aws_route_table_association").values()
    return {entry["subnet_id"] for entry in associations if entry["route_table_id"] in tables}


def outside_of_private_subnets(stack: Stack) -> Iterator[Violation]:
    """What keeps or handles data in a subnet that the internet can reach."""
    public = subnets_with_a_way_in(stack)
    for type_, path in IN_PRIVATE_SUBNETS.items():
        for name, attributes in stack.resources(type_).items():
            subnets = as_list(argument(attributes, path))
            if not subnets or public & set(subnets):
                yield Violation(f"{type_}.{name}", f"{path} is {subnets}")


def test_no_rule_admits_the_whole_internet(stacks: list[Stack]):
    for context in CONFIGURATIONS.values():
        assert "open_to_the_whole_internet" not in str(context), "a configuration confirms it"
    check(open_to_the_world, stacks, TO_THE_INTERNET)


def test_rules_refer_to_groups_except_for_clients(deployments: list[Stack]):
    check(rules_by_network, deployments, CLIENT_RULES)


def test_only_the_networks_in_the_settings_may_reach_the_load_balancer(deployments: list[Stack]):
    for stack in deployments:
        settings = CONFIGURATIONS[stack.configuration]["deployments"][stack.name]
        clients = settings.get("clients", {})
        wanted = {
            settings.get("security_group_ip_range"),
            *clients.get("ipv4_cidrs", []),
            *clients.get("ipv6_cidrs", []),
        }
        rules = stack.resources("aws_vpc_security_group_ingress_rule").values()
        found = {rule.get("cidr_ipv4") or rule.get("cidr_ipv6") for rule in rules}
        assert found - {None} == wanted - {None}, stack


def test_every_rule_admits_one_port_and_says_why(deployments: list[Stack]):
    check(careless_rules, deployments)


def test_security_groups_begin_closed(stacks: list[Stack]):
    check(groups_with_rules_of_their_own, stacks)


def test_only_load_balancer_and_nat_have_public_addresses(stacks: list[Stack]):
    check(public_addresses, stacks)


def test_data_and_tasks_live_in_private_subnets(stacks: list[Stack]):
    check(outside_of_private_subnets, stacks)


def test_these_rules_notice(default: Stack):
    from_tasks = "aws_vpc_security_group_ingress_rule.database_perimeter_from_application"
    breaks(open_to_the_world, default, from_tasks, cidr_ipv4="0.0.0.0/0")
    breaks(rules_by_network, default, from_tasks, referenced_security_group_id=None)
    breaks(careless_rules, default, from_tasks, description="")
    breaks(careless_rules, default, from_tasks, ip_protocol="-1")
    group = "aws_security_group.cache_perimeter_group"
    breaks(groups_with_rules_of_their_own, default, group, egress=[{"protocol": "-1"}])
    breaks(public_addresses, default, "aws_subnet.network_public_1", map_public_ip_on_launch=True)
    writer = "aws_rds_cluster_instance.database_writer"
    breaks(public_addresses, default, writer, publicly_accessible=None)
    mount = "aws_efs_mount_target.files_mount_1"
    outside = "${aws_subnet.network_public_1.id}"
    breaks(outside_of_private_subnets, default, mount, subnet_id=outside)
