"""Wrong requests to RDS."""

from typing import Any

from tests.contract.embedded_aws.refusals import Refused
from tests.contract.embedded_aws.requests import database


def cluster(what: str, code: str, **given: Any) -> Refused:
    """A database cluster that cannot be made."""
    return Refused(what, "rds", "create_db_cluster", lambda _: database("wrong", **given), code)


def parameter(what: str, code: str, name: str, method: str) -> Refused:
    """A change of a parameter that cannot be made."""
    change = {"ParameterName": name, "ParameterValue": "1", "ApplyMethod": method}
    return Refused(
        what,
        "rds",
        "modify_db_cluster_parameter_group",
        lambda a: {"DBClusterParameterGroupName": a.parameter_group, "Parameters": [change]},
        code,
    )


def version(what: str, wanted: str) -> Refused:
    """An engine version that the cluster, at 3.08.2, cannot change to."""
    return Refused(
        what,
        "rds",
        "modify_db_cluster",
        lambda a: {
            "DBClusterIdentifier": a.parameter_group and "cluster",
            "EngineVersion": wanted,
        },
        "InvalidParameterCombination",
    )


RDS = [
    cluster(
        "a subnet group that is not there", "DBSubnetGroupNotFoundFault", DBSubnetGroupName="x"
    ),
    cluster("a password of 7 characters", "InvalidParameterValue", MasterUserPassword="1234567"),
    cluster(
        "a serverless floor above the ceiling",
        "InvalidParameterValue",
        ServerlessV2ScalingConfiguration={"MinCapacity": 4, "MaxCapacity": 2},
    ),
    cluster(
        "a pause after one minute",
        "InvalidParameterValue",
        ServerlessV2ScalingConfiguration={
            "MinCapacity": 0,
            "MaxCapacity": 2,
            "SecondsUntilAutoPause": 60,
        },
    ),
    cluster(
        "capacity 0 before Aurora MySQL 3.08",
        "InvalidParameterValue",
        EngineVersion="8.0.mysql_aurora.3.04.0",
        ServerlessV2ScalingConfiguration={"MinCapacity": 0, "MaxCapacity": 2},
    ),
    cluster(
        "256 capacity units before Aurora MySQL 3.06",
        "InvalidParameterValue",
        EngineVersion="8.0.mysql_aurora.3.04.0",
        ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 256},
    ),
    cluster(
        "Serverless v2 before Aurora MySQL 3.02",
        "InvalidParameterCombination",
        EngineVersion="8.0.mysql_aurora.3.01.0",
        ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 2},
    ),
    version("an older engine version", "8.0.mysql_aurora.3.04.0"),
    version("the beginning of an older engine version", "8.0.mysql_aurora.3.04"),
    version("another major version without a flag", "8.4.mysql_aurora.8.4.7"),
    cluster(
        "advanced Database Insights without Performance Insights",
        "InvalidParameterCombination",
        DatabaseInsightsMode="advanced",
    ),
    cluster(
        "Performance Insights kept for 30 days",
        "InvalidParameterValue",
        EnablePerformanceInsights=True,
        PerformanceInsightsRetentionPeriod=30,
    ),
    cluster("monitoring without a role", "InvalidParameterCombination", MonitoringInterval=60),
    cluster(
        "a backup in the maintenance window",
        "InvalidParameterValue",
        PreferredBackupWindow="05:30-06:30",
        PreferredMaintenanceWindow="sun:05:00-sun:06:00",
    ),
    parameter("an unknown parameter", "InvalidParameterValue", "server_audit_loging", "immediate"),
    parameter(
        "a static parameter at once", "InvalidParameterCombination", "binlog_format", "immediate"
    ),
    Refused(
        "deleting a parameter group in use",
        "rds",
        "delete_db_cluster_parameter_group",
        lambda a: {"DBClusterParameterGroupName": a.parameter_group},
        "InvalidDBParameterGroupState",
    ),
    Refused(
        "deleting a protected cluster",
        "rds",
        "delete_db_cluster",
        lambda a: {"DBClusterIdentifier": a.parameter_group and "cluster"},
        "InvalidParameterCombination",
    ),
    Refused(
        "a subnet group in one zone",
        "rds",
        "create_db_subnet_group",
        lambda a: {
            "DBSubnetGroupName": "x",
            "DBSubnetGroupDescription": "x",
            "SubnetIds": a.subnets[::2],
        },
        "DBSubnetGroupDoesNotCoverEnoughAZs",
    ),
]
