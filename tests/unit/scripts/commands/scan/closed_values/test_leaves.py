"""Flat arguments: what means the same reads the same, and what does not, does not."""

import json
from typing import Any

import pytest

from scripts.commands.scan.closed_values.leaves import Own, family_of, flat

OWN = Own("clinic", "us-west-2")


def leaves(body: Any, key: str = "") -> dict[str, Any]:
    return flat(json.dumps(body), OWN, key)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"block": {"a": 1}}, {"block": [{"a": 1}]}),
        ({"policy": '{"Action":"a:B"}'}, {"policy": '{ "Action" : ["a:B"] }'}),
        ({"zones": ["a", "b"]}, {"zones": ["b", "a"]}),
        ({"list": [{"name": "a"}, {"name": "b"}]}, {"list": [{"name": "b"}, {"name": "a"}]}),
        ({"a": 1, "//": "comment"}, {"a": 1}),
    ],
)
def test_what_means_the_same_reads_the_same(one: Any, other: Any) -> None:
    assert leaves(one) == leaves(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": True}, {"a": "true"}),
        ({"a": 1}, {"a": "1"}),
        ({"zones": ["a"]}, {"zones": ["a", "a"]}),
        ({"command": ["a", "b"]}, {"command": ["b", "a"]}),
        ({"list": [{"name": "a", "v": 1}]}, {"list": [{"name": "a", "v": 1}, {"name": "a"}]}),
        ({"a": "x" * 500}, {"a": "x" * 499 + "y"}),
        ({"a": {}}, {}),
    ],
)
def test_what_differs_reads_otherwise(one: Any, other: Any) -> None:
    assert {path: json.dumps(value) for path, value in leaves(one).items()} != {
        path: json.dumps(value) for path, value in leaves(other).items()
    }


@pytest.mark.parametrize(
    ("text", "general"),
    [
        ("openemr-clinic-database", "openemr-<<deployment>>-database"),
        ("openemr-clinic-cache-database", "openemr-<<deployment>>-cache-database"),
        ("openemr-clinics-database", "openemr-clinics-database"),
        ("/openemr/clinic/tasks", "/openemr/<<deployment>>/tasks"),
        ("clinic", "<<deployment>>"),
        ("a clinic", "a clinic"),
        ("us-west-2a", "<<region>>a"),
        ("us-west-20", "us-west-20"),
    ],
)
def test_a_deployments_own_names_become_general(text: str, general: str) -> None:
    assert leaves({"name": text}) == {"name": general}


def test_a_clients_network_is_the_one_that_names_its_rule() -> None:
    rule = "aws_vpc_security_group_ingress_rule.front_door_perimeter_from_"
    assert family_of(f"{rule}203_0_113_0_24_443") == f"{rule}*_443"
    assert family_of(f"{rule}2001_db8_1234___48_80") == f"{rule}*_80"
    assert family_of("aws_vpc_security_group_ingress_rule.cache_perimeter_from_application") == (
        "aws_vpc_security_group_ingress_rule.cache_perimeter_from_application"
    )
    assert leaves({"cidr_ipv4": "203.0.113.0/24"}, "203_0_113_0_24") == {"cidr_ipv4": "<<client>>"}
    assert leaves({"cidr_ipv4": "0.0.0.0/0"}, "203_0_113_0_24") == {"cidr_ipv4": "0.0.0.0/0"}
