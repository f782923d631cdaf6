"""A purge: final copies, protections off, buckets and vault emptied, and the data destroyed."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from typing import Any

from scripts.aws.account import AwsError, aws_errors
from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import Steps
from scripts.commands.destroy.blockers import Watch
from scripts.commands.destroy.decision import Decision, Mode, address_of, decide
from scripts.commands.destroy.protections import OFF, discard, taken_off, unprotected
from scripts.commands.destroy.report import Result
from scripts.commands.destroy.targeted import Job
from scripts.deployment.pairs import color_of
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.scope import Scope
from scripts.inventory.stores import BACKUP_ROLE, recovery_points
from scripts.terraform.documents.state import StateResources
from scripts.terraform.working_directory import WorkingDirectory
from stacks.pairs import BLUE

Report = Callable[[str], None]
_INTERVAL_SECONDS = 15
_WITHIN_SECONDS = 4 * 3600
_ENDED_BADLY = ("ABORTED", "EXPIRED", "FAILED", "PARTIAL")


class CopyFailedError(OperationFailedError):
    """A last copy could not be taken; nothing that it should contain was deleted."""


def snapshot_cluster(scope: Scope, cluster: DataAsset, report: Report) -> str:
    """Take a manual snapshot, wait for it, and return its name. Raises CopyFailedError, AwsError.

    Its name includes the time, so that it never collides with an earlier one, and that of the
    second pair's database the color, so that the two never collide.
    """
    moment = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S")
    color = color_of(scope.deployment, cluster.id)
    pair = "" if color == BLUE else color
    name = f"openemr-{scope.deployment}-{pair}last{moment}"
    rds = scope.account.client("rds")
    tags = {"Application": "OpenEMR", "Deployment": scope.deployment}
    with aws_errors(f"take the snapshot {name} (rds:CreateDBClusterSnapshot)"):
        rds.create_db_cluster_snapshot(
            DBClusterIdentifier=cluster.id,
            DBClusterSnapshotIdentifier=name,
            Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
        )

    def status() -> tuple[str, str]:
        found = rds.describe_db_cluster_snapshots(DBClusterSnapshotIdentifier=name)
        snapshot = found["DBClusterSnapshots"][0]
        return snapshot["Status"], f"{name} {snapshot.get('PercentProgress', 0)} %"

    _wait_for_copy(name, status, done="available", failed=("failed",), report=report)
    return name


def back_up_files(
    scope: Scope, files: DataAsset, vault: DataAsset, days: int, report: Report
) -> str:
    """Back up the file system to the vault for `days`; return the recovery point's ARN.

    Raises CopyFailedError, AwsError.
    """
    backup = scope.account.client("backup")
    role = scope.resources.by_address[BACKUP_ROLE].attributes["arn"]
    (system,) = [
        each for each in scope.resources.of_type("aws_efs_file_system") if each.id == files.id
    ]
    with aws_errors(f"back up {files.name} (backup:StartBackupJob)"):
        job = backup.start_backup_job(
            BackupVaultName=vault.id,
            ResourceArn=system.attributes["arn"],
            IamRoleArn=role,
            Lifecycle={"DeleteAfterDays": days},
        )

    def status() -> tuple[str, str]:
        found: Any = backup.describe_backup_job(BackupJobId=job["BackupJobId"])
        return found["State"], f"{files.name} {found.get('PercentDone', '0')} %"

    _wait_for_copy(files.name, status, done="COMPLETED", failed=_ENDED_BADLY, report=report)
    found = backup.describe_backup_job(BackupJobId=job["BackupJobId"])
    return str(found["RecoveryPointArn"])


def _wait_for_copy(
    name: str,
    status: Callable[[], tuple[str, str]],
    *,
    done: str,
    failed: tuple[str, ...],
    report: Report,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> None:
    deadline = clock() + _WITHIN_SECONDS
    while True:
        with aws_errors(f"read the progress of the copy of {name}"):
            state, progress = status()
        report(progress)
        if state == done:
            return
        if state in failed:
            raise CopyFailedError(
                f"The last copy of {name} ended with {state}; nothing was purged."
            )
        if clock() >= deadline:
            hours = _WITHIN_SECONDS // 3600
            raise CopyFailedError(
                f"The last copy of {name} is not done after {hours} hours (status {state}); "
                "nothing was purged. Run the command again when it is."
            )
        pause(_INTERVAL_SECONDS)


_AT_ONCE = 1000


def empty_bucket(scope: Scope, bucket: DataAsset, report: Report) -> int:
    """Delete every version in it, and return their number. Raises AwsError.

    A bucket that is not in this state, or lacks its tags, is never touched; S3 itself checks its
    owner with each request.
    """
    if not bucket.ours or bucket.locked:
        return 0
    s3 = scope.account.client("s3")
    owner = {"Bucket": bucket.id, "ExpectedBucketOwner": scope.account_id}
    deleted = 0
    with aws_errors(f"empty the bucket {bucket.id} (s3:DeleteObjectVersion)"):
        for some in _versions(s3, owner):
            answer = s3.delete_objects(**owner, Delete={"Objects": some, "Quiet": True})
            if answer.get("Errors"):
                first = answer["Errors"][0]
                raise AwsError(
                    f"{bucket.id}: {len(answer['Errors'])} versions cannot be deleted, the first "
                    f"of them {first['Key']}: {first['Code']}: {first['Message']}"
                )
            deleted += len(some)
            report(f"{bucket.id}: {deleted} versions deleted")
        pages = s3.get_paginator("list_multipart_uploads").paginate(**owner)
        for upload in [each for page in pages for each in page.get("Uploads", [])]:
            s3.abort_multipart_upload(**owner, Key=upload["Key"], UploadId=upload["UploadId"])
    return deleted


def _versions(s3: Any, owner: dict[str, str]) -> Iterator[list[dict[str, str]]]:
    """All versions and delete markers, by the thousand; listed again each time, as they vanish."""
    while True:
        page = s3.list_object_versions(**owner, MaxKeys=_AT_ONCE)
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if not found:
            return
        yield [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]


def empty_vault(scope: Scope, vault: DataAsset, kept: set[str], report: Report) -> int:
    """Delete its recovery points except the ARNs `kept`; return their number. Raises AwsError.

    Points that the vault's lock keeps are never tried.
    """
    if vault.locked:
        return 0
    deleted = 0
    backup = scope.account.client("backup")
    for point in recovery_points(scope, vault.id):
        arn = point["RecoveryPointArn"]
        if arn not in kept:
            with aws_errors(f"delete the recovery point {arn} (backup:DeleteRecoveryPoint)"):
                backup.delete_recovery_point(BackupVaultName=vault.id, RecoveryPointArn=arn)
            deleted += 1
            report(f"{vault.id}: {deleted} recovery points deleted")
    return deleted


Survey = Callable[[Scope], list[DataAsset]]
_LAST = "last copy"
_COPIED = ("aws_rds_cluster", "aws_efs_file_system", "aws_backup_vault")
# If the backup plan sets no retention.
_DAYS = 365


@dataclass(frozen=True)
class Copies:
    """The copies still to be taken: of every database, and of every file system into the vault."""

    of_databases: tuple[DataAsset, ...] = ()
    of_files: tuple[DataAsset, ...] = ()
    vault: DataAsset | None = None

    @property
    def assets(self) -> tuple[DataAsset, ...]:
        """What they will be in AWS."""
        snapshots = [_snapshot_of(each) for each in self.of_databases]
        vault = self.vault
        return (*snapshots, *(_backup_of(each, vault) for each in self.of_files if vault))

    @property
    def keys(self) -> tuple[str, ...]:
        """ARNs of the keys that encrypt them."""
        return tuple(key for each in self.assets for key in each.keys)


def copies_to_take(
    mode: Mode, resources: StateResources, assets: Sequence[DataAsset], takes_copies: bool
) -> Copies:
    """Copies before a deletion: a purge's, or the final snapshots that the settings request."""
    held = {address: each for each in assets if (address := address_of(each, resources))}
    databases, files, vaults = (
        tuple(each for each in held.values() if each.type == type_) for type_ in _COPIED
    )
    if mode is Mode.BY_SETTINGS:
        taken = {
            each.address
            for each in resources.of_type("aws_rds_cluster")
            if not each.attributes.get("skip_final_snapshot")
        }
        return Copies(tuple(each for address, each in held.items() if address in taken))
    if mode is Mode.PURGE and takes_copies:
        vault = next(iter(vaults), None)
        return Copies(databases, files if vault else (), vault)
    return Copies()


def _snapshot_of(database: DataAsset) -> DataAsset:
    size = database.quantities["gb"]
    return DataAsset(
        type="aws_db_cluster_snapshot",
        id=f"{database.id} {_LAST}",
        name=f"of {database.name}",
        quantities={"gb": size},
        amount=f"{size:.1f} GB",
        keys=database.keys,
    )


def _backup_of(files: DataAsset, vault: DataAsset) -> DataAsset:
    """Several of them in one vault are several assets, so that each has its price."""
    return DataAsset(
        type="aws_backup_vault",
        id=f"{vault.id} {files.id} {_LAST}",
        name=f"{vault.name}, backup of {files.name}",
        quantities={"files_gb": sum(files.quantities.values())},
        amount=files.amount,
        keys=vault.keys,
    )


@dataclass(frozen=True)
class Purge:
    """A purge; each step can be interrupted and repeated.

    left: addresses that parts of others in the VPC keep from being deleted.
    """

    work: WorkingDirectory
    scope: Scope
    steps: Steps
    takes_copies: bool
    result: Result
    left: frozenset[str] = frozenset()

    def run(self, survey: Survey) -> None:
        """Run each step.

        Raises CopyFailedError, UnexpectedPlanError and what Terraform and AWS raise.
        """
        resources = StateResources.of(self.work.state())
        kept_points = self._copy(resources, survey(self.scope)) if self.takes_copies else set()
        assets = survey(self.scope)
        self._empty(resources, assets, kept_points)
        assets = survey(self.scope)
        decision = decide(Mode.PURGE, resources, assets, keeps_vault=self._vault_is_full(assets))
        decision = replace(decision, deleted=decision.deleted - self.left)
        if decision.deleted:
            self._destroy(resources, decision)

    def _copy(self, resources: StateResources, assets: Sequence[DataAsset]) -> set[str]:
        """Take the last copies; return the recovery points to keep."""
        copies, points = copies_to_take(Mode.PURGE, resources, assets, True), set()
        with self.steps.step("copy", "Final copies of database and files") as step:
            for each in copies.of_databases:
                self.result.copies.append(snapshot_cluster(self.scope, each, step.update))
            if copies.of_files and copies.vault:
                days = self._longest_retention(resources)
                for each in copies.of_files:
                    point = back_up_files(self.scope, each, copies.vault, days, step.update)
                    self.result.copies.append(point)
                    points.add(point)
            elif any(each.type == "aws_efs_file_system" for each in assets):
                raise CopyFailedError(
                    "There is no backup vault for a last backup of the files; nothing was purged. "
                    "openemr deploy creates it again; --no-final-snapshot skips the copies."
                )
            step.update(", ".join(self.result.copies) or "nothing to copy")
        return points

    @staticmethod
    def _longest_retention(resources: StateResources) -> int:
        """The longest retention of the backup plan, which the vault's lock accepts."""
        days = [
            int(life["delete_after"])
            for plan in resources.of_type("aws_backup_plan")
            for rule in plan.attributes.get("rule") or []
            for life in rule.get("lifecycle") or []
            if life.get("delete_after")
        ]
        return max(days, default=_DAYS)

    def _empty(
        self, resources: StateResources, assets: Sequence[DataAsset], kept: set[str]
    ) -> None:
        with self.steps.step("empty", "Empty buckets and vault of this deployment") as step:
            counts = []
            for asset in assets:
                count = 0
                if address_of(asset, resources) and asset.type == "aws_s3_bucket":
                    count = empty_bucket(self.scope, asset, step.update)
                elif address_of(asset, resources) and asset.type == "aws_backup_vault":
                    count = empty_vault(self.scope, asset, kept, step.update)
                counts += [f"{asset.name}: {count} deleted"] * (count > 0)
            step.update(", ".join(counts) or "nothing to empty")

    @staticmethod
    def _vault_is_full(assets: Sequence[DataAsset]) -> bool:
        return any(each.type == "aws_backup_vault" and each.keys for each in assets)

    def _destroy(self, resources: StateResources, decision: Decision) -> None:
        open_work = unprotected(self.work, resources, decision.deleted)
        guarded = [each for each in decision.deleted if resources.by_address[each].type in OFF]
        try:
            with taken_off(self.work, resources, guarded, self.steps):
                if guarded:
                    job = Job("unprotect", "Disable protections", open_work, self.steps)
                    job.update(guarded)
                whole = len(decision.deleted) == len(resources)
                watch = Watch(self.scope, self.steps)
                job = Job("purge", "Destroy the data", open_work, self.steps, watch.on_message)
                self.result.destroyed += job.destroy(decision.deleted, whole=whole)
        finally:
            discard(self.work)
