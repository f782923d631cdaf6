"""What a deployment gets that says nothing, and what the predecessor's users get."""

import json
from typing import Any

import pytest

from stacks.settings import Deployment, parse_settings

CERTIFICATE = "arn:aws:acm:us-west-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"

# As the predecessor, aws-samples/host-openemr-on-aws-fargate, ships them in its cdk.json.
PREDECESSOR = {
    "security_group_ip_range": None,
    "openemr_service_fargate_minimum_capacity": 2,
    "openemr_service_fargate_maximum_capacity": 100,
    "openemr_service_fargate_cpu_autoscaling_percentage": 40,
    "openemr_service_fargate_memory_autoscaling_percentage": 40,
    "enable_ecs_exec": "true",
    "certificate_arn": None,
    "activate_openemr_apis": "false",
}

BACKUP = {
    "daily_schedule": "cron(0 5 * * ? *)",
    "daily_retention_days": 35,
    "weekly_schedule": "cron(0 5 ? * SAT *)",
    "weekly_retention_days": 90,
    "monthly_schedule": "cron(0 5 1 * ? *)",
    "monthly_cold_storage_after_days": 90,
    "monthly_retention_days": 2555,
}

# Setting: in production, in evaluation.
BY_ENVIRONMENT = {
    "network.nat_gateways": ("per_zone", "single"),
    "database.min_capacity_acu": (0.5, 0),
    "application.background_services_seconds": (60, 0),
    "database.backup_retention_days": (35, 1),
    "database.deletion_protected": (True, False),
    "database.final_snapshot": (True, False),
    "cache.snapshot_retention_days": (15, 0),
    "backup.restore_test_due": ("cron(0 15 ? 1,4,7,10 2#1 *)", None),
    "backup.vault_lock": ("governance", "off"),
    "audit_trail.enabled": (True, False),
    "audit_trail.object_lock": ("governance", "off"),
    "monitoring.enabled": (True, False),
    "logs.application_retention_days": (365, 30),
    "logs.audit_retention_days": (2192, 30),
    "logs.access_log_retention_days": (2192, 30),
}


def deployment(**settings: Any) -> Deployment:
    """The parsed settings of one deployment."""
    return parse_settings({"deployments": {"clinic": settings}}).deployments["clinic"]


def value(settings: Deployment, path: str) -> Any:
    """The value of one setting by its dotted path."""
    found: Any = settings
    for name in path.split("."):
        found = getattr(found, name)
    return found


@pytest.mark.parametrize("name", PREDECESSOR)
def test_the_predecessors_parameters_keep_their_defaults(name: str):
    stated = PREDECESSOR[name]
    if stated in ("true", "false"):
        stated = stated == "true"
    assert getattr(deployment(), name) == stated


def test_a_block_copied_from_the_predecessor_means_what_it_meant():
    copied = deployment(**json.loads(json.dumps(PREDECESSOR)))
    assert copied == deployment()
    assert copied.enable_ecs_exec is True
    assert copied.activate_openemr_apis is False


@pytest.mark.parametrize("name", ["enable_ecs_exec", "activate_openemr_apis"])
@pytest.mark.parametrize(("given", "meant"), [("true", True), ("false", False), (True, True)])
def test_a_toggle_takes_booleans_and_the_predecessors_strings(name: str, given: Any, meant: bool):
    assert getattr(deployment(certificate_arn=CERTIFICATE, **{name: given}), name) is meant


@pytest.mark.parametrize("path", BY_ENVIRONMENT)
def test_defaults_are_safe_in_production_and_cheap_in_evaluation(path: str):
    production, evaluation = BY_ENVIRONMENT[path]
    assert value(deployment(certificate_arn=CERTIFICATE), path) == production
    assert value(deployment(), path) == evaluation


def test_evaluation_defaults_give_way_to_settings_of_the_same_group():
    database = deployment(database={"deletion_protected": True}).database
    assert database.deletion_protected is True
    assert database.final_snapshot is False


def test_production_keeps_every_safeguard_unless_it_is_named():
    database = deployment(certificate_arn=CERTIFICATE, database={"readers": 0}).database
    assert database.deletion_protected is True
    assert database.final_snapshot is True


@pytest.mark.parametrize(
    ("settings", "environment"),
    [
        ({}, "evaluation"),
        ({"certificate_arn": CERTIFICATE}, "production"),
        (
            {"domain": {"name": "openemr.example.org", "hosted_zone_id": "Z0123456789"}},
            "production",
        ),
        ({"certificate_arn": CERTIFICATE, "environment": "evaluation"}, "evaluation"),
    ],
)
def test_tls_makes_a_deployment_production_unless_it_says_otherwise(
    settings: dict[str, Any], environment: str
):
    assert deployment(**settings).environment == environment


def test_nobody_gets_in_and_the_apis_are_off_by_default():
    settings = deployment(certificate_arn=CERTIFICATE)
    assert settings.client_cidrs == ()
    assert settings.activate_openemr_apis is False
    assert settings.clients.open_to_the_whole_internet is False


@pytest.mark.parametrize("setting", BACKUP)
def test_backups_are_made_and_kept_as_the_predecessors(setting: str):
    assert getattr(deployment().backup, setting) == BACKUP[setting]


def test_settings_never_change():
    with pytest.raises(ValueError, match="frozen"):
        deployment().region = "eu-west-1"  # type: ignore[misc]
