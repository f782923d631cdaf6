"""Requests of our own client about copies: hold jobs, age copies, ask where a cluster came from."""

import json
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.services import rds

from scripts.embedded_aws.server import backup_outcomes, recovery_points
from scripts.embedded_aws.server.aurora_copies import find_snapshot
from scripts.embedded_aws.server.fixes.backup_restored import restored_directories
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.times import moment
from scripts.embedded_aws.server.wire import Response

Query = dict[str, str]


def _origin(query: Query) -> Any:
    """What a cluster was restored from: `snapshot`, or `cluster`, `time` and `type`; or nothing."""
    return rds._clusters[query["cluster"]].get("_origin") or {}


def _directories(query: Query) -> Any:
    return restored_directories.get(query["file-system"], [])


def _want(query: Query) -> Any:
    backup_outcomes.want(query["kind"], query["status"], query.get("message", ""))
    return {}


def _end(query: Query) -> Any:
    backup_outcomes.end(query["job"], query["status"], query.get("message", ""))
    return {}


def _snapshot(query: Query) -> Any:
    """The cluster's automated snapshot that Aurora takes once a day."""
    cluster = rds._clusters[query["cluster"]]
    when = moment(query["time"])
    name = f"rds:{query['cluster']}-{when:%Y-%m-%d-%H-%M}"
    snapshot = rds._create_cluster_snapshot_internal(name, cluster)
    snapshot["SnapshotType"] = "automated"
    snapshot["SnapshotCreateTime"] = rds._format_time(when.timestamp())
    return {"arn": snapshot["DBClusterSnapshotArn"]}


def _change(query: Query) -> Any:
    """Another `time` or `status` of a recovery point, a cluster snapshot or a cluster's window."""
    arn, time, status = query["arn"], query.get("time"), query.get("status")
    point, snapshot = recovery_points.find(arn), find_snapshot(arn)
    cluster = rds._clusters.get(arn.partition(":cluster:")[2])
    if not (point or snapshot or cluster):
        raise ValueError(f"there is no {arn}")
    if point and time:
        point["CreationDate"] = point["InitiationDate"] = int(moment(time).timestamp())
    if snapshot and time:
        snapshot["SnapshotCreateTime"] = rds._format_time(moment(time).timestamp())
    if cluster and time:
        cluster["_restorable_from"] = time
    if status and (point or snapshot):
        (point or snapshot or {})["Status"] = status
    return {}


_CALLS: dict[tuple[str, str], Callable[[Query], Any]] = {
    ("GET", "/_ministack/aurora-origin"): _origin,
    ("GET", "/_ministack/restored-directories"): _directories,
    ("POST", "/_ministack/aurora-snapshot"): _snapshot,
    ("POST", "/_ministack/backup-outcome"): _want,
    ("POST", "/_ministack/backup-job-end"): _end,
    ("POST", "/_ministack/copy"): _change,
}


@around(app, "_handle_admin_reset")
async def answer_about_copies(
    original: Handler, path: str, method: str, query: dict[str, list[str]]
) -> Response | None:
    call = _CALLS.get((method, path))
    if call is None:
        answer: Response | None = await original(path, method, query)
        return answer
    try:
        document = call({key: values[0] for key, values in query.items()})
    except (KeyError, ValueError) as problem:
        return _json(400, {"error": str(problem)})
    return _json(200, document)


def _json(status: int, document: Any) -> Response:
    return status, {"Content-Type": "application/json"}, json.dumps(document).encode()
