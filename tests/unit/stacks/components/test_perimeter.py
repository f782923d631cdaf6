"""Security groups: a rule on both sides of each connection, for the group that needs it."""

import pytest

from stacks.components.perimeter import Perimeter
from tests.synthesized import Stack
from tests.unit.stacks.components.bench import Bench

INGRESS, EGRESS = "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"


@pytest.fixture(scope="module")
def stack() -> Stack:
    bench = Bench()
    inner = Perimeter(bench.stack, "inner", name="inner", role="database", vpc_id="vpc-1")
    outer = Perimeter(bench.stack, "outer", name="outer", role="application", vpc_id="vpc-1")
    inner.admit(outer, 3306, "MySQL")
    outer.admit_network("203.0.113.0/24", 443, "Browsers")
    outer.admit_network("2001:db8::/32", 443, "Browsers")
    outer.reach_https_anywhere("AWS APIs")
    return bench.synthesized()


def test_a_group_begins_closed(stack: Stack):
    group = stack.at("aws_security_group.inner_group")
    assert group["description"] == "OpenEMR database"
    assert not {"ingress", "egress"} & group.keys()


@pytest.mark.parametrize(
    ("address", "group", "other"),
    [
        (f"{INGRESS}.inner_from_application", "inner", "outer"),
        (f"{EGRESS}.outer_to_database", "outer", "inner"),
    ],
)
def test_admitting_opens_one_port_on_both_sides(stack: Stack, address: str, group: str, other: str):
    rule = stack.at(address)
    assert rule["description"] == "MySQL from application to database"
    assert (rule["ip_protocol"], rule["from_port"], rule["to_port"]) == ("tcp", 3306, 3306)
    assert rule["security_group_id"] == f"${{aws_security_group.{group}_group.id}}"
    assert rule["referenced_security_group_id"] == f"${{aws_security_group.{other}_group.id}}"


def test_a_network_is_admitted_by_its_family(stack: Stack):
    ipv4 = stack.at(f"{INGRESS}.outer_from_203_0_113_0_24_443")
    ipv6 = stack.at(f"{INGRESS}.outer_from_2001_db8___32_443")
    assert ipv4["cidr_ipv4"] == "203.0.113.0/24"
    assert "cidr_ipv6" not in ipv4
    assert ipv6["cidr_ipv6"] == "2001:db8::/32"
    assert "cidr_ipv4" not in ipv6


def test_the_way_out_is_https(stack: Stack):
    rule = stack.at(f"{EGRESS}.outer_to_internet")
    assert (rule["cidr_ipv4"], rule["from_port"], rule["to_port"]) == ("0.0.0.0/0", 443, 443)
    assert rule["description"] == "AWS APIs"
