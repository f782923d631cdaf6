"""A production gets a second pair of database and files, backs it up, and is purged.

Each test continues where the one before ended.
"""

import json
from typing import Any

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform

PAIRS = {
    "openemr-clinic-database": "blue, serving",
    "openemr-clinic-greendatabase": "green, standby",
}
BOTH = set(PAIRS)
CLUSTER = "aws_rds_cluster.green_database_cluster"
SELECTION = "aws_backup_selection.backup_selection"
# With the standby pair are gone:
DESTROYED = {
    "aws_efs_file_system.green_files_sites",
    CLUSTER,
    "aws_rds_cluster_instance.green_database_reader1",
    "aws_rds_cluster_instance.green_database_writer",
    *(
        f"aws_cloudwatch_log_group.green_database_{kind}_log"
        for kind in ("audit", "error", "general", "slowquery")
    ),
}


@pytest.fixture(scope="module")
def checkout(clinic: Deployed, copy_of: Copy) -> Checkout:
    """A clinic with one recovery point of its database and one of its files."""
    checkout = copy_of(clinic)
    backed_up = checkout.openemr("backups", "clinic", "--now")
    assert backed_up.returncode == 0, backed_up.stderr
    return checkout


@pytest.fixture(scope="module")
def copies(checkout: Checkout) -> dict[str, str]:
    """Settings of a pair from those copies."""
    listed = json.loads(checkout.openemr("backups", "clinic", "--json").stdout)
    assert {each["pair"] for each in listed} == {""}
    arns = {each["resource_type"]: each["arn"] for each in listed}
    return {"green_database": arns["Aurora"], "green_files": arns["EFS"]}


def choose(checkout: Checkout, **stores: Any) -> None:
    file = checkout.directory / "cdktf.json"
    whole = json.loads(file.read_text())
    whole["context"]["deployments"]["clinic"]["stores"] = stores
    file.write_text(json.dumps(whole))


def plan(checkout: Checkout) -> dict[str, Any]:
    ended = checkout.openemr("plan", "clinic", "--json")
    assert ended.returncode in (0, 2, 3), ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    assert not found["problems"]
    return found


def deploy(checkout: Checkout, *allowed: str) -> None:
    options = [option for each in allowed for option in ("--allow", each)]
    ended = checkout.openemr("deploy", "clinic", "--yes", "--ignore-preflight", *options)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def assert_nothing_is_left(checkout: Checkout) -> None:
    """Neither for another apply, nor of differences in AWS."""
    assert plan(checkout)["changes"] == []
    drift = checkout.openemr("drift", "clinic")
    assert drift.returncode == 0, drift.stdout + drift.stderr


def outputs(checkout: Checkout) -> dict[str, Any]:
    state = json.loads(checkout.state_file("clinic").read_text())
    return {name: each["value"] for name, each in state["outputs"].items()}


def databases(checkout: Checkout) -> set[str]:
    found = checkout.account.client("rds").describe_db_clusters()["DBClusters"]
    return {each["DBClusterIdentifier"] for each in found}


def test_a_pair_from_copies_stands_beside(checkout: Checkout, copies: dict[str, str]) -> None:
    choose(checkout, standby="restoring", **copies)
    found = plan(checkout)
    assert found["allow"] == [SELECTION]
    assert "delete" not in found["counts"]
    deploy(checkout, SELECTION)
    # The provider restores without some arguments (test_provider.py), and updates the next time.
    second = plan(checkout)
    assert [each["address"] for each in second["changes"]] == [CLUSTER]
    assert second["allow"] == []
    deploy(checkout)
    assert_nothing_is_left(checkout)
    assert databases(checkout) == BOTH
    told = outputs(checkout)
    assert told["database_cluster_id"] == "openemr-clinic-database"
    assert told["standby_pair"] == told["restore_pair"] == "green"
    assert told["standby_database_cluster_id"] == "openemr-clinic-greendatabase"
    origin = checkout.account.server.copies.origin("openemr-clinic-greendatabase")
    assert origin == {"snapshot": copies["green_database"]}


def test_backups_are_of_both_pairs(checkout: Checkout) -> None:
    listed = checkout.openemr("backups", "clinic")
    assert listed.returncode == 1
    assert listed.stderr.count("(green, standby) yet.") == 2
    made = checkout.openemr("backups", "clinic", "--now", "--json")
    assert made.returncode == 0, made.stderr
    pairs = [(each["resource_type"], each["pair"]) for each in json.loads(made.stdout)]
    for type_ in ("Aurora", "EFS"):
        assert pairs.count((type_, "blue, serving")) == 2
        assert pairs.count((type_, "green, standby")) == 1


def test_a_standby_pair_is_not_destroyed_by_a_setting(checkout: Checkout) -> None:
    choose(checkout)
    found = plan(checkout)
    assert set(found["allow"]) == DESTROYED | {SELECTION}
    kinds = {
        each["address"]: each["reasons"][0]["kind"] for each in found["changes"] if each["reasons"]
    }
    assert {address for address, kind in kinds.items() if kind == "destroys data"} == DESTROYED
    ended = checkout.openemr("deploy", "clinic", "--yes", "--ignore-preflight")
    assert ended.returncode == 3, ended.stderr
    assert databases(checkout) == BOTH


def test_a_purge_wants_the_settings_of_what_it_unprotects(checkout: Checkout) -> None:
    ended = checkout.openemr("destroy", "clinic", "--purge", "clinic")
    assert ended.returncode == 1, ended.stderr
    assert "Nothing was destroyed. The settings have no aws_rds_cluster.green_database_cluster" in (
        ended.stderr
    )
    assert databases(checkout) == BOTH


def test_a_purge_takes_last_copies_of_both_pairs(
    checkout: Checkout, copies: dict[str, str]
) -> None:
    choose(checkout, standby="restoring", **copies)
    systems = {
        each["FileSystemId"]
        for each in checkout.account.client("efs").describe_file_systems()["FileSystems"]
    }
    assert len(systems) == 2
    ended = checkout.openemr("destroy", "clinic", "--purge", "clinic", "--json")
    assert ended.returncode == 0, ended.stderr
    result = json.loads(ended.stdout)
    lost = {each["name"] for each in result["announced"]["lost"]}
    assert {f"{name} ({pair})" for name, pair in PAIRS.items()} <= lost
    rds = checkout.account.client("rds")
    snapshots = rds.describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]
    last = {each["DBClusterSnapshotIdentifier"]: each["DBClusterIdentifier"] for each in snapshots}
    assert set(last.values()) == BOTH
    assert all(each["Status"] == "available" for each in snapshots)
    for name, cluster in last.items():
        assert name.startswith("openemr-clinic-greenlast") is ("green" in cluster)
    points = checkout.account.client("backup").list_recovery_points_by_backup_vault(
        BackupVaultName="openemr-clinic-vault"
    )["RecoveryPoints"]
    assert {each["ResourceArn"].rpartition("/")[2] for each in points} >= systems
    assert {*last, *(each["RecoveryPointArn"] for each in points)} >= set(result["last_copies"])
    assert len(result["last_copies"]) == 4
    assert databases(checkout) == set()
