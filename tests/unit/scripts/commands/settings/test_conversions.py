"""Values of predecessors as settings here: type, unit, meaning, and what is not taken over."""

from typing import Any

import pytest

from scripts.commands.settings.import_.predecessors import PREDECESSORS, Predecessor
from scripts.commands.settings.show import setting_groups
from stacks.settings import SettingsError, parse_settings
from tests.configurations import CERTIFICATE_ARN
from tests.unit.scripts.commands.settings.test_predecessors import targets
from tests.unit.scripts.commands.settings.test_translation import paths, translated, verdict

# By type of the setting, and by key where that is not enough: none is a default of here or there.
PLAUSIBLE: dict[str, Any] = {"number": 3, "integer": 3, "true or false": "false"}
PLAUSIBLE |= {
    "openemr_service_fargate_cpu": 1024 * 4,
    "openemr_service_fargate_memory": 1024 * 9,
    "openemr_service_fargate_memory_autoscaling_percentage": 61,
    "openemr_memory_utilization_threshold": 61,
    "openemr_service_fargate_maximum_capacity": 7,
    "openemr_max_replicas": 7,
    "openemr_min_replicas": 4,
    "certificate_arn": CERTIFICATE_ARN,
    "route53_domain": "example.org",
    "domain_name": "openemr.example.org",
    "aws_region": "us-west-2",
    "environment": "production",
    "vpc_cidr": "10.9.0.0/16",
    "security_group_ip_range": "203.0.113.0/24",
    "security_group_ip_range_ipv4": "203.0.113.0/24",
    "security_group_ip_range_ipv6": "2001:db8::/48",
    "monitoring_email": "oncall@clinic.example.org",
    "deployment_notification_email": "team@clinic.example.org",
    "email_forwarding_address": "office@clinic.example.org",
    "alb_logs_retention_days": 120,
    "app_logs_retention_days": 120,
    "audit_logs_retention_days": 120,
    "redis_max_ecpu_per_second": 2500,
    "database_insights_mode": "advanced",
    "rds_engine_version": "8.0.mysql_aurora.3.11.1",
    "openemr_version": "8.1.0",
    "aurora_min_capacity": 1.5,
    "aurora_max_capacity": 24,
    "activate_openemr_apis": "true",
    "enable_openemr_api": True,
}


def plausible(predecessor: Predecessor) -> dict[str, Any]:
    """A value for each key that becomes a setting."""
    types = {s.path: s.type for group in setting_groups() for s in group.settings}
    return {
        key: PLAUSIBLE.get(key, PLAUSIBLE.get(types[entry.setting]))
        for key, entry in targets(predecessor)
    }


@pytest.mark.parametrize("predecessor", PREDECESSORS.values(), ids=list(PREDECESSORS))
def test_every_key_that_becomes_a_setting_has_its_effect(predecessor: Predecessor):
    """With a value that is nobody's default; what the file alone cannot lower is told."""
    values = plausible(predecessor)
    completing = {
        "fargate": {"domain.hosted_zone_id": "Z0123456789ABCDEFGHIJ"},
        "eks": {"certificate_arn": CERTIFICATE_ARN},
    }
    translation = translated(predecessor.name, values, completing.get(predecessor.name))
    context = {"deployments": {"clinic": translation.deployment}}
    parsed = parse_settings(context).deployments["clinic"]
    for key in values:
        told = verdict(translation, key)
        if told.outcome == "unsupported":
            assert key == "email_forwarding_address"
            continue
        if told.protection == "more":
            assert key in ("rds_deletion_protection", "enable_monitoring_alarms")
            continue
        assert told.outcome in ("taken_over", "renamed", "converted"), key
        effective: Any = parsed
        for name in told.setting.split("."):
            effective = getattr(effective, name)
        if isinstance(told.written, list):
            assert set(told.written) <= set(effective), key
        else:
            assert effective == told.written, key


@pytest.mark.parametrize(
    ("predecessor", "key", "value", "setting", "written"),
    [
        # Only the string "true" is on in the first two.
        ("seed", "enable_ecs_exec", True, "enable_ecs_exec", False),
        ("seed", "enable_ecs_exec", "True", "enable_ecs_exec", False),
        ("seed", "enable_ecs_exec", None, "enable_ecs_exec", False),
        ("fargate", "activate_openemr_apis", "true", "activate_openemr_apis", True),
        ("ecs", "activate_openemr_apis", "TRUE", "activate_openemr_apis", True),
        ("ecs", "activate_openemr_apis", True, "activate_openemr_apis", True),
        ("eks", "enable_openemr_api", "true", "activate_openemr_apis", True),
        # A protection is off only where it says so.
        (
            "fargate",
            "enable_long_term_cloudtrail_monitoring",
            "false",
            "audit_trail.enabled",
            False,
        ),
        ("ecs", "openemr_service_fargate_cpu", "4096", "application.cpu", 4096),
        ("ecs", "openemr_service_fargate_cpu", None, "application.cpu", 2048),
        # EC2 keeps the network without host bits.
        (
            "seed",
            "security_group_ip_range",
            "31.89.197.141/24",
            "security_group_ip_range",
            "31.89.197.0/24",
        ),
        (
            "fargate",
            "security_group_ip_range_ipv6",
            "2001:db8::1/32",
            "clients.ipv6_cidrs",
            ["2001:db8::/32"],
        ),
        ("fargate", "route53_domain", "example.org", "domain.name", "openemr.example.org"),
        ("eks", "aurora_max_capacity", "24", "database.max_capacity_acu", 24),
        ("eks", "domain_name", "openemr.example.org", "host_name", "openemr.example.org"),
    ],
)
def test_values_are_converted(predecessor: str, key: str, value: Any, setting: str, written: Any):
    translation = translated(predecessor, {key: value})
    assert paths(translation.deployment)[setting] == written
    assert verdict(translation, key).written == written


@pytest.mark.parametrize(
    ("predecessor", "key", "value"),
    [
        ("fargate", "enable_long_term_cloudtrail_monitoring", True),
        ("fargate", "enable_long_term_cloudtrail_monitoring", None),
        ("ecs", "rds_deletion_protection", False),
        ("ecs", "rds_deletion_protection", "yes"),
        ("ecs", "enable_monitoring_alarms", "false"),
        ("ecs", "security_group_ip_range_ipv4", "auto"),
        ("eks", "audit_logs_retention_days", 365),
        ("seed", "certificate_arn", ""),
        ("ecs", "certificate_arn", "null"),
    ],
)
def test_values_that_write_nothing(predecessor: str, key: str, value: Any):
    translation = translated(predecessor, {key: value})
    found = verdict(translation, key)
    assert found.written is None
    assert found.outcome == ("unsupported" if value == "auto" else "default")


def test_networks_of_the_kubernetes_api_let_nobody_into_openemr():
    values = {"allowed_cidr_blocks": ["0.0.0.0/0"], "enable_public_access": True}
    translation = translated("eks", values)
    assert translation.deployment["security_group_ip_range"] is None
    assert "clients" not in translation.deployment
    assert any("nobody gets in" in note for note in translation.notes)


def test_a_certificate_decides_the_region_and_what_a_domain_means():
    values = {"certificate_arn": CERTIFICATE_ARN.replace("us-west-2", "eu-west-1")}
    both = translated("ecs", {**values, "route53_domain": "example.org"}).deployment
    assert (both["region"], both["host_name"]) == ("eu-west-1", "openemr.example.org")
    assert "domain" not in both
    alone = translated("ecs", {"route53_domain": "example.org"}).deployment
    assert alone["domain"] == {"name": "openemr.example.org"}
    # Its forerunner makes the record beside a certificate, too.
    made = translated("fargate", {**values, "route53_domain": "example.org"}).deployment
    assert made["domain"] == {"name": "openemr.example.org"}


def test_mail_addresses_come_together_once():
    values = {
        "monitoring_email": "oncall@clinic.example.org",
        "deployment_notification_email": "team@clinic.example.org",
        "email_forwarding_address": "office@clinic.example.org",
    }
    made = translated("ecs", values).deployment["monitoring"]
    assert made == {"email_addresses": [values["monitoring_email"], "team@clinic.example.org"]}
    del values["monitoring_email"]
    made = translated("ecs", values).deployment["monitoring"]
    assert set(made["email_addresses"]) == set(values.values())
    twice = dict.fromkeys(("monitoring_email", "deployment_notification_email"), "a@b.example")
    assert translated("ecs", twice).deployment["monitoring"] == {"email_addresses": ["a@b.example"]}


@pytest.mark.parametrize("value", ["yes", 3.7, [], {"a": 1}, "AUTO", "10.0.0.0/40"])
def test_what_cannot_be_converted_is_left_to_the_reader_of_settings(value: Any):
    values = {
        "security_group_ip_range": value,
        "openemr_service_fargate_minimum_capacity": value,
        "certificate_arn": value,
    }
    translation = translated("seed", values, {"environment": "evaluation"})
    with pytest.raises(SettingsError) as refused:
        parse_settings({"deployments": {"clinic": translation.deployment}})
    told = [each.partition(": ")[0] for each in refused.value.problems]
    assert told == [f"context.deployments.clinic.{key}" for key in values]
