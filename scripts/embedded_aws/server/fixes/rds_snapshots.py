"""RDS: copies of cluster snapshots, with whom a snapshot is shared, and which are listed."""

from typing import Any

from ministack.services import rds

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response, nested, xml

_SHARED = "_restore"
_MEMBERS, _MEMBERS_END = "<DBClusterSnapshots>", "</DBClusterSnapshots>"


def _copy(params: dict[str, Any]) -> Response:
    source = rds._p(params, "SourceDBClusterSnapshotIdentifier")
    source = source.partition(":cluster-snapshot:")[2] or source
    target = rds._p(params, "TargetDBClusterSnapshotIdentifier")
    snapshot = rds._db_cluster_snapshots.get(source)
    if snapshot is None:
        return rds._error("DBClusterSnapshotNotFoundFault", f"{source} not found.", 404)
    if target in rds._db_cluster_snapshots:
        return rds._error("DBClusterSnapshotAlreadyExistsFault", f"{target} already exists.", 400)
    arn = snapshot["DBClusterSnapshotArn"].removesuffix(source) + target
    tags = snapshot["TagList"] if rds._p(params, "CopyTags") == "true" else rds._parse_tags(params)
    copied = {key: value for key, value in snapshot.items() if key != _SHARED} | {
        "DBClusterSnapshotIdentifier": target,
        "DBClusterSnapshotArn": arn,
        "SnapshotType": "manual",
        "TagList": list(tags),
    }
    rds._db_cluster_snapshots[target], rds._tags[arn] = copied, list(tags)
    inner = f"<DBClusterSnapshot>{rds._cluster_snapshot_xml(copied)}</DBClusterSnapshot>"
    response: Response = rds._xml(
        200,
        "CopyDBClusterSnapshotResponse",
        f"<CopyDBClusterSnapshotResult>{inner}</CopyDBClusterSnapshotResult>",
    )
    return response


def _modify_attribute(params: dict[str, Any]) -> Response:
    request = nested(params)
    name = request.get("DBClusterSnapshotIdentifier", "")
    snapshot = rds._db_cluster_snapshots.get(name)
    if snapshot is None:
        return rds._error("DBClusterSnapshotNotFoundFault", f"{name} not found.", 404)
    if request.get("AttributeName") != "restore":
        return rds._error("InvalidParameterValue", "The only attribute is restore.", 400)
    shared = set(snapshot.get(_SHARED, [])) | set(_values(request, "ValuesToAdd"))
    snapshot[_SHARED] = sorted(shared - set(_values(request, "ValuesToRemove")))
    return _answer("ModifyDBClusterSnapshotAttribute", name, snapshot)


@around(rds, "_describe_db_cluster_snapshots")
def list_what_is_asked_for(original: Handler, params: dict[str, Any]) -> Response:
    """A snapshot by its ARN too; without a type, automated and manual ones.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterSnapshots.html
    (2026-11-30)
    """
    name = rds._p(params, "DBClusterSnapshotIdentifier")
    if name or rds._p(params, "SnapshotType"):
        plain = name.partition(":cluster-snapshot:")[2] or name
        response: Response = original({**params, "DBClusterSnapshotIdentifier": plain})
        return response
    members = [
        _described(original, params, kind).partition(_MEMBERS)[2].partition(_MEMBERS_END)[0]
        for kind in ("automated", "manual")
    ]
    return rds._xml(
        200,
        "DescribeDBClusterSnapshotsResponse",
        f"<DescribeDBClusterSnapshotsResult>{_MEMBERS}{''.join(members)}{_MEMBERS_END}"
        "</DescribeDBClusterSnapshotsResult>",
    )


def _described(original: Handler, params: dict[str, Any], kind: str) -> str:
    body = original({**params, "SnapshotType": kind})[2]
    return body.decode() if isinstance(body, bytes) else str(body)


@around(rds, "_describe_db_cluster_snapshot_attributes")
def show_with_whom_it_is_shared(original: Handler, params: dict[str, Any]) -> Response:
    name = rds._p(params, "DBClusterSnapshotIdentifier")
    snapshot = rds._db_cluster_snapshots.get(name)
    if snapshot is None:
        response: Response = original(params)
        return response
    return _answer("DescribeDBClusterSnapshotAttributes", name, snapshot)


def _values(request: dict[str, Any], name: str) -> list[str]:
    """The list `X.AttributeValue.N` of a request."""
    values = request.get(name) or []
    return values.get("AttributeValue", []) if isinstance(values, dict) else values


def _answer(action: str, name: str, snapshot: dict[str, Any]) -> Response:
    values = "".join(xml({"AttributeValue": each}) for each in snapshot.get(_SHARED, []))
    attribute = (
        f"<DBClusterSnapshotAttribute><AttributeName>restore</AttributeName>"
        f"<AttributeValues>{values}</AttributeValues></DBClusterSnapshotAttribute>"
    )
    result = (
        f"<DBClusterSnapshotAttributesResult>{xml({'DBClusterSnapshotIdentifier': name})}"
        f"<DBClusterSnapshotAttributes>{attribute}</DBClusterSnapshotAttributes>"
        f"</DBClusterSnapshotAttributesResult>"
    )
    response: Response = rds._xml(
        200, f"{action}Response", f"<{action}Result>{result}</{action}Result>"
    )
    return response


rds._ACTION_MAP["ModifyDBClusterSnapshotAttribute"] = _modify_attribute
rds._ACTION_MAP["CopyDBClusterSnapshot"] = _copy
