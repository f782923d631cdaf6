"""Copies of backups in another Region: the plan's part, and the stack with the vault there."""

from typing import Any

import pytest
from cdktf import App

from stacks.copies import CopiesStack
from tests.synthesized import Stack, references, statements
from tests.unit.stacks.components.bench import NAME, PRODUCTION, deployment, synthesized, whole

REGION = "eu-west-1"
LOCK = "aws_backup_vault_lock_configuration"


def settings(backup: dict[str, Any], **place: Any) -> dict[str, Any]:
    return {**PRODUCTION, "backup": {**backup, "copies": [{"region": REGION, **place}]}}


def there(given: dict[str, Any]) -> Stack:
    """The stack of the only place."""
    chosen = deployment(**given)
    (place,) = chosen.backup.copies
    return synthesized(CopiesStack(App(stack_traces=False), NAME, chosen, place, None))


def copies(given: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Rule of the plan -> the life of its copies."""
    rules = whole(**given).one("aws_backup_plan")["rule"]
    return {
        rule["rule_name"]: rule["copy_action"][0]["lifecycle"]
        for rule in rules
        if rule.get("copy_action")
    }


SOURCE = {
    "daily": {"delete_after": 35},
    "weekly": {"delete_after": 90},
    "monthly": {"delete_after": 2555, "cold_storage_after": 90},
}
LIVES = [
    ({}, SOURCE),
    ({"rules": ["monthly"]}, {"monthly": SOURCE["monthly"]}),
    # Cold storage takes 90 days, which 179 do not leave.
    ({"retention_days": 179}, {rule: {"delete_after": 179} for rule in SOURCE}),
    (
        {"rules": ["monthly"], "retention_days": 180},
        {"monthly": {"delete_after": 180, "cold_storage_after": 90}},
    ),
]


@pytest.mark.parametrize(("place", "lives"), LIVES)
def test_copies_live_as_long_as_settings_say_and_the_lock_there_takes_each(
    place: dict[str, Any], lives: dict[str, dict[str, int]]
):
    given = settings({}, **place)
    assert copies(given) == lives
    lock = there(given).one(LOCK)
    days = [life["delete_after"] for life in lives.values()]
    assert (lock["min_retention_days"], lock["max_retention_days"]) == (min(days), max(days))


FOR_GOOD = {"vault_lock": "compliance", "vault_lock_changeable_for_days": 5}


@pytest.mark.parametrize(
    ("backup", "place", "grace"),
    [
        ({}, {}, None),
        (FOR_GOOD, {}, 5),
        (FOR_GOOD, {"vault_lock": "governance"}, None),
        ({}, {"vault_lock": "compliance", "vault_lock_changeable_for_days": 9}, 9),
        ({"vault_lock": "off"}, {"vault_lock": "governance"}, None),
    ],
)
def test_a_place_without_a_lock_of_its_own_is_locked_as_the_deployment_s_vault(
    backup: dict[str, Any], place: dict[str, Any], grace: int | None
):
    lock = there(settings(backup, **place)).one(LOCK)
    assert lock.get("changeable_for_days") == grace


@pytest.mark.parametrize(
    ("backup", "place"), [({"vault_lock": "off"}, {}), ({}, {"vault_lock": "off"})]
)
def test_a_lock_can_be_left_off(backup: dict[str, Any], place: dict[str, Any]):
    assert LOCK not in there(settings(backup, **place)).json["resource"]


def test_the_plan_names_the_vault_that_the_place_makes():
    given = settings({})
    (action, *_) = (
        action
        for rule in whole(**given).one("aws_backup_plan")["rule"]
        for action in rule["copy_action"]
    )
    vault = there(given).one("aws_backup_vault")
    region, account, name = (
        action["destination_vault_arn"].removeprefix("arn:aws:backup:").split(":", 2)
    )
    assert (region, name) == (REGION, f"backup-vault:{vault['name']}")
    assert account == "${data.aws_caller_identity.account_identity.account_id}"


def test_the_key_there_is_used_through_the_services_of_that_region_only():
    stack = there(settings({}))
    vault, key = stack.one("aws_backup_vault"), stack.one("aws_kms_key")
    assert references(vault["kms_key_arn"]) == {"aws_kms_key.encryption_backup"}
    via = [
        each["Condition"]["StringEquals"]["kms:ViaService"]
        for each in statements(key["policy"])
        if "Condition" in each
    ]
    assert via == [f"{service}.{REGION}.amazonaws.com" for service in ("backup", "rds")]


@pytest.mark.parametrize("environment", ["production", "evaluation"])
def test_data_there_is_protected_as_that_of_the_deployment(environment: str):
    stack = there({**settings({}), "environment": environment})
    kept = environment == "production"
    for type_ in ("aws_backup_vault", "aws_kms_key"):
        assert stack.one(type_)["lifecycle"]["prevent_destroy"] is kept
    assert stack.tags["Environment"] == environment


def test_rare_copies_are_warned_of_and_others_missed():
    rare = whole(**settings({}, rules=["weekly"]))
    often = whole(**settings({}))
    alarm = "aws_cloudwatch_metric_alarm"
    names = {f"monitoring_no_{what}_copy_1" for what in ("database", "files")}
    assert names <= often.resources(alarm).keys()
    assert not names & rare.resources(alarm).keys()
    (said,) = deployment(**settings({}, rules=["weekly"])).backup.warnings
    assert REGION in said
