"""Schedules without runs, lifetimes that a lock refuses, and objects that go before their lock."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scripts.commands.scan import project_policies
from scripts.terraform.documents.configuration import read_configuration
from tests.synthesized import Stack

Resources = dict[str, dict[str, Any]]
Edit = Callable[[Resources], object]


def found(stack: Stack, edit: Edit) -> list[str]:
    """What OEMR_61 says of a production after an edit of its resources."""
    changed = stack.changed(lambda document: edit(document["resource"]))
    configuration = read_configuration("case", json.dumps(changed.json))
    return [each.reason for each in project_policies.check(configuration, {"OEMR_61"})]


def rule(name: str, **values: Any) -> Edit:
    """Change one rule of the backup plan."""

    def edit(resources: Resources) -> None:
        rules = resources["aws_backup_plan"]["backup_plan"]["rule"]
        next(each for each in rules if each["rule_name"] == name).update(values)

    return edit


def of_one(type_: str, **values: Any) -> Edit:
    """Change the first resource of a type."""
    return lambda resources: next(iter(resources[type_].values())).update(values)


def expiring(days: int) -> Edit:
    """Let the objects of the trail's bucket expire earlier."""

    def edit(resources: Resources) -> None:
        lifecycles = resources["aws_s3_bucket_lifecycle_configuration"]
        trail = next(each for name, each in lifecycles.items() if "audit_trail" in name)
        trail["rule"][0]["expiration"][0]["days"] = days

    return edit


LOCK = "aws_backup_vault_lock_configuration"


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (rule("daily", schedule="cron(0 5 31 2 ? *)"), "never runs"),
        (rule("daily", schedule="cron(0 99 * * ? *)"), "never runs"),
        (rule("daily", schedule="cron(0/30 5 * * ? *)"), "runs 30 minutes apart"),
        (rule("daily", schedule="cron(0 5 ? * MON,THU *)"), "copies that are due within 4"),
        (rule("daily", lifecycle={"delete_after": 20}), "lock admits 35 or more"),
        (rule("monthly", lifecycle={"delete_after": 9999}), "lock admits 2555 days or less"),
        (rule("monthly", lifecycle={}), "keeps for ever"),
        (
            rule("monthly", lifecycle={"delete_after": 150, "cold_storage_after": 90}),
            "not 180: cold storage takes 90",
        ),
        (of_one(LOCK, max_retention_days=100), "lock admits 100 days or less"),
        (of_one(LOCK, min_retention_days=60), "lock admits 60 or more"),
        (of_one("aws_rds_cluster", backup_retention_period=36), "which AWS refuses"),
        (expiring(400), "deletes after 400 days what is locked for 2557"),
    ],
)
def test_a_defect_is_told(production: Stack, edit: Edit, told: str) -> None:
    reasons = found(production, edit)
    assert any(told in each for each in reasons), reasons


@pytest.mark.parametrize(
    "edit",
    [
        lambda _: None,
        rule("weekly", schedule="cron(0 7 ? * SUN *)"),
        rule("weekly", lifecycle={"delete_after": 400}),
        rule("daily", schedule="rate(1 day)"),
        of_one(LOCK, max_retention_days=4000),
        of_one("aws_rds_cluster", backup_retention_period=20),
        expiring(4000),
    ],
)
def test_other_times_that_fit_pass(production: Stack, edit: Edit) -> None:
    assert found(production, edit) == []


def copy_of(name: str, **values: Any) -> Edit:
    """Change the first copy action of one rule."""

    def edit(resources: Resources) -> None:
        rules = resources["aws_backup_plan"]["backup_plan"]["rule"]
        next(each for each in rules if each["rule_name"] == name)["copy_action"][0].update(values)

    return edit


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda _: None, ""),
        (
            copy_of("monthly", lifecycle={"delete_after": 150, "cold_storage_after": 90}),
            "not 180: cold storage takes 90",
        ),
        (copy_of("daily", destination_vault_arn="arn:stranger"), "copies that are due within 8"),
        (rule("daily", schedule="cron(0 5 */2 * ? *)"), "copies that are due within 3"),
        (rule("daily", copy_action=[]), "but none go"),
    ],
)
def test_copies_elsewhere_are_missed_by_the_schedules_that_make_them(
    deployments: list[Stack], edit: Edit, told: str
) -> None:
    copied = next(stack for stack in deployments if stack.configuration == "copied")
    said = " ".join(found(copied, edit))
    assert told in said
    assert bool(said) == bool(told)
