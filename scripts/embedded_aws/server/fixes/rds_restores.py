"""RDS: new clusters from cluster snapshots and from the automated backups of clusters.

What comes from the copy and what does not: API reference of RestoreDBClusterFromSnapshot and
RestoreDBClusterToPointInTime as botocore 1.43 has it, 2026-11-30. Neither makes instances or a
managed password; protection, log exports, IAM authentication and tags are the request's alone.
"""

from datetime import datetime
from typing import Any

from ministack.services import rds

from scripts.embedded_aws.server.aurora_copies import (
    COPIED,
    cluster_answer,
    default_security_group,
    find_snapshot,
    find_source,
    restore_window,
    usable_key,
    vpc_of_subnet_group,
)
from scripts.embedded_aws.server.aurora_versions import is_downgrade, numbers
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.times import moment
from scripts.embedded_aws.server.wire import Response

# Members of CreateDBCluster that a restore does not have.
_ONLY_AT_CREATION = (
    *("KmsKeyId", "ManageMasterUserPassword", "MasterUserPassword", "MasterUserSecretKmsKeyId"),
    *("MasterUsername", "StorageEncrypted"),
)
# "The target DB cluster is created from the source DB cluster with the same configuration"
_SAME_CONFIGURATION = (
    *("BackupRetentionPeriod", "PreferredBackupWindow", "PreferredMaintenanceWindow"),
    "NetworkType",
)


@around(rds, "_create_cluster_snapshot_internal")
def keep_what_is_restored(original: Handler, name: str, cluster: dict[str, Any]) -> dict[str, Any]:
    snapshot: dict[str, Any] = original(name, cluster)
    snapshot |= {key: cluster.get(key) for key in COPIED}
    snapshot["VpcId"] = vpc_of_subnet_group(cluster.get("DBSubnetGroup", "")) or snapshot["VpcId"]
    return snapshot


def restore_from_snapshot(params: dict[str, Any]) -> Response:
    """RestoreDBClusterFromSnapshot: a cluster with the defaults of a new one and the copy's data.

    AWS takes the engine's default version if none is named; never one below the copy's here.
    """
    name = rds._p(params, "SnapshotIdentifier")
    snapshot = find_snapshot(name)
    if snapshot is None:
        return rds._error("DBClusterSnapshotNotFoundFault", f"{name} not found.", 404)
    version = rds._default_engine_version(snapshot["Engine"])
    if is_downgrade(snapshot["EngineVersion"], version):
        version = snapshot["EngineVersion"]
    origin = {"snapshot": snapshot["DBClusterSnapshotArn"]}
    defaults = {
        "EngineVersion": version,
        "Port": snapshot["Port"],
        "BackupRetentionPeriod": snapshot.get("BackupRetentionPeriod") or 1,
    }
    return _restored("RestoreDBClusterFromSnapshot", defaults | params, snapshot, origin)


def restore_to_point_in_time(params: dict[str, Any]) -> Response:
    """RestoreDBClusterToPointInTime: a cluster configured as its source is, at a time."""
    name, resource_id = (
        rds._p(params, key) for key in ("SourceDBClusterIdentifier", "SourceDbClusterResourceId")
    )
    source = find_source(name, resource_id)
    if source is None and name:
        return rds._error("DBClusterNotFoundFault", f"DBCluster {name} not found.", 404)
    if source is None:
        return rds._error(
            "DBClusterAutomatedBackupNotFoundFault", f"No automated backup of {resource_id}.", 404
        )
    origin = {
        "cluster": source["DbClusterResourceId"],
        "time": _time(params, source).isoformat(timespec="milliseconds"),
        "type": rds._p(params, "RestoreType") or "full-copy",
    }
    defaults = {key: source[key] for key in _SAME_CONFIGURATION if source.get(key)}
    defaults["DBSubnetGroupName"] = source["DBSubnetGroup"]
    if defaults["DBSubnetGroupName"] == "default":
        del defaults["DBSubnetGroupName"]
    scaling = source.get("ServerlessV2ScalingConfiguration") or {}
    defaults |= {f"ServerlessV2ScalingConfiguration.{k}": v for k, v in scaling.items()}
    version = {"EngineVersion": source["EngineVersion"]}
    return _restored("RestoreDBClusterToPointInTime", defaults | params | version, source, origin)


def _time(params: dict[str, Any], source: dict[str, Any]) -> datetime:
    text = rds._p(params, "RestoreToTime")
    return moment(text) if text else restore_window(source)[1]


def _restored(
    action: str, params: dict[str, Any], copy: dict[str, Any], origin: dict[str, str]
) -> Response:
    request = {key: value for key, value in params.items() if key not in _ONLY_AT_CREATION}
    response: Response = rds._create_db_cluster(_as_texts({**request, "Engine": copy["Engine"]}))
    if response[0] != 200:
        return response
    cluster = rds._clusters[rds._p(params, "DBClusterIdentifier")]
    key = usable_key(rds._p(params, "KmsKeyId") or "")
    cluster |= {
        "MasterUsername": copy["MasterUsername"],
        "_MasterUserPassword": copy.get("_MasterUserPassword"),
        "DatabaseName": rds._p(params, "DatabaseName") or copy.get("DatabaseName"),
        "StorageEncrypted": bool(copy["StorageEncrypted"] or key),
        "KmsKeyId": key["Arn"] if key else copy["KmsKeyId"],
        "_origin": origin,
    }
    if not cluster["VpcSecurityGroups"]:
        group = default_security_group(vpc_of_subnet_group(cluster["DBSubnetGroup"]))
        cluster["VpcSecurityGroups"] = (
            [{"VpcSecurityGroupId": group, "Status": "active"}] if group else []
        )
    if not rds._p(params, "DBClusterParameterGroupName"):
        release = ".".join(map(str, numbers(cluster["EngineVersion"])[:2]))
        cluster["DBClusterParameterGroup"] = f"default.{cluster['Engine']}{release}"
    return cluster_answer(action, cluster)


def _as_texts(params: dict[str, Any]) -> dict[str, Any]:
    return {k: v if isinstance(v, (list, str)) else str(v) for k, v in params.items()}


rds._restore_db_cluster_from_snapshot = restore_from_snapshot
rds._restore_db_cluster_to_point_in_time = restore_to_point_in_time
rds._ACTION_MAP["RestoreDBClusterFromSnapshot"] = restore_from_snapshot
rds._ACTION_MAP["RestoreDBClusterToPointInTime"] = restore_to_point_in_time
