"""RDS: automated backups of clusters, kept after deletion if the request says so."""

from typing import Any

from ministack.services import rds

from scripts.embedded_aws.server.aurora_copies import (
    now_text,
    restore_window,
    retained_backups,
    still_retained,
)
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response, nested, xml

_COPIED_MEMBERS = (
    *("AvailabilityZones", "BackupRetentionPeriod", "ClusterCreateTime", "DBClusterArn"),
    *("DBClusterIdentifier", "DbClusterResourceId", "Engine", "EngineMode", "EngineVersion"),
    *("IAMDatabaseAuthenticationEnabled", "KmsKeyId", "MasterUsername", "Port"),
    *("PreferredBackupWindow", "StorageEncrypted"),
)

_FILTERS = {
    "db-cluster-id": "DBClusterIdentifier",
    "db-cluster-resource-id": "DbClusterResourceId",
}


@around(rds, "_cluster_xml")
def show_restorable_times(original: Handler, cluster: dict[str, Any]) -> str:
    """They pass while the cluster stands; MiniStack has the time of creation for both."""
    earliest, latest = (rds._format_time(t.timestamp()) for t in restore_window(cluster))
    shown = {"EarliestRestorableTime": earliest, "LatestRestorableTime": latest}
    return str(original(cluster | shown))


@around(rds, "_delete_db_cluster")
def retain_backups(original: Handler, params: dict[str, Any]) -> Response:
    """DeleteAutomatedBackups=false; AWS removes them otherwise.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBCluster.html (2026-11)
    """
    cluster = rds._clusters.get(rds._p(params, "DBClusterIdentifier"))
    response: Response = original(params)
    kept = rds._p(params, "DeleteAutomatedBackups") == "false"
    if cluster and kept and response[0] == 200:
        retained_backups[cluster["DbClusterResourceId"]] = {**cluster, "_deleted": now_text()}
    return response


def _describe(params: dict[str, Any]) -> Response:
    request = nested(params)
    found = [*rds._clusters.values(), *still_retained()]
    asked = {
        "DBClusterIdentifier": [request.get("DBClusterIdentifier", "")],
        "DbClusterResourceId": [request.get("DbClusterResourceId", "")],
    }
    filters = rds._parse_filters(params)
    asked |= {_FILTERS[key]: values for key, values in filters.items() if key in _FILTERS}
    for member, values in asked.items():
        if any(values):
            plain = {value.rpartition(":")[2] for value in values}
            found = [each for each in found if each[member] in plain]
    if "status" in filters:
        found = [each for each in found if _status(each) in filters["status"]]
    if request.get("DbClusterResourceId") and not found:
        return _missing(request["DbClusterResourceId"])
    members = "".join(
        f"<DBClusterAutomatedBackup>{_backup_xml(each)}</DBClusterAutomatedBackup>"
        for each in found
    )
    return _answer(
        "DescribeDBClusterAutomatedBackups",
        f"<DBClusterAutomatedBackups>{members}</DBClusterAutomatedBackups>",
    )


def _delete(params: dict[str, Any]) -> Response:
    name = rds._p(params, "DbClusterResourceId")
    backup = retained_backups.pop(name, None)
    if backup is None:
        return _missing(name)
    return _answer(
        "DeleteDBClusterAutomatedBackup",
        f"<DBClusterAutomatedBackup>{_backup_xml(backup)}</DBClusterAutomatedBackup>",
    )


def _status(cluster: dict[str, Any]) -> str:
    return "retained" if "_deleted" in cluster else "active"


def _backup_xml(cluster: dict[str, Any]) -> str:
    earliest, latest = (rds._format_time(t.timestamp()) for t in restore_window(cluster))
    resource = cluster["DbClusterResourceId"]
    region, account = cluster["DBClusterArn"].split(":")[3:5]
    zones = "".join(xml({"AvailabilityZone": each}) for each in cluster["AvailabilityZones"])
    copied = {key: cluster.get(key) for key in _COPIED_MEMBERS if key != "AvailabilityZones"}
    own = {
        "RestoreWindow": {"EarliestTime": earliest, "LatestTime": latest},
        "Region": region,
        "Status": _status(cluster),
        "DBClusterAutomatedBackupsArn": (
            f"arn:aws:rds:{region}:{account}:cluster-auto-backup:ab-{resource[8:].lower()}"
        ),
        "AllocatedStorage": 1,
    }
    return f"{xml(copied | own)}<AvailabilityZones>{zones}</AvailabilityZones>"


def _missing(name: str) -> Response:
    response: Response = rds._error(
        "DBClusterAutomatedBackupNotFoundFault", f"No automated backup of {name}.", 404
    )
    return response


def _answer(action: str, inner: str) -> Response:
    response: Response = rds._xml(
        200, f"{action}Response", f"<{action}Result>{inner}</{action}Result>"
    )
    return response


rds._ACTION_MAP["DescribeDBClusterAutomatedBackups"] = _describe
rds._ACTION_MAP["DeleteDBClusterAutomatedBackup"] = _delete
