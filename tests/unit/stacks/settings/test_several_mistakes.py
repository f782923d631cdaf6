"""All mistakes of all deployments are said at once, and none of them twice."""

import pytest

from stacks.settings import SettingsError, parse_settings
from tests.unit.stacks.settings.mistakes import compute, edge, network

NORTH, SOUTH = "context.deployments.north", "context.deployments.south"


def problems(**deployments: object) -> list[str]:
    """What is said about these deployments."""
    with pytest.raises(SettingsError) as refusal:
        parse_settings({"deployments": deployments})
    return refusal.value.problems


def test_mistakes_of_several_deployments_are_said_together():
    north = {"security_group_ip_range": "203.0.113/24", "database": {"readers": 16}}
    south = {"region": "us-west-9", "zzz": 1, "tags": {"owner": 5}}
    with pytest.raises(SettingsError) as refusal:
        parse_settings(
            {
                "deployment": {},
                "deployments": {"north": north, "south": south, "East": {}},
                "remote_state": {"bucket": "a.b"},
            }
        )
    places = [line.partition(": ")[0] for line in refusal.value.problems]
    assert sorted(places) == [
        "context.deployment",
        "context.deployments.East",
        f"{NORTH}.database.readers",
        f"{NORTH}.security_group_ip_range",
        f"{SOUTH}.region",
        f"{SOUTH}.tags.owner",
        f"{SOUTH}.zzz",
        "context.remote_state.bucket",
    ]
    assert str(refusal.value) == "\n".join(refusal.value.problems)


def test_rules_between_fields_are_said_together_with_mistakes_in_other_fields():
    said = problems(
        north={
            "openemr_service_fargate_minimum_capacity": 5,
            "openemr_service_fargate_maximum_capacity": 4,
            "environment": "production",
            "application": {"cpu": 256, "memory_mib": 4096, "cpu_architecture": "arm64"},
            "database": {"min_capacity_acu": 8, "max_capacity_acu": 4, "readers": 16},
            "region": "us-west-9",
        }
    )
    assert sorted(line.partition(": ")[0].removeprefix(f"{NORTH}.") for line in said) == [
        "application.cpu_architecture",
        "application.memory_mib",
        "database.min_capacity_acu",
        "database.readers",
        "environment",
        "openemr_service_fargate_minimum_capacity",
        "region",
    ]


def test_a_rule_is_not_applied_to_a_field_that_is_wrong_in_itself():
    said = problems(
        north={
            # Without the first number the default maximum, 100, would be compared with 200.
            "openemr_service_fargate_maximum_capacity": "300",
            "openemr_service_fargate_minimum_capacity": 200,
            # Without the CPU the default CPU would be compared with the memory.
            "application": {"cpu": 1000, "memory_mib": 16384},
            # Without the zone id there would be no domain, hence no TLS.
            "environment": "production",
            "domain": {"name": "openemr.example.org"},
        }
    )
    assert sorted(said) == [
        f"{NORTH}.application.cpu: received 1000; accepted: {compute.CPU}",
        f"{NORTH}.domain.hosted_zone_id: is missing; accepted: a value, it has no default",
        (
            f'{NORTH}.openemr_service_fargate_maximum_capacity: received "300"; accepted: '
            "a valid integer"
        ),
    ]


def test_an_empty_domain_lacks_both_of_its_settings():
    said = problems(north={"domain": {}})
    assert sorted(said) == [
        f"{NORTH}.domain.hosted_zone_id: is missing; accepted: a value, it has no default",
        f"{NORTH}.domain.name: is missing; accepted: a value, it has no default",
    ]


def test_every_way_to_the_whole_internet_is_refused_at_once():
    said = problems(
        north={
            "security_group_ip_range": "0.0.0.0/0",
            "clients": {"ipv4_cidrs": ["0.0.0.0/0"], "ipv6_cidrs": ["::/0"]},
        }
    )
    assert said == [
        f'{NORTH}.clients.ipv4_cidrs: received "0.0.0.0/0"; accepted: {network.NARROWER}',
        f'{NORTH}.clients.ipv6_cidrs: received "::/0"; accepted: {network.NARROWER}',
        f'{NORTH}.security_group_ip_range: received "0.0.0.0/0"; accepted: {network.NARROWER}',
    ]


def test_a_confirmation_that_is_not_true_confirms_nothing():
    clients = {"open_to_the_whole_internet": "yes"}
    said = problems(north={"security_group_ip_range": "0.0.0.0/0", "clients": clients})
    assert said == [
        f'{NORTH}.clients.open_to_the_whole_internet: received "yes"; accepted: a valid boolean',
        f'{NORTH}.security_group_ip_range: received "0.0.0.0/0"; accepted: {network.NARROWER}',
    ]


def test_the_same_mistake_is_said_of_each_deployment():
    said = problems(north={"environment": "production"}, south={"environment": "production"})
    expected = f'.environment: received "production"; accepted: {edge.PRODUCTION}'
    assert said == [NORTH + expected, SOUTH + expected]


def test_wrong_places_of_copies_hide_no_rule_of_the_others():
    said = problems(
        north={
            "backup": {
                "copies": [{"region": "eu-west-9"}, {"region": "eu-west-1", "retention_days": 0}],
                "monthly_retention_days": 100,
            }
        }
    )
    assert sorted(line.partition(": ")[0].removeprefix(f"{NORTH}.") for line in said) == [
        "backup.copies.0.region",
        "backup.copies.1.retention_days",
        "backup.monthly_retention_days",
    ]


def test_no_stack_of_copies_has_the_name_of_a_deployment_or_of_another():
    copied = {"backup": {"copies": [{"region": "eu-west-1"}]}}
    (line,) = problems(**{"north": copied, "north-eu-west-1": {}})
    assert line == (
        f'{NORTH}.backup.copies: received "eu-west-1"; accepted: a Region with which '
        "north-eu-west-1 is not a deployment too"
    )
