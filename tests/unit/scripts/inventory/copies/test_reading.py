"""Copies as they are read from AWS."""

from datetime import timedelta
from typing import Any

import pytest

from scripts.aws.account import AwsAccount, AwsError
from scripts.inventory.copies import vaults
from scripts.inventory.copies.copy import Copy, Creation, Place
from scripts.inventory.copies.pairing import pair_up
from scripts.inventory.copies.vaults import UnknownVaultError
from tests.unit.scripts.commands.deploy.scripted import ScriptedAccount
from tests.unit.scripts.inventory.copies.account import (
    ACCOUNT,
    BACKUP_KEY,
    CLUSTER,
    DATA_KEY,
    DATABASE_ARN,
    FILE_SYSTEM,
    FILES_ARN,
    GB,
    JOB,
    NOW,
    POINT,
    REGION,
    RESOURCE,
    RUN,
    answers,
    cluster,
    database_point,
    file_system,
    files_point,
    key,
    read,
    refused,
    scope_of,
    snapshot,
    vault,
)

HOME = Place(REGION, ACCOUNT)
MANUAL = f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster-snapshot:"


def only(found: tuple[Copy, ...], arn: str) -> Copy:
    (copy,) = [each for each in found if each.arn == arn]
    return copy


def test_a_copy_of_aurora_is_one_copy_with_the_time_of_its_snapshot():
    found = read(answers())
    assert len(found.copies) == 2
    assert only(found.copies, JOB) == Copy(
        content="database",
        arn=JOB,
        moment=RUN + timedelta(minutes=7),
        origin=CLUSTER,
        store="blue",
        source="vault",
        place=HOME,
        size_bytes=20 * GB,
        key=DATA_KEY,
        expires=RUN + timedelta(days=35),
        locked=True,
        vault="openemr-clinic-vault",
    )
    files = only(found.copies, POINT)
    assert (files.content, files.origin, files.store) == ("files", FILE_SYSTEM, "blue")
    assert (files.moment, files.key) == (RUN + timedelta(minutes=9), BACKUP_KEY)
    assert found.stores == {("blue", "database"), ("blue", "files")}
    assert found.home == HOME


@pytest.mark.parametrize("minutes", [-3, 0, 3])
def test_files_are_as_old_as_the_beginning_of_their_job(minutes: int):
    started = RUN + timedelta(minutes=minutes)
    found = read(answers(points=[files_point(CreationDate=RUN, InitiationDate=started)]))
    assert only(found.copies, POINT).moment == min(started, RUN)


def test_both_forms_of_a_copy_must_be_complete():
    broken = read(answers(backed_up=[snapshot(Status="failed")]))
    assert not only(broken.copies, JOB).is_usable
    partial = read(answers(points=[database_point(Status="PARTIAL")]))
    assert not only(partial.copies, JOB).is_usable


def test_the_window_is_the_running_clusters():
    (window,) = read(answers()).windows
    assert (window.cluster, window.resource) == (CLUSTER, RESOURCE)
    assert (window.earliest, window.latest) == (
        NOW - timedelta(days=35),
        NOW - timedelta(minutes=5),
    )
    assert (window.store, window.key, window.size_bytes) == ("blue", DATA_KEY, 22 * GB)
    assert not window.retained


def test_a_destroyed_production_is_found_by_the_names_of_what_it_left():
    """No cluster, no file system, no state: the vault, snapshots and their times remain."""
    final = f"{MANUAL}openemr-clinic-final-vpc-1"
    left = snapshot(final, "manual", SnapshotCreateTime=RUN, AllocatedStorage=20)
    found = read(answers(clusters=[], systems=[], manual=[left]))
    assert not found.windows
    assert not found.stores
    copy = only(found.copies, final)
    assert (copy.source, copy.size_bytes, copy.expires) == ("final", 20 * GB, None)
    assert {each.store for each in found.copies} == {"blue"}
    pairs = pair_up(found.copies, found.windows, found.creations).pairs
    assert [(pair.database.arn, pair.files.arn) for pair in pairs] == [(JOB, POINT)]


@pytest.mark.parametrize(
    ("identifier", "source"),
    [
        ("openemr-clinic-last20261130T050000", "final"),
        ("openemr-clinic-final-vpc-1", "final"),
        ("before-the-upgrade", "snapshot"),
        ("openemr-clinic-east-final-vpc-1", "snapshot"),
    ],
)
def test_final_snapshots_are_known_by_their_names(identifier: str, source: str):
    found = read(answers(manual=[snapshot(f"{MANUAL}{identifier}", "manual")]))
    assert only(found.copies, f"{MANUAL}{identifier}").source == source


def test_automated_snapshots_count_where_the_window_does_not_have_them():
    within = snapshot(
        f"{MANUAL}rds:within", "automated", SnapshotCreateTime=NOW - timedelta(days=1)
    )
    old = snapshot(f"{MANUAL}rds:old", "automated", SnapshotCreateTime=NOW - timedelta(days=36))
    other = snapshot(f"{MANUAL}rds:other", "automated", DbClusterResourceId="cluster-BEFORE")
    found = read(answers(automated=[within, old, other]))
    automated = {each.arn for each in found.copies if each.source == "automated"}
    assert automated == {f"{MANUAL}rds:old", f"{MANUAL}rds:other"}


def test_a_retained_window_of_a_deleted_cluster_is_found():
    arn = f"arn:aws:rds:{REGION}:{ACCOUNT}:cluster-auto-backup:ab-1"
    kept = {
        "DBClusterAutomatedBackupsArn": arn,
        "DBClusterIdentifier": CLUSTER,
        "DbClusterResourceId": RESOURCE,
        "Status": "retained",
        "RestoreWindow": {"EarliestTime": RUN - timedelta(days=7), "LatestTime": RUN},
        "KmsKeyId": DATA_KEY,
    }
    strange = {**kept, "DBClusterIdentifier": "openemr-clinic-east-database"}
    active = {**kept, "Status": "active"}
    listed = [{"DBClusterAutomatedBackups": [kept, strange, active]}]
    found = read(answers(clusters=[], DescribeDBClusterAutomatedBackups=listed))
    (window,) = found.windows
    assert (window.arn, window.resource, window.retained) == (arn, RESOURCE, True)


def test_copies_of_others_are_counted_and_not_listed():
    east = "openemr-clinic-east-database"
    points = [
        files_point(),
        database_point(JOB, ResourceArn=DATABASE_ARN.replace(CLUSTER, east)),
        files_point("arn:x", ResourceArn=FILES_ARN.replace(FILE_SYSTEM, "fs-of-another")),
        files_point("arn:y", ResourceArn=FILES_ARN.replace(REGION, "eu-west-1")),
        database_point("arn:z", ResourceArn=f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/t"),
    ]
    systems = [file_system(), file_system("another", FileSystemId="fs-of-another")]
    strange = snapshot(f"{MANUAL}x", "manual", DBClusterIdentifier=east)
    found = read(answers(points=points, systems=systems, backed_up=[], manual=[strange]))
    assert [each.arn for each in found.copies] == [POINT]
    assert found.others == 4


def test_a_cluster_may_be_named_by_its_resource_id():
    point = database_point(
        ResourceArn=DATABASE_ARN.replace(CLUSTER, "cluster-abc"), ResourceName=CLUSTER
    )
    found = read(answers(points=[point], backed_up=[]))
    assert only(found.copies, JOB).store == "blue"


def test_cold_is_what_should_have_moved_by_now():
    """The list of recovery points has no storage class (botocore 1.44.8)."""
    ends = {"DeleteAt": NOW + timedelta(days=900)}
    moved = {**ends, "MoveToColdStorageAt": NOW - timedelta(days=1)}
    warm = {**ends, "MoveToColdStorageAt": NOW + timedelta(days=1)}
    points = [
        files_point(CalculatedLifecycle=moved),
        files_point("arn:warm", CalculatedLifecycle=warm),
        database_point(CalculatedLifecycle=moved),
    ]
    found = read(answers(points=points))
    assert {each.arn for each in found.copies if each.cold} == {POINT}


def test_the_green_stores_are_told_from_blue_ones_and_unknown_from_both():
    green = cluster(DBClusterIdentifier="openemr-clinic-greendatabase")
    unnamed = files_point("arn:unnamed", ResourceName="", ResourceArn=f"{FILES_ARN}1")
    points = [files_point(), unnamed]
    told = answers(clusters=[cluster(), green], points=points, backed_up=[])
    found = read(told)
    assert [each.store for each in found.windows] == ["blue", "green"]
    stores = {each.arn: each.store for each in found.copies}
    assert stores == {POINT: "blue", "arn:unnamed": ""}
    alone = read(answers(points=points, backed_up=[]))
    assert {each.store for each in alone.copies} == {"blue"}


def test_creations_are_those_of_clusters_file_systems_and_of_clusters_that_snapshots_tell_of():
    born = NOW - timedelta(days=300)
    before = snapshot(f"{MANUAL}x", "manual", ClusterCreateTime=born)
    found = read(answers(manual=[before]))
    assert found.creations == (
        Creation("blue", born, CLUSTER),
        Creation("blue", NOW - timedelta(days=100), FILE_SYSTEM),
        Creation("blue", NOW - timedelta(days=100), CLUSTER),
    )


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (key(DATA_KEY, "PendingDeletion", DeletionDate=NOW + timedelta(days=3)), "PendingDeletion"),
        (key(DATA_KEY, "Disabled"), "Disabled"),
        (refused("NotFoundException"), "missing"),
        (refused("AccessDeniedException"), "not readable"),
    ],
)
def test_a_key_that_is_not_known_to_work_is_not_usable(answer: Any, state: str):
    found = read(answers(DescribeKey=[key(BACKUP_KEY), answer]))
    assert (found.keys[DATA_KEY].state, found.keys[DATA_KEY].is_usable) == (state, False)
    assert found.keys[BACKUP_KEY].is_usable


def test_what_aws_refuses_is_an_error_and_no_empty_list():
    with pytest.raises(AwsError, match="read backup:list_recovery_points_by_backup_vault"):
        read(answers(ListRecoveryPointsByBackupVault=[refused("AccessDeniedException")]))


ELSEWHERE = f"arn:aws:backup:us-east-1:{ACCOUNT}:backup-vault:far"


def test_a_vault_elsewhere_is_read_in_its_region(monkeypatch: pytest.MonkeyPatch):
    far_points = [
        files_point("arn:far"),
        files_point("arn:strange", ResourceName="", ResourceArn=f"{FILES_ARN}9"),
    ]
    far = ScriptedAccount(
        {
            "ListBackupVaults": [{"BackupVaultList": [vault("far", "us-east-1", Locked=False)]}],
            "ListRecoveryPointsByBackupVault": [{"RecoveryPoints": far_points}],
        },
        region="us-east-1",
    )

    def in_region(region: str) -> AwsAccount:
        assert region == "us-east-1"
        return far

    monkeypatch.setattr(vaults, "AwsAccount", in_region)
    found = read(answers(), ELSEWHERE)
    copy = only(found.copies, "arn:far")
    assert copy.note.startswith("the files come from vault far: whether a copied recovery point")
    assert not any(each.note for each in found.copies if each.vault != "far")
    assert (copy.place, copy.vault, copy.locked) == (Place("us-east-1", ACCOUNT), "far", False)
    assert len(found.copies) == 3
    assert found.others == 1
    assert copy.arn not in {
        pair.files.arn for pair in pair_up(found.copies, found.windows, found.creations).pairs
    }


def test_the_own_vault_named_again_is_not_read_twice():
    assert len(read(answers(), "openemr-clinic-vault").copies) == 2


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (ELSEWHERE.replace(ACCOUNT, "999999999999"), "is of account 999999999999"),
        ("nothing", "no such vault in us-west-2"),
    ],
)
def test_a_vault_that_cannot_be_read_is_refused(named: str, told: str):
    account = ScriptedAccount(answers())
    with pytest.raises(UnknownVaultError, match=told):
        vaults.other_vault(scope_of(account), named)
