"""RDS: refuse clusters, instances and subnet groups that AWS would refuse."""

from typing import Any

from ministack.services import ec2, iam, rds

from scripts.embedded_aws.server.maintenance_windows import overlap
from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.resource_policies import assumable
from scripts.embedded_aws.server.wire import Response, nested

_ADVANCED_RETENTION_DAYS = 465
_PASSWORD_LENGTH = range(8, 42)
_AUTO_PAUSE_SECONDS = range(300, 86_401)


@before(rds, "_create_db_cluster", "_modify_db_cluster")
def refuse_bad_clusters(params: dict[str, Any]) -> Response | None:
    return (
        _subnet_group(params)
        or _password(params)
        or _scaling(params)
        or _insights(params)
        or _monitoring(params)
        or _windows(params)
    )


@before(rds, "_create_db_instance", "_modify_db_instance")
def refuse_bad_instances(params: dict[str, Any]) -> Response | None:
    return _monitoring(params)


@before(rds, "_delete_db_cluster")
def refuse_to_lose_the_data(params: dict[str, Any]) -> Response | None:
    skipped = rds._p(params, "SkipFinalSnapshot") == "true"
    name = rds._p(params, "FinalDBSnapshotIdentifier")
    cluster = rds._clusters.get(rds._p(params, "DBClusterIdentifier"))
    if not cluster or cluster.get("DeletionProtection"):
        return None  # MiniStack has the right errors for these
    if not skipped and not name:
        return rds._invalid_parameter_combination(
            "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified."
        )
    if skipped and name:
        return rds._invalid_parameter_combination(
            "FinalDBSnapshotIdentifier cannot be specified when SkipFinalSnapshot is enabled."
        )
    if name in rds._db_cluster_snapshots:
        return rds._error(
            "DBClusterSnapshotAlreadyExistsFault",
            f"Cannot create the cluster snapshot because one with the identifier {name} "
            "already exists.",
            400,
        )
    return None


@before(rds, rds._ACTION_MAP["CreateDBSubnetGroup"].__name__)
def refuse_one_zone(params: dict[str, Any]) -> Response | None:
    given = nested(params).get("SubnetIds", [])
    names = given.get("SubnetIdentifier", []) if isinstance(given, dict) else given
    subnets = [ec2._subnets[name] for name in names if name in ec2._subnets]
    if len(subnets) < len(names):
        return rds._error("InvalidSubnet", "Some input subnets are invalid.", 400)
    if len({subnet["AvailabilityZone"] for subnet in subnets}) < 2:
        return rds._error(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
            "Current AZ coverage: 1. Add subnets to cover at least 2 AZs.",
            400,
        )
    return None


@before(rds, rds._ACTION_MAP["DeleteDBSubnetGroup"].__name__)
def refuse_deleting_a_used_subnet_group(params: dict[str, Any]) -> Response | None:
    name = rds._p(params, "DBSubnetGroupName")
    if not any(cluster.get("DBSubnetGroup") == name for cluster in rds._clusters.values()):
        return None
    return rds._error(
        "InvalidDBSubnetGroupStateFault",
        f"Cannot delete the subnet group '{name}' because at least one database instance is "
        "still using it.",
        400,
    )


def _subnet_group(params: dict[str, Any]) -> Response | None:
    name = rds._p(params, "DBSubnetGroupName")
    if not name or name in rds._subnet_groups:
        return None
    return rds._error(
        "DBSubnetGroupNotFoundFault", f"DB subnet group '{name}' does not exist.", 404
    )


def _password(params: dict[str, Any]) -> Response | None:
    password = rds._p(params, "MasterUserPassword")
    if not password or len(password) in _PASSWORD_LENGTH:
        return None
    return rds._invalid_parameter_value(
        "The parameter MasterUserPassword is not a valid password because it is not between "
        "8 and 41 characters long."
    )


def _scaling(params: dict[str, Any]) -> Response | None:
    scaling = nested(params).get("ServerlessV2ScalingConfiguration")
    if not scaling:
        return None
    least, most = (float(scaling.get(key, 0)) for key in ("MinCapacity", "MaxCapacity"))
    pause = int(scaling.get("SecondsUntilAutoPause") or _AUTO_PAUSE_SECONDS[0])
    if not 0 <= least <= most <= 256 or most < 1 or least % 0.5 or most % 0.5:
        return rds._invalid_parameter_value(
            f"Serverless v2 capacity {least} to {most} isn't valid. Specify multiples of 0.5, "
            "a minimum of 0 to 256 and a maximum of 1 to 256 that is not below the minimum."
        )
    if pause not in _AUTO_PAUSE_SECONDS:
        return rds._invalid_parameter_value(
            f"SecondsUntilAutoPause {pause} isn't between 300 and 86400."
        )
    return None


def _insights(params: dict[str, Any]) -> Response | None:
    """Database Insights advanced needs Performance Insights kept for 15 months."""
    retention = int(rds._p(params, "PerformanceInsightsRetentionPeriod") or 0)
    months = retention // 31
    if retention and retention not in (7, 731) and not (retention == 31 * months and months < 24):
        return rds._invalid_parameter_value(
            f"Invalid Performance Insights retention period: {retention}"
        )
    if rds._p(params, "DatabaseInsightsMode") != "advanced":
        return None
    enabled = _asked(params, "EnablePerformanceInsights", "PerformanceInsightsEnabled")
    kept = _asked(params, "PerformanceInsightsRetentionPeriod")
    if str(enabled).lower() != "true" or int(kept or 0) < _ADVANCED_RETENTION_DAYS:
        return rds._invalid_parameter_combination(
            "To enable the Advanced mode of Database Insights, enable Performance Insights with a "
            f"retention period of at least {_ADVANCED_RETENTION_DAYS} days."
        )
    return None


def _monitoring(params: dict[str, Any]) -> Response | None:
    interval = int(_asked(params, "MonitoringInterval") or 0)
    role = str(_asked(params, "MonitoringRoleArn") or "")
    if interval not in (0, 1, 5, 10, 15, 30, 60):
        return rds._invalid_parameter_value(f"Invalid monitoring interval: {interval}")
    if interval and not role:
        return rds._invalid_parameter_combination(
            "A MonitoringRoleARN value is required if you specify a MonitoringInterval value "
            "other than 0."
        )
    known = role.rsplit("/", maxsplit=1)[-1] in iam._roles
    if role and not (known and assumable(role, "monitoring.rds.amazonaws.com")):
        return rds._invalid_parameter_value(
            "IAM role ARN value is invalid or does not include the required permissions for: "
            "ENHANCED_MONITORING"
        )
    return None


def _windows(params: dict[str, Any]) -> Response | None:
    backup = _asked(params, "PreferredBackupWindow")
    maintenance = _asked(params, "PreferredMaintenanceWindow")
    if backup and maintenance and overlap(backup, maintenance):
        return rds._invalid_parameter_value(
            "The backup window and maintenance window must not overlap."
        )
    return None


def _asked(params: dict[str, Any], parameter: str, member: str = "") -> Any:
    """What a request asks for, or what the cluster or instance has already."""
    instance = rds._instances.get(rds._p(params, "DBInstanceIdentifier"))
    record = instance or rds._clusters.get(rds._p(params, "DBClusterIdentifier")) or {}
    return rds._p(params, parameter) or record.get(member or parameter)
