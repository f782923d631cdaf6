"""Backup: a finished backup job leaves a recovery point, which blocks deleting its vault.

A locked vault gives up none of its points before their time. A cluster's recovery point is a
cluster snapshot besides.
"""

import json
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import backup, efs, rds

from scripts.embedded_aws.server import backup_outcomes, recovery_points
from scripts.embedded_aws.server.fixes.backup_job_lists import shown
from scripts.embedded_aws.server.fixes.backup_routes import missing, ok, page, route
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

_SHARED_MEMBERS = (
    *("BackupSizeInBytes", "BackupVaultArn", "BackupVaultName", "CreationDate", "IamRoleArn"),
    *("RecoveryPointArn", "ResourceArn", "ResourceType"),
)


@around(backup, "_start_job")
def start_backup(original: Handler, request: dict[str, Any]) -> Response:
    response: Response = original(request)
    if response[0] != 200:
        return response
    answer = json.loads(response[2])
    job = backup._jobs[answer["BackupJobId"]]
    job["RecoveryPointArn"], job["_snapshot"] = recovery_points.recovery_point_arn(
        job["ResourceArn"]
    )
    job["ResourceType"] = recovery_points.resource_type(job["ResourceArn"])
    job["AccountId"], job["_lifecycle"] = get_account_id(), request.get("Lifecycle") or {}
    backup_outcomes.start("backup", job)
    recovery_points.count(job["BackupVaultName"])  # MiniStack has counted it already
    return ok({**answer, "RecoveryPointArn": job["RecoveryPointArn"]})


def _complete(job: dict[str, Any]) -> None:
    cluster = _cluster(job["ResourceArn"])
    if job["_snapshot"] and cluster:
        snapshot = rds._create_cluster_snapshot_internal(job["_snapshot"], cluster)
        snapshot["SnapshotType"] = "awsbackup"
    if not job["BackupVaultName"]:
        return
    tags = job["RecoveryPointTags"]
    recovery_points.add(
        {
            **{key: job[key] for key in _SHARED_MEMBERS},
            "CompletionDate": backup._epoch(),
            "InitiationDate": job["CreationDate"],
            "EncryptionKeyArn": _key(job, cluster),
            "IsEncrypted": not cluster or bool(cluster["StorageEncrypted"]),
            "IsParent": False,
            "Lifecycle": job["_lifecycle"],
            "ResourceName": _name(job["ResourceArn"], cluster),
            "Status": "COMPLETED",
            "StorageClass": "WARM",
            "VaultType": "BACKUP_VAULT",
            "_metadata": _metadata(job["ResourceArn"], cluster),
            "_tags": {**_tags(job["ResourceArn"], cluster), **tags},
        }
    )


backup_outcomes.register("backup", backup._jobs, "State", _complete)


def _cluster(arn: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = rds._clusters.get(arn.partition(":cluster:")[2])
    return found


def _key(job: dict[str, Any], cluster: dict[str, Any] | None) -> str:
    """The vault's own, but for clusters, whose snapshots stay under the cluster's key.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html (read 2026-11-25)
    """
    if cluster:
        return str(cluster.get("KmsKeyId"))
    vault = backup._vaults.get(job["BackupVaultName"], {})
    return str(vault.get("EncryptionKeyArn"))


def _tags(arn: str, cluster: dict[str, Any] | None) -> dict[str, str]:
    if cluster:
        return {tag["Key"]: tag["Value"] for tag in cluster["TagList"]}
    files = efs._file_systems.get(arn.rpartition("/")[2]) or {}
    return {tag["Key"]: tag["Value"] for tag in files.get("Tags", [])}


def _name(arn: str, cluster: dict[str, Any] | None) -> str:
    """The "non-unique name" of the resource; EFS's own `Name` is the value of that tag.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointByBackupVault.html,
    https://docs.aws.amazon.com/efs/latest/ug/API_FileSystemDescription.html (2026-11-30)
    """
    last = arn.replace("/", ":").rpartition(":")[2]
    return last if cluster else _tags(arn, cluster).get("Name", last)


def _metadata(arn: str, cluster: dict[str, Any] | None) -> dict[str, str]:
    """What GetRecoveryPointRestoreMetadata tells: the settings of the resource at its backup."""
    if cluster:
        groups = [each["VpcSecurityGroupId"] for each in cluster["VpcSecurityGroups"]]
        return {
            "AvailabilityZones": json.dumps(cluster["AvailabilityZones"]),
            "DBClusterIdentifier": cluster["DBClusterIdentifier"],
            "DBClusterParameterGroupName": cluster["DBClusterParameterGroup"],
            "DBSubnetGroupName": cluster["DBSubnetGroup"],
            "Engine": cluster["Engine"],
            "EngineMode": cluster["EngineMode"],
            "EngineVersion": cluster["EngineVersion"],
            "KmsKeyId": cluster["KmsKeyId"],
            "Port": str(cluster["Port"]),
            "VpcSecurityGroupIds": json.dumps(groups),
        }
    files = efs._file_systems.get(arn.rpartition("/")[2])
    if not files:
        return {}
    return {
        "CreationToken": str(files["CreationToken"]),
        "Encrypted": str(bool(files["Encrypted"])).lower(),
        "KmsKeyId": files["KmsKeyId"],
        "PerformanceMode": files["PerformanceMode"],
        "file-system-id": files["FileSystemId"],
    }


@around(backup, "_describe_job")
def describe_job(_original: Handler, job_id: str) -> Response:
    job = backup._jobs.get(job_id)
    if job is None:
        return missing(f"Job {job_id} not found")
    return ok(shown(job))


@around(backup, "_list_recovery_points_by_vault")
def list_points(original: Handler, vault: str, query: dict[str, Any]) -> Response:
    if vault not in backup._vaults:
        response: Response = original(vault, query)
        return response
    found = recovery_points.points(vault)
    for parameter, member in (("resourceArn", "ResourceArn"), ("resourceType", "ResourceType")):
        if query.get(parameter):
            found = [each for each in found if each[member] == query[parameter]]
    return page([recovery_points.listed(each) for each in found], query, "RecoveryPoints")


@around(backup, "_describe_recovery_point")
def describe_point(original: Handler, vault: str, arn: str) -> Response:
    point = _in_vault(vault, arn)
    return ok(recovery_points.described(point)) if point else original(vault, arn)


@around(backup, "_get_recovery_point_restore_metadata")
def restore_metadata(original: Handler, vault: str, arn: str) -> Response:
    point = _in_vault(vault, arn)
    if not point:
        response: Response = original(vault, arn)
        return response
    identity = {key: point[key] for key in ("BackupVaultArn", "RecoveryPointArn", "ResourceType")}
    return ok({**identity, "RestoreMetadata": point["_metadata"]})


@route("DELETE", "/backup-vaults/{}/recovery-points/{}")
def delete_point(parts: tuple[str, ...], *_: Any) -> Response:
    vault, arn = parts
    if not _in_vault(vault, arn):
        return missing(f"Recovery point {arn} not found")
    if backup._vaults[vault].get("Locked"):
        message = f"Backup vault {vault} is locked: recovery point {arn} cannot be deleted"
        return backup._err("InvalidRequestException", message, 400)
    recovery_points.remove(arn)
    response: Response = backup._no_content()
    return response


@route("POST", "/backup-vaults/{}/recovery-points/{}")
def update_lifecycle(parts: tuple[str, ...], request: dict[str, Any], _query: Any) -> Response:
    point = _in_vault(*parts)
    if not point:
        return missing(f"Recovery point {parts[1]} not found")
    point["Lifecycle"] = request.get("Lifecycle") or {}
    identity = {key: point[key] for key in ("BackupVaultArn", "RecoveryPointArn", "Lifecycle")}
    return ok({**identity, "CalculatedLifecycle": recovery_points.lifecycle(point)})


@around(backup, "_resolve_resource")
def tags_of_points(original: Handler, arn: str) -> dict[str, str] | None:
    point = recovery_points.find(arn)
    tags: dict[str, str] | None = point["_tags"] if point else original(arn)
    return tags


def _in_vault(vault: str, arn: str) -> dict[str, Any] | None:
    point = recovery_points.find(arn)
    return point if point and point["BackupVaultName"] == vault else None


@around(backup, "_delete_vault")
def keep_full_vaults(original: Handler, vault: str) -> Response:
    if recovery_points.points(vault):
        return backup._err(
            "InvalidRequestException",
            f"Backup vault {vault} cannot be deleted because it contains recovery points",
            400,
        )
    response: Response = original(vault)
    return response
