"""Backup: what a restore job makes, a directory in a file system or a cluster without instances."""

import json
import time
from typing import Any

from ministack.services import efs, kms, rds

from scripts.embedded_aws.server.backup_outcomes import JobFailedError
from scripts.embedded_aws.server.state import regional_records

Point = dict[str, Any]
Metadata = dict[str, str]

# File system id -> directories that restore jobs made below its root; contents are not emulated.
restored_directories = regional_records("restored_directories")
# Members of the metadata that are lists in JSON.
# https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-aur.html (2026-11-30)
_LISTS = ("AvailabilityZones", "EnableCloudwatchLogsExports", "VpcSecurityGroupIds")
_SERVED_MEMBERS = (
    *("CopyTagsToSnapshot", "DBClusterIdentifier", "DBClusterParameterGroupName"),
    *("DBSubnetGroupName", "DatabaseName", "DeletionProtection", "Engine", "EngineMode"),
    *("EnableIAMDatabaseAuthentication", "EngineVersion", "KmsKeyId", "Port"),
)


def restore_files(point: Point, metadata: Metadata, tags: dict[str, str]) -> str:
    """All below `aws-backup-restore_TIME` of a new or an existing file system, never in place.

    https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-efs.html (2026-11-30)
    """
    name = metadata.get("file-system-id", "")
    if metadata.get("newFileSystem") == "true":
        files = _new_file_system(metadata, tags)
    else:
        files = efs._file_systems.get(name)
    if files is None:
        raise JobFailedError(f"File system {name} does not exist.")
    entry = {
        "Directory": f"aws-backup-restore_{_directory_time()}",
        "RecoveryPointArn": point["RecoveryPointArn"],
        "SourceResourceArn": point["ResourceArn"],
        "Items": items(metadata),
    }
    name = files["FileSystemId"]
    restored_directories[name] = [*restored_directories.get(name, []), entry]
    return str(files["FileSystemArn"])


def items(metadata: Metadata) -> list[str]:
    """The paths to restore, a list in JSON; AWS's documents write the key both ways."""
    text = metadata.get("ItemsToRestore") or metadata.get("itemsToRestore") or "[]"
    return [str(each) for each in json.loads(text)]


def _new_file_system(metadata: Metadata, tags: dict[str, str]) -> dict[str, Any]:
    key = kms._resolve_key(metadata["KmsKeyId"]) if metadata.get("KmsKeyId") else None
    if metadata.get("KmsKeyId") and (not key or key["KeyState"] != "Enabled"):
        raise JobFailedError(f"KMS key {metadata['KmsKeyId']} is not accessible.")
    request = {
        "CreationToken": metadata["CreationToken"],
        "Encrypted": metadata["Encrypted"] == "true",
        "KmsKeyId": key["Arn"] if key else "",
        "PerformanceMode": metadata["PerformanceMode"],
        "Tags": [{"Key": name, "Value": value} for name, value in tags.items()],
    }
    status, _, body = efs._create_file_system(request)
    if status != 201:
        raise JobFailedError(f"A file system with {metadata['CreationToken']} exists already.")
    found: dict[str, Any] = efs._file_systems[json.loads(body)["FileSystemId"]]
    return found


def _directory_time() -> str:
    """Such as `2025-03-28T14-13-02-250589632Z`; until 2022 `2022-01-17T08-53-32-695Z`.

    Both in runbooks on GitHub, found 2026-11-30.
    """
    seconds, nanoseconds = divmod(time.time_ns(), 1_000_000_000)
    return time.strftime(f"%Y-%m-%dT%H-%M-%S-{nanoseconds:09d}Z", time.gmtime(seconds))


def restore_cluster(point: Point, metadata: Metadata, tags: dict[str, str]) -> str:
    """A cluster without instances: "it does not create or attach an Amazon RDS instance".

    https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-aur.html (2026-11-30)
    """
    params = {key: [metadata[key]] for key in _SERVED_MEMBERS if metadata.get(key)}
    params["SnapshotIdentifier"] = [point["RecoveryPointArn"]]
    params.setdefault("Engine", [point["_metadata"].get("Engine", "")])
    params.setdefault("EngineVersion", [point["_metadata"].get("EngineVersion", "")])
    for name in _LISTS:
        for number, value in enumerate(json.loads(metadata.get(name) or "[]"), 1):
            params[f"{name}.member.{number}"] = [value]
    for number, (key, value) in enumerate(tags.items(), 1):
        params[f"Tags.Tag.{number}.Key"] = [key]
        params[f"Tags.Tag.{number}.Value"] = [value]
    status, _, body = rds._restore_db_cluster_from_snapshot(params)
    if status != 200:
        text = body.decode() if isinstance(body, bytes) else str(body)
        raise JobFailedError(text.partition("<Message>")[2].partition("</Message>")[0])
    return str(rds._clusters[metadata["DBClusterIdentifier"]]["DBClusterArn"])
