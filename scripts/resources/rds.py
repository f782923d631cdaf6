"""Amazon RDS and Aurora."""

from scripts.resources.actions import rds as rds_actions
from scripts.resources.charges import data as data_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import LEAVES_PRODUCTION, Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.data import Data
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import DESTROYS, INTERRUPTS, LOWERS, OPENS
from scripts.resources.facets.picture import Edge, Icon, PartOf
from scripts.resources.facets.predicates import (
    became,
    between,
    changed,
    gained,
    lost,
    lowered,
    newer,
    only_gains,
    switched_off,
    switched_on,
    to_one_of,
)
from scripts.resources.facets.quota import Quota
from scripts.resources.finders import data

GUIDE = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide"
_AT_CREATION = "engine_version master_username restore_to_point_in_time snapshot_identifier"
_RDS_CLUSTER_RULES = (
    Rule(
        "backup_retention_period",
        lowered,
        (DESTROYS, LOWERS),
        "Point in time recovery reaches {after} days back, not {before}; older ones are deleted.",
        source=f"{GUIDE}/Aurora.Managing.Backups.html",
    ),
    Rule(
        "iam_database_authentication_enabled",
        switched_off,
        LOWERS,
        "IAM database authentication is disabled.",
    ),
    Rule(
        "manage_master_user_password",
        switched_off,
        LOWERS,
        "Secrets Manager no longer generates and rotates the master password.",
        source=f"{GUIDE}/rds-secrets-manager.html",
    ),
)

_DB_INSTANCE_RULES = (
    Rule(
        "instance_class",
        changed,
        INTERRUPTS,
        "The instance class was {before} and is {after}: the instance restarts.",
        source=f"{GUIDE}/Aurora.Modifying.html",
    ),
    Rule(
        "db_parameter_group_name",
        changed,
        INTERRUPTS,
        (
            "Its parameter group is {after} instead of {before}; static parameters wait for a "
            "restart."
        ),
    ),
    Rule(
        "ca_cert_identifier",
        changed,
        INTERRUPTS,
        (
            "The server certificate is from {after} instead of {before}; clients must trust this "
            "authority."
        ),
    ),
)

_DB_SNAPSHOT_RULES = (
    Rule(
        "shared_accounts",
        gained,
        OPENS,
        "Other accounts may restore this copy of the database: {after}.",
        source=f"{GUIDE}/aurora-share-snapshot.html",
        new_too=True,
    ),
)

TYPES = (
    KnownType(
        name="aws_db_cluster_snapshot",
        deletion=Deletion(DESTROYS, "A snapshot of the database is deleted."),
        data=Data(
            "database snapshot",
            contents=False,
            prevent_destroy=False,
            leftovers={"gb": "aurora_backup_gb_month"},
        ),
        rules=(*_DB_SNAPSHOT_RULES,),
    ),
    KnownType(
        name="aws_db_instance",
        deletion=Deletion(DESTROYS, "The database and its automated backups are deleted."),
        rules=(
            *_RDS_CLUSTER_RULES,
            *_DB_INSTANCE_RULES,
        ),
    ),
    KnownType(
        name="aws_db_snapshot",
        deletion=Deletion(DESTROYS, "A snapshot of the database is deleted."),
        rules=(*_DB_SNAPSHOT_RULES,),
    ),
    KnownType(name="aws_db_snapshot_copy", rules=(*_DB_SNAPSHOT_RULES,)),
    ResourceType(
        name="aws_db_subnet_group",
        arguments=Arguments(
            needed="name subnet_ids",
            refers={"subnet_ids": "aws_subnet"},
            grows="subnet_ids",
            from_settings="name subnet_ids",
        ),
        deletion=Deletion(INTERRUPTS, "The database needs another subnet group."),
        charge=Free("A list of subnets."),
        discovery=FoundBy(data.subnet_group),
        picture=PartOf(user="aws_rds_cluster"),
        actions=rds_actions.SUBNET_GROUP,
        stack="deployment",
        rules=(
            Rule(
                "subnet_ids",
                lost,
                LOWERS,
                "The database may run in fewer subnets: {after} instead of {before}.",
            ),
        ),
    ),
    ResourceType(
        name="aws_rds_cluster",
        arguments=Arguments(
            needed=(
                "backup_retention_period cluster_identifier copy_tags_to_snapshot "
                "db_cluster_parameter_group_name db_subnet_group_name "
                "delete_automated_backups deletion_protection enabled_cloudwatch_logs_exports "
                "engine engine_version iam_database_authentication_enabled kms_key_id "
                "lifecycle lifecycle.ignore_changes lifecycle.prevent_destroy "
                "manage_master_user_password master_user_secret_kms_key_id master_username "
                "port preferred_backup_window preferred_maintenance_window "
                "serverlessv2_scaling_configuration "
                "serverlessv2_scaling_configuration.max_capacity "
                "serverlessv2_scaling_configuration.min_capacity skip_final_snapshot "
                "storage_encrypted vpc_security_group_ids"
            ),
            optional=(
                "database_insights_mode final_snapshot_identifier "
                "performance_insights_enabled performance_insights_kms_key_id "
                "performance_insights_retention_period "
                "serverlessv2_scaling_configuration.seconds_until_auto_pause "
                "restore_to_point_in_time restore_to_point_in_time.restore_to_time "
                "restore_to_point_in_time.restore_type "
                "restore_to_point_in_time.source_cluster_resource_id snapshot_identifier"
            ),
            refers={
                "db_cluster_parameter_group_name": "aws_rds_cluster_parameter_group",
                "db_subnet_group_name": "aws_db_subnet_group",
                "kms_key_id": "aws_kms_key",
                "master_user_secret_kms_key_id": "aws_kms_key",
                "performance_insights_kms_key_id": "aws_kms_key",
                "vpc_security_group_ids": "aws_security_group",
            },
            accepted={
                "copy_tags_to_snapshot": (True,),
                "enable_http_endpoint": (None, False),
                "iam_database_authentication_enabled": (True,),
                "lifecycle.ignore_changes": (_AT_CREATION.split(),),
                # None: a plan has the block with nothing in it.
                "restore_to_point_in_time.restore_type": (None, "full-copy"),
                "storage_encrypted": (True,),
            },
            from_settings=(
                "backup_retention_period cluster_identifier delete_automated_backups "
                "deletion_protection lifecycle.prevent_destroy master_username "
                "serverlessv2_scaling_configuration.max_capacity "
                "serverlessv2_scaling_configuration.min_capacity skip_final_snapshot "
                "database_insights_mode final_snapshot_identifier "
                "performance_insights_enabled performance_insights_kms_key_id "
                "performance_insights_retention_period "
                "serverlessv2_scaling_configuration.seconds_until_auto_pause "
                "restore_to_point_in_time.restore_to_time "
                "restore_to_point_in_time.source_cluster_resource_id snapshot_identifier"
            ),
            free=(
                "final_snapshot_identifier preferred_backup_window preferred_maintenance_window "
                "serverlessv2_scaling_configuration.min_capacity "
                "serverlessv2_scaling_configuration.seconds_until_auto_pause"
            ),
            grows="performance_insights_kms_key_id",
            accepts={
                "database_insights_mode": to_one_of("standard", "advanced"),
                "enabled_cloudwatch_logs_exports": only_gains,
                "engine_version": newer,
                "performance_insights_enabled": to_one_of(True),
                "performance_insights_retention_period": between(7, 731),
            },
        ),
        deletion=Deletion(
            DESTROYS,
            "All records are deleted, its automated backups included; only snapshots remain.",
            source=f"{GUIDE}/USER_DeleteCluster.html",
        ),
        charge=data_charges.cluster,
        discovery=FoundBy(data.cluster),
        picture=Icon(
            "database/aurora.png",
            "Aurora MySQL",
            "data",
            4,
            details=(
                (
                    "{serverlessv2_scaling_configuration.min_capacity} to "
                    "{serverlessv2_scaling_configuration.max_capacity} ACU"
                ),
                "{count aws_rds_cluster_instance} instances",
            ),
        ),
        edges=(Edge("depends_on", "records", to_type="aws_cloudwatch_log_group"),),
        quota=Quota(
            "Database clusters",
            "rds",
            "L-952B80B8",
            40,
            ("rds", "describe_db_clusters", "DBClusters"),
        ),
        actions=rds_actions.CLUSTER,
        dimension="DBClusterIdentifier",
        stack="deployment",
        required=True,
        keys={"kms_key_id": "", "master_user_secret_kms_key_id": ""},
        protections={"deletion_protection": True, "skip_final_snapshot": False},
        data=Data(
            "database",
            kept_because="holds the clinical records",
            leftovers={"gb": "aurora_storage_gb_month", "backup_gb": "aurora_backup_gb_month"},
        ),
        rules=(
            LEAVES_PRODUCTION,
            *_RDS_CLUSTER_RULES,
            Rule(
                "enable_http_endpoint",
                switched_on,
                OPENS,
                "The Data API accepts SQL over HTTPS from outside the network.",
                source=f"{GUIDE}/data-api.html",
            ),
            Rule(
                "backtrack_window",
                lowered,
                LOWERS,
                "Backtracking reached {before} seconds back and reaches {after}.",
            ),
            Rule(
                "copy_tags_to_snapshot",
                switched_off,
                LOWERS,
                "Snapshots lose the tags that policies refer to.",
            ),
            Rule("iam_roles", gained, OPENS, "The database may assume the roles {after}."),
            Rule(
                "engine_version",
                changed,
                INTERRUPTS,
                "The engine version was {before} and is {after}: every instance restarts.",
                source=f"{GUIDE}/Aurora.Modifying.html",
            ),
            Rule(
                "serverlessv2_scaling_configuration.max_capacity",
                lowered,
                INTERRUPTS,
                "It may scale to {after} instead of {before} ACUs.",
            ),
            Rule(
                "serverlessv2_scaling_configuration.min_capacity",
                became(0),
                INTERRUPTS,
                "It pauses when idle, and the first connection afterwards waits.",
                source=f"{GUIDE}/aurora-serverless-v2-auto-pause.html",
            ),
            Rule(
                "db_cluster_parameter_group_name",
                changed,
                INTERRUPTS,
                "Its parameter group is {after}, not {before}; static ones wait for a restart.",
            ),
        ),
        unreported={
            "delete_automated_backups": "rds:DeleteDBCluster",
            "final_snapshot_identifier": "rds:DeleteDBCluster",
            "manage_master_user_password": "rds:CreateDBCluster and rds:ModifyDBCluster",
            "skip_final_snapshot": "rds:DeleteDBCluster",
        },
        unread={
            "enable_global_write_forwarding": "AWS reports GlobalWriteForwardingStatus",
            "enable_local_write_forwarding": "AWS reports LocalWriteForwardingStatus",
            "master_user_secret_kms_key_id": "the provider reads it into master_user_secret",
        },
        drift=Drift(
            by_itself={
                "allocated_storage": "grows with the records",
                "engine_version_actual": "AWS patches it",
            },
            read_elsewhere=("cluster_members",),
        ),
    ),
    ResourceType(
        name="aws_rds_cluster_instance",
        arguments=Arguments(
            needed=(
                "auto_minor_version_upgrade ca_cert_identifier cluster_identifier "
                "copy_tags_to_snapshot engine identifier instance_class monitoring_interval "
                "monitoring_role_arn performance_insights_enabled "
                "performance_insights_kms_key_id performance_insights_retention_period "
                "promotion_tier publicly_accessible"
            ),
            refers={
                "cluster_identifier": "aws_rds_cluster",
                "monitoring_role_arn": "aws_iam_role",
                "performance_insights_kms_key_id": "aws_kms_key",
            },
            accepted={
                "auto_minor_version_upgrade": (None, True),
                "ca_cert_identifier": (
                    "rds-ca-ecc384-g1",
                    "rds-ca-rsa2048-g1",
                    "rds-ca-rsa4096-g1",
                ),
                "publicly_accessible": (None, False),
            },
            from_settings="identifier performance_insights_retention_period",
            accepts={"performance_insights_retention_period": between(7, 731)},
        ),
        deletion=Deletion(rebuilt=True),
        charge=data_charges.instance,
        discovery=FoundBy(data.instance),
        picture=PartOf("cluster_identifier"),
        quota=Quota(
            "Database instances",
            "rds",
            "L-7B6409FD",
            40,
            ("rds", "describe_db_instances", "DBInstances"),
        ),
        actions=rds_actions.INSTANCE,
        stack="deployment",
        required=True,
        keys={"performance_insights_kms_key_id": "performance_insights_enabled"},
        rules=(*_DB_INSTANCE_RULES,),
        unreported={"force_destroy": "the provider, to remove it from its cluster"},
        drift=Drift(
            by_itself={
                "engine_version": "that of its cluster",
                "engine_version_actual": "AWS patches it",
                "writer": "fails over",
            }
        ),
    ),
    ResourceType(
        name="aws_rds_cluster_parameter_group",
        arguments=Arguments(
            needed=(
                "description family name parameter parameter.apply_method parameter.name "
                "parameter.value"
            ),
            from_settings="name parameter.value",
            judged="parameter",
        ),
        deletion=Deletion(
            INTERRUPTS,
            "The database needs another parameter group; static parameters wait for a restart.",
        ),
        charge=Free("A list of parameters."),
        discovery=FoundBy(data.parameter_group),
        picture=PartOf(user="aws_rds_cluster"),
        actions=rds_actions.PARAMETER_GROUP,
        stack="deployment",
        required=True,
        drift=Drift(Sensitivity.VITAL, lowered_is_critical=True),
    ),
    KnownType(
        name="aws_rds_global_cluster",
        deletion=Deletion(DESTROYS, "Replicas in other Regions are detached."),
    ),
)
