"""Pairs in synthesized configurations: what a change touches, and what a restore needs first."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scripts.commands.restore.configurations import (
    Change,
    before_discard,
    configuration_with,
    differing,
    removed,
    unfinished,
    without_pair,
    without_service,
)
from scripts.commands.restore.pair_addresses import PairAddresses
from scripts.deployment.restore_task import DEFINITION, GROUP
from stacks.image_lock import LOCK_FILE, write_image_lock
from stacks.pairs import Color
from stacks.settings import SettingsError
from stacks.settings.stores import StoresSettings
from tests.configurations import LOCKED, RESTORED
from tests.synthesized import RESOURCE, Stack, references
from tests.unit.stacks.components.bench import whole
from tests.unit.stacks.settings.mistakes.stores import FILES, GREEN, SNAPSHOT

STANDBY = {**GREEN, "standby": "restoring"}
KEPT = {**GREEN, "standby": "kept"}
SWITCHED = {**KEPT, "serving": "green"}
BLUE = {"blue_database": SNAPSHOT, "blue_files": FILES}
STORES: Any = RESTORED["deployments"]["restored"]["stores"]
SERVICE = "aws_ecs_service.application_service_tasks"


@pytest.fixture(scope="module")
def restored(stacks: list[Stack]) -> Stack:
    (found,) = (each for each in stacks if each.configuration == "restored")
    return found


@pytest.fixture(scope="module")
def alone() -> Stack:
    return whole()


@pytest.fixture(scope="module")
def beside() -> Stack:
    return whole(stores=STANDBY)


def addresses(stack: Stack) -> set[str]:
    return {address for _, address, _ in stack.every()}


def uses(stack: Stack, address: str) -> set[str]:
    """All that a resource refers to, and what that refers to."""
    found: set[str] = set()
    new = {address}
    while new:
        found |= new
        told = [stack.at(each) for each in new]
        new = set().union(*(references(each) for each in told)) & addresses(stack)
        new = (new | {on for each in told for on in each.get("depends_on", ())}) - found
    return found


# --- Unfinished ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stores", "has_service", "color"),
    [
        ({}, True, None),
        ({}, False, None),
        (STANDBY, True, "green"),
        (STANDBY, False, "green"),
        ({**STANDBY, **BLUE, "serving": "green"}, True, "blue"),
        (KEPT, True, None),
        (SWITCHED, True, None),
        # After a destroy, around the copies.
        (BLUE, False, "blue"),
        (BLUE, True, None),
        ({**GREEN, "serving": "green"}, False, "green"),
    ],
)
def test_an_unfinished_restore_follows_from_settings_and_state(
    stores: dict[str, Any], has_service: bool, color: Color | None
):
    settings = StoresSettings.model_validate(stores)
    assert unfinished(settings, has_service=has_service) == color


@pytest.mark.parametrize("color", ["blue", "green"])
def test_addresses_of_a_pair_are_those_of_the_topology(restored: Stack, color: Color):
    pair = PairAddresses(color)
    database, files = restored.at(pair.cluster), restored.at(pair.files)
    assert (color == "green") == ("green" in database["cluster_identifier"])
    assert (color == "green") == ("green" in files["creation_token"])


# --- Differences ---------------------------------------------------------------------------------


def test_equal_configurations_do_not_differ(restored: Stack):
    assert differing(restored.json, restored.json) == removed(restored.json, restored.json) == set()


def test_what_terraform_does_not_read_does_not_differ(restored: Stack):
    def comment(document: dict[str, Any]) -> None:
        document["resource"]["aws_rds_cluster"]["database_cluster"]["//"] = {"metadata": "other"}

    assert differing(restored.json, restored.changed(comment).json) == set()


def test_one_argument_is_one_difference(restored: Stack):
    def change(document: dict[str, Any]) -> None:
        document["resource"]["aws_rds_cluster"]["database_cluster"]["port"] = 1

    other = restored.changed(change).json
    assert differing(restored.json, other) == {"aws_rds_cluster.database_cluster"}
    assert differing(other, restored.json) == {"aws_rds_cluster.database_cluster"}
    assert removed(restored.json, other) == set()


def test_a_restore_intends_its_pair_and_leaves_the_other_alone(alone: Stack, beside: Stack):
    found = differing(alone.json, beside.json)
    assert {PairAddresses("green").cluster, PairAddresses("green").files, DEFINITION} <= found
    assert not {PairAddresses("blue").cluster, PairAddresses("blue").files, SERVICE} & found
    assert removed(alone.json, beside.json) == set()


def test_a_discard_removes_what_the_restore_added(alone: Stack, beside: Stack):
    gone = removed(beside.json, alone.json)
    assert gone == addresses(beside) - addresses(alone)
    assert {PairAddresses("green").cluster, PairAddresses("green").files} <= gone
    assert not gone & addresses(alone)


def test_a_cut_over_changes_the_service_and_removes_no_store():
    before, after = (whole(stores=each).json for each in (KEPT, SWITCHED))
    found = differing(before, after)
    assert "aws_ecs_task_definition.application_task_definition" in found
    stores = {getattr(PairAddresses(c), n) for c in ("blue", "green") for n in ("cluster", "files")}
    assert not stores & removed(before, after)


def project(folder: Path) -> Path:
    file = folder / "cdktf.json"
    file.write_text(json.dumps({"context": RESTORED}), encoding="utf-8")
    write_image_lock(folder / LOCK_FILE, LOCKED)
    return file


def test_the_configuration_of_other_stores_is_synthesized_and_nothing_written(
    tmp_path: Path, restored: Stack
):
    file = project(tmp_path)
    before = file.read_bytes()
    same = configuration_with(file, "restored", STORES)
    assert differing(same, restored.json) == set()
    less = configuration_with(file, "restored", {})
    assert PairAddresses("green").cluster in removed(same, less)
    with pytest.raises(SettingsError, match="green"):
        configuration_with(file, "restored", {"standby": "restoring"})
    assert file.read_bytes() == before
    assert {each.name for each in tmp_path.iterdir()} == {"cdktf.json", LOCK_FILE}


# --- Without the service -------------------------------------------------------------------------

# The task of a restore runs with all of these (stacks/components/application/restore.py).
NEEDED = (
    "aws_ecs_cluster",
    "aws_subnet",
    "aws_route",
    "aws_route_table_association",
    "aws_nat_gateway",
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule",
    "aws_cloudwatch_log_group",
    "aws_ecs_task_definition",
    "aws_efs_mount_target",
    "aws_rds_cluster_instance",
    "aws_secretsmanager_secret_version",
    "aws_iam_role_policy_attachment",
)


def test_the_service_and_all_that_depends_on_it_waits(stacks: list[Stack]):
    for stack in (each for each in stacks if each.is_deployment):
        kept = set(without_service(stack.json))
        waits = addresses(stack) - kept
        assert SERVICE in waits, stack
        assert all(SERVICE in uses(stack, each) for each in waits), stack
        assert all(SERVICE not in uses(stack, each) for each in kept), stack


def test_each_address_is_there_once(restored: Stack):
    found = without_service(restored.json)
    assert len(found) == len(set(found))
    assert set(found) < addresses(restored)


@pytest.mark.parametrize("type_", NEEDED)
def test_a_task_of_a_restore_has_what_it_needs_before_the_service(restored: Stack, type_: str):
    named = {f"{type_}.{each}" for each in restored.resources(type_)}
    assert named, f"no {type_} in the topology"
    assert named <= set(without_service(restored.json))


def test_what_the_task_refers_to_is_there_before_the_service(restored: Stack):
    kept = set(without_service(restored.json))
    needed = uses(restored, DEFINITION) | uses(restored, GROUP)
    service = restored.at(SERVICE)["network_configuration"]["subnets"]
    needed |= {each for text in service for each in re.findall(RESOURCE, text)}
    needed |= {PairAddresses(c).cluster for c in ("blue", "green")}
    assert len(needed) > 10
    assert needed <= kept


def test_what_only_waits_for_the_service_is_left_out_with_what_refers_to_it():
    """`depends_on` has addresses without the braces of a reference."""
    named = {
        "waits": {"depends_on": [SERVICE]},
        "follows": {"name": "${aws_sns_topic.waits.name}-more"},
        "stays": {"name": "${aws_sns_topic.waits_not.name}"},
        "waits_not": {"depends_on": [f"{SERVICE}_of_another"]},
    }
    service: dict[str, Any] = {"application_service_tasks": {}}
    configuration = {"resource": {"aws_sns_topic": named, "aws_ecs_service": service}}
    assert without_service(configuration) == ("aws_sns_topic.stays", "aws_sns_topic.waits_not")


# --- Discard -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stores", "color"),
    [
        (STANDBY, "green"),
        (KEPT, "green"),
        (SWITCHED, "blue"),
        ({**SWITCHED, **BLUE}, "blue"),
        ({**SWITCHED, **BLUE, "standby": "restoring"}, "blue"),
    ],
)
def test_a_discard_that_goes_on_without_the_pair_changes_all_that_it_began(
    stores: dict[str, Any], color: Color
):
    """Whatever the copies were, which the settings do not have any more."""
    kept = without_pair(stores, color)
    after = whole(stores=kept).json
    begun, goes_on = (
        Change.of([whole(stores=each).json for each in before_discard(found, color)], after)
        for found in (stores, kept)
    )
    assert begun.removed
    assert begun.removed <= goes_on.removed
    assert begun.differing <= goes_on.differing
    of_others = goes_on.differing - begun.differing - goes_on.removed
    assert all("restore" in each for each in of_others), of_others
