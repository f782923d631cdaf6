"""A pair that is made from copies, beside the one that serves and after the cut-over."""

import json
from typing import Any

import pytest

from tests.synthesized import Stack, containers, references, statements, without_escapes
from tests.unit.stacks.components.bench import PRODUCTION, whole
from tests.unit.stacks.settings.mistakes.stores import FILES, GREEN, MOMENT, SNAPSHOT

STANDBY = {**GREEN, "standby": "restoring"}
SWITCHED = {**GREEN, "standby": "kept", "serving": "green"}
ALONE = {**GREEN, "serving": "green"}
BLUE = {"blue_database": SNAPSHOT, "blue_files": FILES}


@pytest.fixture(scope="module")
def stack() -> Stack:
    return whole(stores=STANDBY)


def host_of(container: dict[str, Any]) -> str:
    return {entry["name"]: entry["value"] for entry in container["environment"]}["MYSQL_HOST"]


def restore(stack: Stack) -> dict[str, Any]:
    """The container of a restore."""
    task = stack.at("aws_ecs_task_definition.application_restore_definition")
    (container,) = json.loads(without_escapes(task["container_definitions"]))
    return container


# --- Database ------------------------------------------------------------------------------------


def test_a_database_is_created_from_a_snapshot(stack: Stack) -> None:
    green = stack.at("aws_rds_cluster.green_database_cluster")
    assert green["snapshot_identifier"] == SNAPSHOT
    assert "restore_to_point_in_time" not in green
    assert "snapshot_identifier" not in stack.at("aws_rds_cluster.database_cluster")


def test_a_database_is_created_from_a_cluster_at_a_moment() -> None:
    stack = whole(stores={**STANDBY, "green_database": MOMENT})
    green = stack.at("aws_rds_cluster.green_database_cluster")
    resource_id, _, moment = MOMENT.partition("@")
    assert green["restore_to_point_in_time"] == {
        "source_cluster_resource_id": resource_id,
        "restore_to_time": moment,
        "restore_type": "full-copy",
    }
    assert "snapshot_identifier" not in green


def test_another_copy_replaces_no_database_that_is_there(stack: Stack) -> None:
    for name in ("database_cluster", "green_database_cluster"):
        ignored = stack.at(f"aws_rds_cluster.{name}")["lifecycle"]["ignore_changes"]
        assert {"snapshot_identifier", "restore_to_point_in_time"} <= set(ignored)


def test_both_databases_are_alike_but_for_their_names_and_their_origin(stack: Stack) -> None:
    blue = stack.at("aws_rds_cluster.database_cluster")
    green = stack.at("aws_rds_cluster.green_database_cluster")
    assert {name for name in blue | green if blue.get(name) != green.get(name)} == {
        "cluster_identifier",
        "db_cluster_parameter_group_name",
        "db_subnet_group_name",
        "depends_on",
        "snapshot_identifier",
        "vpc_security_group_ids",
    }
    assert green["cluster_identifier"] == "openemr-clinic-greendatabase"


# --- Files ---------------------------------------------------------------------------------------


def test_nobody_but_the_restore_makes_the_directory_of_restored_files(stack: Stack) -> None:
    """A task that made it would begin with an empty one."""
    point = stack.at("aws_efs_access_point.green_files_access_point")["root_directory"]
    assert point["path"] == "/sites"
    assert "creation_info" not in point
    blue = stack.at("aws_efs_access_point.files_access_point")["root_directory"]
    assert blue["creation_info"]["permissions"] == "0755"


def test_the_root_is_seen_through_an_access_point_of_its_own(stack: Stack) -> None:
    root = stack.at("aws_efs_access_point.green_files_root_access_point")
    assert root["root_directory"] == {"path": "/"}
    assert "files_root_access_point" not in stack.resources("aws_efs_access_point")
    policy = statements(stack.at("aws_efs_file_system_policy.green_files_policy")["policy"])
    (condition,) = [each["Condition"] for each in policy if each["Sid"] == "AccessPointOnly"]
    assert condition["StringNotEquals"]["elasticfilesystem:AccessPointArn"] == [
        "${aws_efs_access_point.green_files_access_point.arn}",
        "${aws_efs_access_point.green_files_root_access_point.arn}",
    ]


# --- A restore test ------------------------------------------------------------------------------


def differing(one: Stack, other: Stack) -> dict[str, set[str]]:
    """Address -> arguments in which two deployments differ; both have the same resources."""
    found = {
        f"{type_}.{name}": {
            key for key in made | beside if key != "//" and made.get(key) != beside.get(key)
        }
        for type_, named in one.json["resource"].items()
        for name, made in named.items()
        for beside in [other.json["resource"][type_][name]]
    }
    return {address: arguments for address, arguments in found.items() if arguments}


@pytest.mark.parametrize(
    "stores", [STANDBY, {**BLUE, **STANDBY}, {**BLUE, **STANDBY, "serving": "green"}]
)
def test_a_tested_pair_is_a_restored_one_that_leaves_no_copies(stores: dict[str, Any]) -> None:
    restored, tested = (
        whole(environment="production", **PRODUCTION, stores={**stores, "standby": standby})
        for standby in ("restoring", "testing")
    )
    prefix = "" if stores.get("serving") == "green" else "green_"
    cluster, selection = f"aws_rds_cluster.{prefix}database_cluster", "aws_backup_selection"
    assert differing(restored, tested) == {
        cluster: {
            "delete_automated_backups",
            "final_snapshot_identifier",
            "skip_final_snapshot",
        },
        f"{selection}.backup_selection": {"resources"},
    }
    found = tested.at(cluster)
    assert (found["skip_final_snapshot"], found["delete_automated_backups"]) == (True, True)
    copied = references(json.dumps(tested.one(selection)["resources"]))
    serving = {
        "aws_rds_cluster.database_cluster",
        "aws_efs_file_system.files_sites",
        "aws_rds_cluster.green_database_cluster",
        "aws_efs_file_system.green_files_sites",
    } - {cluster, f"aws_efs_file_system.{prefix}files_sites"}
    assert copied == serving
    assert tested.json["output"] == restored.json["output"]


# --- The task that moves and checks --------------------------------------------------------------


@pytest.mark.parametrize(
    ("stores", "of_restore", "of_openemr"),
    [
        (STANDBY, "green_database", "database"),
        (SWITCHED, "green_database", "green_database"),
        (ALONE, "green_database", "green_database"),
        (BLUE, "database", "database"),
        ({**BLUE, **STANDBY}, "green_database", "database"),
        ({**BLUE, **SWITCHED}, "green_database", "green_database"),
        ({**GREEN, "standby": "kept"}, "green_database", "database"),
    ],
)
def test_the_task_has_the_pair_that_was_last_made_from_copies(
    stores: dict[str, Any], of_restore: str, of_openemr: str
) -> None:
    stack = whole(stores=stores)
    host = "${{aws_rds_cluster.{}_cluster.endpoint}}"
    assert host_of(restore(stack)) == host.format(of_restore)
    assert host_of(containers(stack)["bootstrap"]) == host.format(of_openemr)
    volume = stack.at("aws_ecs_task_definition.application_restore_definition")["volume"][0]
    files = of_restore.replace("database", "files")
    assert references(json.dumps(volume)) == {
        f"aws_efs_file_system.{files}_sites",
        f"aws_efs_access_point.{files}_root_access_point",
    }


def test_a_deployment_without_copies_has_no_such_task() -> None:
    stack = whole()
    assert "application_restore_definition" not in stack.resources("aws_ecs_task_definition")
    assert not [name for name in stack.json["output"] if name.startswith("restore_")]


def test_the_task_ends_by_itself_and_serves_nothing(stack: Stack) -> None:
    container = restore(stack)
    assert (container["name"], container["essential"]) == ("restore", True)
    assert container["portMappings"] == []
    assert container["mountPoints"] == [
        {"sourceVolume": "sites", "containerPath": "/recovery", "readOnly": False}
    ]


def test_the_task_is_small_enough_for_ecs(stack: Stack) -> None:
    """64 KiB of JSON: Amazon ECS service quotas (2026-11)."""
    task = stack.at("aws_ecs_task_definition.application_restore_definition")
    assert len(json.dumps(task).encode()) < 60 * 1024


def policy(stack: Stack, role: str) -> dict[str, Any]:
    text = stack.at(f"aws_iam_policy.application_restore_{role}_policy")["policy"]
    return {statement["Sid"]: statement for statement in statements(text)}


def test_the_task_reads_secrets_of_the_restored_pair_only(stack: Stack) -> None:
    assert references(policy(stack, "execution")["Secrets"]["Resource"]) == {
        "aws_rds_cluster.green_database_cluster",
        "aws_secretsmanager_secret.application_administrator_secret",
        "aws_secretsmanager_secret.credentials_application_secret",
    }
    given = {entry["name"]: entry["valueFrom"] for entry in restore(stack)["secrets"]}
    assert given.keys() == {"MYSQL_ROOT_USER", "MYSQL_ROOT_PASS", "MYSQL_PASS", "OE_PASS"}
    for name in ("MYSQL_ROOT_USER", "MYSQL_ROOT_PASS"):
        assert references(given[name]) == {"aws_rds_cluster.green_database_cluster"}


def test_the_task_mounts_the_restored_files_only(stack: Stack) -> None:
    granted = policy(stack, "runtime")
    assert granted.keys() == {"MountSites", "MountRoot"}
    for statement in granted.values():
        assert statement["Resource"] == ["${aws_efs_file_system.green_files_sites.arn}"]


def test_the_service_still_mounts_its_own_files_only(stack: Stack) -> None:
    text = stack.at("aws_iam_policy.application_task_runtime_policy")["policy"]
    mounts = [each for each in statements(text) if each["Sid"].startswith("Mount")]
    assert [each["Resource"] for each in mounts] == [["${aws_efs_file_system.files_sites.arn}"]]


def test_the_task_reaches_the_restored_pair_only(stack: Stack) -> None:
    group = "${aws_security_group.application_restore_perimeter_group.id}"
    admitted = {
        name
        for name, rule in stack.resources("aws_vpc_security_group_ingress_rule").items()
        if rule.get("referenced_security_group_id") == group
    }
    assert {name.partition("_perimeter")[0] for name in admitted} == {
        "green_database",
        "green_files",
    }


def test_outputs_say_what_runs_the_task(stack: Stack) -> None:
    found = {
        name: output["value"]
        for name, output in stack.json["output"].items()
        if name.startswith("restore_")
    }
    assert found == {
        "restore_pair": "green",
        "restore_database_cluster_id": (
            "${aws_rds_cluster.green_database_cluster.cluster_identifier}"
        ),
        "restore_file_system_id": "${aws_efs_file_system.green_files_sites.id}",
        "restore_task_definition_arn": (
            "${aws_ecs_task_definition.application_restore_definition.arn}"
        ),
        "restore_security_group_id": (
            "${aws_security_group.application_restore_perimeter_group.id}"
        ),
    }
