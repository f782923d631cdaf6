"""Backup: copy jobs between vaults of one account, in one Region or in two."""

from contextlib import AbstractContextManager
from typing import Any

from ministack.core.responses import get_account_id, new_uuid, request_scope
from ministack.services import backup, rds

from scripts.embedded_aws.server import backup_outcomes, recovery_points
from scripts.embedded_aws.server.backup_outcomes import JobFailedError
from scripts.embedded_aws.server.fixes.backup_job_lists import jobs_page, shown
from scripts.embedded_aws.server.fixes.backup_routes import missing, ok, route
from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response

Query = dict[str, str]

_jobs = regional_records("copy_jobs")


@route("PUT", "/copy-jobs")
def start_copy(_parts: Any, request: dict[str, Any], _query: Query) -> Response:
    token = request.get("IdempotencyToken")
    earlier = [each for each in _jobs.values() if token and each["_token"] == token]
    if earlier:
        return _started(earlier[0])
    refusal = refuse_copy(request)
    if refusal:
        return refusal
    point = recovery_points.find(request["RecoveryPointArn"])
    if point is None or point["BackupVaultName"] != request["SourceBackupVaultName"]:
        return missing(f"Recovery point {request['RecoveryPointArn']} not found")
    job = {
        "AccountId": get_account_id(),
        "CopyJobId": new_uuid().upper(),
        "CreationDate": backup._epoch(),
        "DestinationBackupVaultArn": request["DestinationBackupVaultArn"],
        "DestinationRecoveryPointLifecycle": request.get("Lifecycle") or {},
        "IamRoleArn": request["IamRoleArn"],
        "IsParent": False,
        "SourceBackupVaultArn": point["BackupVaultArn"],
        "SourceRecoveryPointArn": point["RecoveryPointArn"],
        "_token": token,
    }
    job |= {key: point[key] for key in ("BackupSizeInBytes", "ResourceArn", "ResourceType")}
    _jobs[job["CopyJobId"]] = job
    backup_outcomes.start("copy", job)
    return _started(job)


def refuse_copy(_request: dict[str, Any]) -> Response | None:
    """Nothing; guards/backup_restores.py refuses what AWS would."""
    return None


def _started(job: dict[str, Any]) -> Response:
    return ok({key: job[key] for key in ("CopyJobId", "CreationDate", "IsParent")})


def in_region_of(vault_arn: str) -> AbstractContextManager[None]:
    """Reach the records of the Region that a vault of this account is in."""
    region = vault_arn.split(":")[3]
    found: AbstractContextManager[None] = request_scope(get_account_id(), region)
    return found


def _complete(job: dict[str, Any]) -> None:
    point = recovery_points.find(job["SourceRecoveryPointArn"])
    snapshots = rds._db_cluster_snapshots
    original = snapshots.get(job["SourceRecoveryPointArn"].partition(":cluster-snapshot:")[2])
    with in_region_of(job["DestinationBackupVaultArn"]):
        vault = backup._vaults.get(job["DestinationBackupVaultArn"].rpartition(":")[2])
        if not vault or not point:
            raise JobFailedError("The recovery point or the destination vault is gone.")
        _add(job, point, vault, original)


def _add(
    job: dict[str, Any],
    point: dict[str, Any],
    vault: dict[str, Any],
    original: dict[str, Any] | None,
) -> None:
    arn, snapshot = recovery_points.recovery_point_arn(point["ResourceArn"], "copyjob")
    key = vault["EncryptionKeyArn"] if point["IsEncrypted"] else point["EncryptionKeyArn"]
    if original:
        _copy_snapshot(original, arn, snapshot, key)
    recovery_points.add(
        {
            **point,
            **{member: vault[member] for member in ("BackupVaultArn", "BackupVaultName")},
            "CompletionDate": backup._epoch(),
            "EncryptionKeyArn": key,
            "IamRoleArn": job["IamRoleArn"],
            "Lifecycle": job["DestinationRecoveryPointLifecycle"],
            "RecoveryPointArn": arn,
            "SourceBackupVaultArn": point["BackupVaultArn"],
        }
    )
    job["DestinationRecoveryPointArn"] = arn


def _copy_snapshot(original: dict[str, Any], arn: str, name: str, key: str) -> None:
    """The copy is under the key of the vault that it lies in.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html (2026-11)
    """
    identity = {"DBClusterSnapshotIdentifier": name, "DBClusterSnapshotArn": arn}
    rds._db_cluster_snapshots[name] = {**original, **identity, "KmsKeyId": key}


backup_outcomes.register("copy", _jobs, "State", _complete)


@route("GET", "/copy-jobs")
def list_copy_jobs(_parts: Any, _body: Any, query: Query) -> Response:
    return jobs_page(map(_told, _jobs.values()), query, "CopyJobs")


@route("GET", "/copy-jobs/{}")
def describe_copy_job(parts: Any, *_: Any) -> Response:
    job = _jobs.get(parts[0])
    return ok({"CopyJob": _told(job)}) if job else missing(f"Copy job {parts[0]} not found")


def _told(job: dict[str, Any]) -> dict[str, Any]:
    """A copy job has no `PercentDone`."""
    return {key: value for key, value in shown(job).items() if key != "PercentDone"}
