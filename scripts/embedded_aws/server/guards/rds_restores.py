"""RDS: refuse restores that AWS would refuse."""

from typing import Any

from ministack.services import ec2, rds

from scripts.embedded_aws.server.aurora_copies import (
    find_snapshot,
    find_source,
    restore_window,
    usable_key,
    vpc_of_subnet_group,
)
from scripts.embedded_aws.server.aurora_versions import is_downgrade
from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.times import moment
from scripts.embedded_aws.server.wire import Response, nested

_RESTORE_TYPES = ("", "full-copy", "copy-on-write")
_FOR_LIMITLESS_ONLY = (
    *("EnablePerformanceInsights", "PerformanceInsightsRetentionPeriod"),
    *("MonitoringInterval", "MonitoringRoleArn"),
)


@before(rds, "_create_db_cluster", "_modify_db_cluster")
def refuse_security_groups_of_another_vpc(params: dict[str, Any]) -> Response | None:
    cluster = rds._clusters.get(rds._p(params, "DBClusterIdentifier")) or {}
    subnets = rds._p(params, "DBSubnetGroupName") or cluster.get("DBSubnetGroup", "")
    vpc = vpc_of_subnet_group(subnets)
    for name in _names(params, "VpcSecurityGroupIds"):
        group = ec2._security_groups.get(name)
        if group is None:
            return rds._invalid_parameter_value(
                f"Invalid security group , groupId= {name}, groupName=."
            )
        if vpc and group["VpcId"] != vpc:
            return rds._invalid_parameter_combination(
                "The DB instance and EC2 security group are in different VPCs. The DB instance is "
                f"in {vpc} and the EC2 security group is in {group['VpcId']}"
            )
    return None


@before(rds, "_restore_db_cluster_from_snapshot")
def refuse_bad_restores(params: dict[str, Any]) -> Response | None:
    snapshot = find_snapshot(rds._p(params, "SnapshotIdentifier"))
    if snapshot is None:
        return None  # the operation itself says so
    if snapshot["Status"] != "available":
        return rds._error(
            "InvalidDBClusterSnapshotStateFault",
            f"The snapshot is {snapshot['Status']}, not available.",
            400,
        )
    engine, version = rds._p(params, "Engine"), rds._p(params, "EngineVersion")
    if engine != snapshot["Engine"]:
        return rds._invalid_parameter_combination(
            f"A snapshot of {snapshot['Engine']} cannot be restored as {engine}."
        )
    if version and is_downgrade(snapshot["EngineVersion"], version):
        return rds._invalid_parameter_combination(
            f"Cannot upgrade {engine} from {snapshot['EngineVersion']} to {version}"
        )
    return _key(params, snapshot)


@before(rds, "_restore_db_cluster_to_point_in_time")
def refuse_bad_points_in_time(params: dict[str, Any]) -> Response | None:
    refusal = _sources_and_times(params)
    source = find_source(
        rds._p(params, "SourceDBClusterIdentifier"), rds._p(params, "SourceDbClusterResourceId")
    )
    if refusal or source is None:
        return refusal
    # https://github.com/boto/boto3/issues/4634 (2025-10): whatever their values are
    if any(key in params for key in _FOR_LIMITLESS_ONLY):
        return rds._invalid_parameter_combination(
            "You can enable Performance Insights or set the Enhanced Monitoring interval only when "
            "restoring from a source Aurora Limitless DB cluster"
        )
    earliest, latest = restore_window(source)
    text = rds._p(params, "RestoreToTime")
    if text and not earliest <= moment(text) <= latest:
        return rds._invalid_parameter_value(
            f"The cluster cannot be restored to {text}, which is not between "
            f"{earliest.isoformat()} and {latest.isoformat()}."
        )
    if rds._p(params, "KmsKeyId") and not source["StorageEncrypted"]:
        return rds._invalid_parameter_combination(
            "KmsKeyId cannot be specified for a source that is not encrypted."
        )
    return _key(params, source)


@before(rds, "_delete_db_cluster_snapshot")
def refuse_to_delete_what_others_keep(params: dict[str, Any]) -> Response | None:
    """Automated snapshots go with their retention, AWS Backup's with their recovery point."""
    snapshot = find_snapshot(rds._p(params, "DBClusterSnapshotIdentifier"))
    if snapshot is None or snapshot["SnapshotType"] == "manual":
        return None
    return rds._error(
        "InvalidDBClusterSnapshotStateFault",
        f"A snapshot of the type {snapshot['SnapshotType']} cannot be deleted by this operation.",
        400,
    )


def _sources_and_times(params: dict[str, Any]) -> Response | None:
    """Exactly one source, exactly one time, and a type that goes with it."""
    sources = ("SourceDBClusterIdentifier", "SourceDbClusterResourceId")
    if sum(bool(rds._p(params, key)) for key in sources) != 1:
        return rds._invalid_parameter_combination(f"Specify one of {' and '.join(sources)}.")
    time, kind = rds._p(params, "RestoreToTime"), rds._p(params, "RestoreType")
    if bool(time) == (rds._p(params, "UseLatestRestorableTime") == "true"):
        return rds._invalid_parameter_combination(
            "Specify one of RestoreToTime and UseLatestRestorableTime."
        )
    if kind not in _RESTORE_TYPES:  # the provider sends it empty if it is not set
        return rds._invalid_parameter_value(f"Invalid restore type: {kind}")
    if time and kind == "copy-on-write":
        return rds._invalid_parameter_combination(
            "RestoreToTime cannot be specified for the restore type copy-on-write."
        )
    return None


def _key(params: dict[str, Any], copy: dict[str, Any]) -> Response | None:
    """Both keys: the copy is read with its own. A key of another account is no key here."""
    own = copy["KmsKeyId"] if copy["StorageEncrypted"] else ""
    for name in (rds._p(params, "KmsKeyId"), own):
        if name and not _is_aws_managed(name) and usable_key(name) is None:
            return rds._error(
                "KMSKeyNotAccessibleFault",
                f"The specified KMS key [{name}] does not exist, is not enabled or you do not "
                "have permissions to access it.",
                400,
            )
    return None


def _is_aws_managed(key: str) -> bool:
    return key.endswith("alias/aws/rds")


def _names(params: dict[str, Any], prefix: str) -> list[str]:
    """The list `X.VpcSecurityGroupId.N` or `X.member.N` of a request."""
    found = nested(params).get(prefix) or []
    values = found.get("VpcSecurityGroupId", []) if isinstance(found, dict) else found
    return [str(value) for value in values]
