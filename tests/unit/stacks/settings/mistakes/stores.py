"""Pairs of database and files, and the copies they are made from."""

from typing import Any

from tests.unit.stacks.settings.mistakes import Mistake

SNAPSHOT = "arn:aws:rds:us-west-2:123456789012:cluster-snapshot:awsbackup:job-00000000"
MOMENT = "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ@2026-11-30T17:00:00Z"
FILES = "arn:aws:backup:us-west-2:123456789012:recovery-point:00000000-0000-0000-0000-000000000000"
GREEN = {"green_database": SNAPSHOT, "green_files": FILES}
A_DATABASE = (
    "the ARN of a cluster snapshot, such as arn:aws:rds:us-west-2:123456789012:"
    "cluster-snapshot:awsbackup:job-00000000-0000-0000-0000-000000000000, or the resource id of a "
    "cluster at a moment in UTC, such as cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ@2026-11-30T17:00:00Z"
)
OF_FILES = (
    "the ARN of a recovery point in AWS Backup, such as arn:aws:backup:us-west-2:123456789012:"
    "recovery-point:00000000-0000-0000-0000-000000000000"
)
NO_COPY = "a copy, such as openemr restore plan lists: green is created from copies"


def _stores(at: str, received: str, accepted: str, **stores: Any) -> Mistake:
    return Mistake({"stores": stores}, at, received, accepted)


def _database(value: str) -> Mistake:
    stores = {**GREEN, "standby": "restoring", "green_database": value}
    return _stores("stores.green_database", f'"{value}"', A_DATABASE, **stores)


def _files(value: str) -> Mistake:
    stores = {**GREEN, "standby": "restoring", "green_files": value}
    return _stores("stores.green_files", f'"{value}"', OF_FILES, **stores)


def _half(given: str, missing: str) -> Mistake:
    copy = {given: SNAPSHOT if given.endswith("database") else FILES}
    accepted = f"the copy that belongs to {given}: the files hold keys of the database"
    standby = "restoring" if given.startswith("green") else "absent"
    return _stores(f"stores.{missing}", "null", accepted, standby=standby, **copy)


TABLE = {
    "a pair of no color": _stores("stores.serving", '"red"', "'blue' or 'green'", serving="red"),
    "a pair that begins empty beside the other": _stores(
        "stores.green_database", "null", NO_COPY, standby="restoring"
    ),
    "an empty blue that is restored": _stores(
        "stores.blue_database",
        "null",
        NO_COPY.replace("green", "blue"),
        serving="green",
        standby="restoring",
        **GREEN,
    ),
    "an empty pair that serves": _stores("stores.green_database", "null", NO_COPY, serving="green"),
    "green files without their database": _half("green_files", "green_database"),
    "a green database without its files": _half("green_database", "green_files"),
    "blue files without their database": _half("blue_files", "blue_database"),
    "a blue database without its files": _half("blue_database", "blue_files"),
    "copies for a pair that is not there": _stores(
        "stores.green_database",
        f'"{SNAPSHOT}"',
        "null, or standby other than absent: only blue is there",
        **GREEN,
    ),
    "copies for a pair that is gone": _stores(
        "stores.blue_database",
        f'"{SNAPSHOT}"',
        "null, or standby other than absent: only green is there",
        serving="green",
        blue_database=SNAPSHOT,
        blue_files=FILES,
        **GREEN,
    ),
    "a snapshot of an instance": _database(SNAPSHOT.replace("cluster-snapshot", "snapshot")),
    "a snapshot by its name": _database("openemr-clinic-final"),
    "a cluster without a moment": _database("cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "a cluster by its name": _database("openemr-clinic-database@2026-11-30T17:00:00Z"),
    "a moment of no day": _database(MOMENT.replace("11-30", "11-31")),
    "a moment of no hour": _database(MOMENT.replace("17:00", "24:01")),
    "a moment without a zone": _database(MOMENT.removesuffix("Z")),
    "files by their file system": _files("fs-0123456789abcdef0"),
    "files by their vault": _files("arn:aws:backup:us-west-2:123456789012:backup-vault:clinic"),
}
