"""Out-of-band changes of the database."""

from typing import Any

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    Act,
    OutOfBand,
    Site,
    added,
    gone,
)

CLUSTER = "aws_rds_cluster.database_cluster"
WRITER = "aws_rds_cluster_instance.database_writer"
READER = "aws_rds_cluster_instance.database_reader1"
PARAMETERS = "aws_rds_cluster_parameter_group.database_parameters"


def cluster(**changes: Any) -> Act:
    """The cluster is modified at once."""

    def act(site: Site) -> None:
        site.client("rds").modify_db_cluster(
            DBClusterIdentifier=site.id(CLUSTER), ApplyImmediately=True, **changes
        )

    return act


def instance(address: str, **changes: Any) -> Act:
    """The instance is modified at once."""

    def act(site: Site) -> None:
        site.client("rds").modify_db_instance(
            DBInstanceIdentifier=site.id(address), ApplyImmediately=True, **changes
        )

    return act


def _plain_connections(site: Site) -> None:
    site.client("rds").modify_db_cluster_parameter_group(
        DBClusterParameterGroupName=site.id(PARAMETERS),
        Parameters=[
            {
                "ParameterName": "require_secure_transport",
                "ParameterValue": "OFF",
                "ApplyMethod": "immediate",
            }
        ],
    )


def _database_in_other_group(site: Site) -> None:
    group = site.of("aws_default_security_group.network_default_group")["id"]
    site.client("rds").modify_db_cluster(
        DBClusterIdentifier=site.id(CLUSTER), VpcSecurityGroupIds=[group]
    )


def _tag_cluster(site: Site) -> None:
    site.client("rds").add_tags_to_resource(
        ResourceName=site.of(CLUSTER)["arn"], Tags=[{"Key": "Environment", "Value": "test"}]
    )


def _another_instance(site: Site) -> None:
    site.client("rds").create_db_instance(
        DBInstanceIdentifier="somebodys-reader",
        DBClusterIdentifier=site.id(CLUSTER),
        Engine="aurora-mysql",
        DBInstanceClass="db.serverless",
        PubliclyAccessible=True,
    )


def _share_snapshot(site: Site) -> None:
    rds = site.client("rds")
    rds.create_db_cluster_snapshot(
        DBClusterSnapshotIdentifier="shared", DBClusterIdentifier=site.id(CLUSTER)
    )
    rds.modify_db_cluster_snapshot_attribute(
        DBClusterSnapshotIdentifier="shared", AttributeName="restore", ValuesToAdd=["999999999999"]
    )


def _delete_reader(site: Site) -> None:
    site.client("rds").delete_db_instance(
        DBInstanceIdentifier=site.id(READER), SkipFinalSnapshot=True
    )


CHANGES = [
    OutOfBand("unencrypted connections", _plain_connections, PARAMETERS, "parameter", CRITICAL),
    OutOfBand(
        "short retention",
        cluster(BackupRetentionPeriod=1),
        CLUSTER,
        "backup_retention_period",
        CRITICAL,
    ),
    OutOfBand(
        "may be deleted",
        cluster(DeletionProtection=False),
        CLUSTER,
        "deletion_protection",
        CRITICAL,
    ),
    OutOfBand(
        "more capacity",
        cluster(ServerlessV2ScalingConfiguration={"MinCapacity": 0.5, "MaxCapacity": 64}),
        CLUSTER,
        "serverlessv2_scaling_configuration",
        MEDIUM,
    ),
    OutOfBand(
        "no audit log",
        cluster(CloudwatchLogsExportConfiguration={"DisableLogTypes": ["audit"]}),
        CLUSTER,
        "enabled_cloudwatch_logs_exports",
        CRITICAL,
    ),
    OutOfBand(
        "no sign-in by IAM",
        cluster(EnableIAMDatabaseAuthentication=False),
        CLUSTER,
        "iam_database_authentication_enabled",
        HIGH,
    ),
    OutOfBand(
        "database in other group",
        _database_in_other_group,
        CLUSTER,
        "vpc_security_group_ids",
        CRITICAL,
    ),
    OutOfBand("cluster tagged", _tag_cluster, CLUSTER, "tags", LOW),
    OutOfBand(
        "fixed size",
        instance(WRITER, DBInstanceClass="db.r6g.large"),
        WRITER,
        "instance_class",
        HIGH,
    ),
    OutOfBand(
        "public database",
        instance(READER, PubliclyAccessible=True),
        READER,
        "publicly_accessible",
        CRITICAL,
    ),
    OutOfBand(
        "no enhanced monitoring",
        instance(WRITER, MonitoringInterval=0),
        WRITER,
        "monitoring_interval",
        MEDIUM,
    ),
    added("another instance", _another_instance, CLUSTER, "cluster_members", CRITICAL),
    added("snapshot shared", _share_snapshot, CLUSTER, "shared_snapshot", CRITICAL),
]
DELETIONS = [
    gone("reader deleted", _delete_reader, READER, HIGH),
]
