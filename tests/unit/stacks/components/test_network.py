"""The VPC: subnets that do not overlap, one way in, and a way out for each zone or for all."""

import ipaddress

import pytest

from stacks.components.network import Network
from tests.synthesized import Stack, references
from tests.unit.stacks.components.bench import Bench

ZONES = ["us-west-2a", "us-west-2b", "us-west-2c"]


def build(**settings: object) -> Stack:
    bench = Bench(**settings)
    Network(bench.stack, "network", bench.base, settings=bench.settings)
    return bench.synthesized()


def blocks(stack: Stack) -> dict[str, str]:
    return {name: subnet["cidr_block"] for name, subnet in stack.resources("aws_subnet").items()}


@pytest.mark.parametrize(
    ("cidr", "zones", "prefix"),
    [
        ("10.0.0.0/16", 2, 18),
        ("10.0.0.0/16", 3, 19),
        ("172.16.0.0/24", 2, 26),
        ("192.168.4.0/22", 3, 25),
    ],
)
def test_subnets_part_the_vpc_without_overlap(cidr: str, zones: int, prefix: int):
    stack = build(network={"cidr": cidr, "availability_zones": ZONES[:zones]})
    networks = [ipaddress.IPv4Network(block) for block in blocks(stack).values()]
    assert len(networks) == 2 * zones
    assert {network.prefixlen for network in networks} == {prefix}
    assert all(network.subnet_of(ipaddress.IPv4Network(cidr)) for network in networks)
    assert sum(n.num_addresses for n in ipaddress.collapse_addresses(networks)) == sum(
        n.num_addresses for n in networks
    )


def test_each_zone_has_a_public_and_a_private_subnet():
    stack = build(network={"availability_zones": ZONES})
    for tier in ("public", "private"):
        zones = [
            stack.at(f"aws_subnet.network_{tier}_{index}")["availability_zone"]
            for index in (1, 2, 3)
        ]
        assert zones == ZONES


@pytest.mark.parametrize(("gateways", "count"), [("single", 1), ("per_zone", 3)])
def test_private_subnets_leave_through_nat(gateways: str, count: int):
    stack = build(network={"nat_gateways": gateways, "availability_zones": ZONES})
    assert len(stack.resources("aws_nat_gateway")) == len(stack.resources("aws_eip")) == count
    for index in (1, 2, 3):
        route = stack.at(f"aws_route.network_private_{index}_route")
        gateway = f"aws_nat_gateway.network_nat_{min(index, count)}"
        assert references(route["nat_gateway_id"]) == {gateway}
        assert route["destination_cidr_block"] == "0.0.0.0/0"


def test_without_nat_tasks_are_public_and_the_private_subnets_have_no_way_out():
    bench = Bench(network={"nat_gateways": "none"})
    network = Network(bench.stack, "network", bench.base, settings=bench.settings)
    stack = bench.synthesized()
    assert not stack.resources("aws_nat_gateway")
    assert not stack.resources("aws_eip")
    assert list(stack.resources("aws_route")) == ["network_public_route"]
    assert network.tasks_are_public is True
    assert network.task_subnet_ids == network.public_subnet_ids != network.private_subnet_ids


@pytest.mark.parametrize("gateways", ["single", "per_zone"])
def test_with_nat_tasks_are_private(gateways: str):
    bench = Bench(network={"nat_gateways": gateways})
    network = Network(bench.stack, "network", bench.base, settings=bench.settings)
    assert network.tasks_are_public is False
    assert network.task_subnet_ids == network.private_subnet_ids


def test_a_nat_gateway_waits_for_the_way_to_the_internet():
    gateway = build().at("aws_nat_gateway.network_nat_1")
    assert gateway["depends_on"] == ["aws_route.network_public_route"]


def test_s3_is_reached_without_nat():
    stack = build()
    endpoint = stack.at("aws_vpc_endpoint.network_s3")
    assert endpoint["service_name"] == "com.amazonaws.us-west-2.s3"
    tables = {f"aws_route_table.network_private_{index}_table" for index in (1, 2)}
    assert references(endpoint["route_table_ids"]) == tables


def test_the_vpc_is_ipv4_only_until_ipv6_clients_are_named():
    alone, dual = build(), build(clients={"ipv6_cidrs": ["2001:db8::/32"]})
    assert "assign_generated_ipv6_cidr_block" not in alone.one("aws_vpc")
    assert dual.one("aws_vpc")["assign_generated_ipv6_cidr_block"] is True
    public = [dual.at(f"aws_subnet.network_public_{index}")["ipv6_cidr_block"] for index in (1, 2)]
    assert len(set(public)) == 2
    assert "ipv6_cidr_block" not in dual.at("aws_subnet.network_private_1")
    ways = [
        route.get("destination_ipv6_cidr_block") for route in dual.resources("aws_route").values()
    ]
    assert ways.count("::/0") == 1
