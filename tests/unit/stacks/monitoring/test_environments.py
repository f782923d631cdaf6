"""On in production, off in evaluation, and both by choice."""

from pathlib import Path

import pytest

from stacks.settings import SettingsError, parse_settings
from tests.synthesized import Stack
from tests.unit.stacks.monitoring.deploying import deployed

WATCHING = (
    "aws_backup_vault_lock_configuration",
    "aws_backup_vault_policy",
    "aws_cloudtrail",
    "aws_cloudwatch_dashboard",
    "aws_cloudwatch_event_rule",
    "aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_metric_alarm",
    "aws_sns_topic",
)


@pytest.mark.parametrize("type_", WATCHING)
def test_production_is_watched(watched: list[Stack], type_: str):
    for stack in watched:
        assert stack.resources(type_), f"{stack}: {type_}"


@pytest.mark.parametrize("type_", WATCHING)
def test_evaluation_is_not(deployments: list[Stack], type_: str):
    evaluations = [stack for stack in deployments if not stack.is_production]
    assert evaluations
    for stack in evaluations:
        assert not stack.resources(type_), f"{stack}: {type_}"


def test_evaluation_makes_no_key_for_what_it_does_without(deployments: list[Stack]):
    for stack in deployments:
        if not stack.is_production:
            keys = set(stack.resources("aws_kms_key"))
            assert not keys & {"encryption_alarms", "encryption_trail"}, str(stack)


def test_production_can_do_without_monitoring(tmp_path: Path):
    stack = deployed(tmp_path, monitoring={"enabled": False})
    assert not stack.resources("aws_cloudwatch_metric_alarm")
    assert not stack.resources("aws_cloudwatch_dashboard")
    assert stack.resources("aws_cloudtrail")


def test_the_vault_is_locked_to_what_the_plan_keeps(tmp_path: Path):
    backup = {"daily_retention_days": 40, "monthly_retention_days": 3000}
    stack = deployed(tmp_path, backup=backup)
    lock = stack.one("aws_backup_vault_lock_configuration")
    assert (lock["min_retention_days"], lock["max_retention_days"]) == (40, 3000)
    assert "changeable_for_days" not in lock


def test_a_lock_that_nobody_can_undo_must_be_asked_for(tmp_path: Path):
    backup = {"vault_lock": "compliance", "vault_lock_changeable_for_days": 3}
    lock = deployed(tmp_path, backup=backup).one("aws_backup_vault_lock_configuration")
    assert lock["changeable_for_days"] == 3


@pytest.mark.parametrize(
    "backup",
    [
        {"vault_lock": "compliance"},
        {"vault_lock_changeable_for_days": 3},
        {"vault_lock": "compliance", "vault_lock_changeable_for_days": 2},
    ],
)
def test_a_half_chosen_lock_is_refused_by_name(backup: dict[str, object]):
    with pytest.raises(SettingsError, match=r"backup\.vault_lock_changeable_for_days"):
        parse_settings({"deployments": {"clinic": {"backup": backup}}})


@pytest.mark.parametrize(
    "address", ["oncall", "oncall@", "@clinic.example", "a b@clinic.example", "x@y"]
)
def test_an_address_that_is_none_is_refused_by_name(address: str):
    settings = {"monitoring": {"email_addresses": [address]}}
    with pytest.raises(SettingsError, match=r"monitoring\.email_addresses.*an e-mail address"):
        parse_settings({"deployments": {"clinic": settings}})
