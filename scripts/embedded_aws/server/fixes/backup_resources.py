"""Backup: protected resources, and recovery points and restore jobs of one of them."""

from typing import Any

from scripts.embedded_aws.server import recovery_points
from scripts.embedded_aws.server.fixes.backup_routes import missing, ok, page, route
from scripts.embedded_aws.server.wire import Response

Query = dict[str, str]


@route("GET", "/resources")
def list_protected_resources(_parts: Any, _body: Any, query: Query) -> Response:
    return page(_protected(recovery_points.points()), query, "Results")


@route("GET", "/backup-vaults/{}/resources")
def list_protected_resources_by_vault(parts: Any, _body: Any, query: Query) -> Response:
    return page(_protected(recovery_points.points(parts[0])), query, "Results")


@route("GET", "/resources/{}/recovery-points")
def list_recovery_points_by_resource(parts: Any, _body: Any, query: Query) -> Response:
    found = recovery_points.points(resource=parts[0])
    return page([recovery_points.of_resource(each) for each in found], query, "RecoveryPoints")


def _protected(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One entry for each resource; later points replace the earlier ones."""
    return list({each["ResourceArn"]: _summary(each) for each in points}.values())


def _summary(point: dict[str, Any]) -> dict[str, Any]:
    return {
        "LastBackupTime": point["CreationDate"],
        "LastBackupVaultArn": point["BackupVaultArn"],
        "LastRecoveryPointArn": point["RecoveryPointArn"],
        **{key: point[key] for key in ("ResourceArn", "ResourceName", "ResourceType")},
    }


def describe_protected_resource(parts: Any, *_: Any) -> Response:
    found = _protected(recovery_points.points(resource=parts[0]))
    return ok(found[0]) if found else missing(f"Resource {parts[0]} not found")
