"""Plans that take a whole production into a state: what an import re-reads, and what differs."""

import copy
from typing import Any

import pytest

from scripts.resources import known
from scripts.resources.facets.discovery import Idempotent
from scripts.review.plan_review import CHANGES, Review, review
from tests.configurations import EVERYTHING_ON
from tests.terraform.plan.edits import entry
from tests.unit.scripts.review.synthesized_plans import planned, synthesized

Document = dict[str, Any]
STACK = synthesized(EVERYTHING_ON, "everything")
UNCHANGED = planned(STACK, STACK)
ADDRESSES = [each["address"] for each in UNCHANGED["resource_changes"]]
# One of each type stands for all of it.
ONE_OF_EACH = list({each.partition(".")[0]: each for each in ADDRESSES}.values())
CLUSTER, LOG = "aws_rds_cluster.database_cluster", "aws_cloudwatch_log_group.application_task_log"
VAULT_LOCK = "aws_backup_vault_lock_configuration.backup_vault_lock"


def _is_idempotent(address: str) -> bool:
    return isinstance(getattr(known(address.partition(".")[0]), "discovery", None), Idempotent)


def _adoption() -> Document:
    """Everything is imported, but for what is made again without harm."""
    document = copy.deepcopy(UNCHANGED)
    for each in document["resource_changes"]:
        change = each["change"]
        if each["type"] == "aws_secretsmanager_secret_version":
            continue  # entered into the state before the plan (adoption/secret_versions.py)
        if _is_idempotent(each["address"]):
            change |= {"actions": ["create"], "before": None}
        else:
            change["importing"] = {"id": "x"}
    return document


def _unread(address: str) -> set[str]:
    entry_ = known(address.partition(".")[0])
    return {*entry_.unreported, *entry_.unread}


def _read_as(document: Document, address: str, **values: Any) -> None:
    """The import reads other values than the settings give."""
    change = entry(document, address)["change"]
    change |= {"actions": ["update"], "before": {**change["before"], **values}}


def _told(result: Review) -> list[str]:
    return [
        f"{item.address} {each.attribute}: {each.reason}"
        for item in result.stopped
        for each in item.judged.verdicts
    ]


def test_an_adoption_that_only_reads_anew_needs_no_word() -> None:
    document = _adoption()
    for each in document["resource_changes"]:
        given = _unread(each["address"]) & {*(each["change"]["after"] or ())}
        if given and each["change"]["actions"] != ["create"]:
            _read_as(document, each["address"], **dict.fromkeys(given))
    result = review(document, (), STACK.json)
    assert _told(result) == []
    assert result.exit_code == CHANGES
    assert result.counts["import"] + result.counts["update"] > 200
    assert result.counts["update"] > 10


@pytest.mark.parametrize("address", ONE_OF_EACH)
def test_an_import_excuses_nothing_else(address: str) -> None:
    """Each argument that the import reads as nothing is judged as in a plan without imports."""
    after = entry(UNCHANGED, address)["change"]["after"]
    alone = {**UNCHANGED, "resource_changes": [entry(UNCHANGED, address)]}
    for name in [each for each in after if each not in {"id", "arn", "fqdn"} | _unread(address)]:
        plain = alone | {"resource_changes": copy.deepcopy(alone["resource_changes"])}
        _read_as(plain, address, **{name: None})
        imported = alone | {"resource_changes": copy.deepcopy(plain["resource_changes"])}
        entry(imported, address)["change"]["importing"] = {"id": "x"}
        results = [review(each, (), STACK.json) for each in (plain, imported)]
        assert _told(results[1]) == _told(results[0]), name


@pytest.mark.parametrize(
    ("address", "read", "is_stopped"),
    [
        # Weaker in AWS: the settings put it back.
        (CLUSTER, {"deletion_protection": False}, False),
        (CLUSTER, {"backup_retention_period": 1}, False),
        (CLUSTER, {"copy_tags_to_snapshot": False}, False),
        (LOG, {"retention_in_days": 1}, False),
        ("aws_s3_bucket.audit_trail_store_bucket", {"force_destroy": True}, False),
        # Better in AWS: the settings lower it.
        (CLUSTER, {"skip_final_snapshot": False, "backup_retention_period": 99}, True),
        (LOG, {"retention_in_days": 3653}, True),
        (LOG, {"retention_in_days": None}, True),
        ("aws_kms_key.encryption_data", {"deletion_window_in_days": 31}, True),
        # Neither.
        (LOG, {"log_group_class": "INFREQUENT_ACCESS"}, True),
        ("aws_lb_target_group.front_door_tasks", {"port": 80}, True),
        ("aws_rds_cluster_instance.database_writer", {"monitoring_interval": 5}, True),
        ("aws_cloudwatch_metric_alarm.monitoring_task_cpu", {"threshold": 1}, True),
        ("aws_ecs_service.application_service_tasks", {"launch_type": "EC2"}, True),
    ],
)
def test_a_real_difference_of_an_adoption_is_judged(
    address: str, read: dict[str, Any], is_stopped: bool
) -> None:
    document = _adoption()
    _read_as(document, address, **read)
    stopped = [item.address for item in review(document, (), STACK.json).stopped]
    assert stopped == ([address] if is_stopped else [])
