"""The database: Aurora MySQL Serverless v2."""

from typing import Any

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.db_subnet_group import DbSubnetGroup
from cdktf_cdktf_provider_aws.rds_cluster import (
    RdsCluster,
    RdsClusterRestoreToPointInTime,
    RdsClusterServerlessv2ScalingConfiguration,
)
from cdktf_cdktf_provider_aws.rds_cluster_instance import RdsClusterInstance
from constructs import Construct

from stacks.components.database.parameters import parameter_group
from stacks.components.network import Network
from stacks.components.perimeter import Perimeter
from stacks.components.service_role import ServiceRole
from stacks.foundation import Foundation
from stacks.naming import master_user
from stacks.pairs import Color
from stacks.settings.backup import LogSettings
from stacks.settings.data import DatabaseSettings
from stacks.settings.stores import PointInTime

ENGINE = "aurora-mysql"
INSIGHTS_RETENTION_DAYS = {"standard": 7, "advanced": 465}
# Its root certificates are valid until 2061 and lie in application/rds_root_ca.
CERTIFICATE_AUTHORITY = "rds-ca-rsa2048-g1"


class Database(Construct):
    """All clinical and administrative records.

    Losing it loses the practice. In production neither AWS nor Terraform deletes it, every second
    of the last weeks can be restored, and AWS Backup keeps older copies.

    color: the pair that it belongs to. copy: what it is created from; None begins empty.
    leaves_copies: its deletion leaves the copies that the settings ask for.
    """

    # Not MySQL's own: whoever scans for databases looks at 3306 first (AwsSolutions-RDS11).
    PORT = 3307
    NAME = "openemr"

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        network: Network,
        settings: DatabaseSettings,
        color: Color,
        copy: str | None,
        leaves_copies: bool = True,
    ) -> None:
        super().__init__(scope, id_)
        self._base = base
        self._settings = settings
        self._color = color
        self._copy = copy
        self._leaves_copies = leaves_copies
        self.perimeter = Perimeter(
            self, "perimeter", name=self._name("database"), role=id_, vpc_id=network.vpc_id
        )
        cluster = self._cluster(network, self._log_groups(base.logs))
        self.arn = cluster.arn
        self.id = cluster.cluster_identifier
        self.host = cluster.endpoint
        self.reader_host = cluster.reader_endpoint
        self.master_secret_arn = cluster.master_user_secret.get(0).secret_arn
        instances = self._instances(cluster)
        self.instance_ids = [instance.identifier for instance in instances]
        self.writer = instances[0]

    def _name(self, role: str) -> str:
        return self._base.names.of_pair(self._color, role)

    def _log_groups(self, logs: LogSettings) -> list[CloudwatchLogGroup]:
        """Made before RDS makes them without key and for ever."""
        retention = {
            "audit": logs.audit_retention_days,
            "error": logs.application_retention_days,
            # Stays empty: the parameter general_log is off.
            "general": logs.application_retention_days,
            "slowquery": logs.application_retention_days,
        }
        return [
            CloudwatchLogGroup(
                self,
                f"{kind}_log",
                name=f"/aws/rds/cluster/{self._name('database')}/{kind}",
                kms_key_id=self._base.encryption.logs_key_arn,
                retention_in_days=days,
            )
            for kind, days in retention.items()
        ]

    def _cluster(self, network: Network, log_groups: list[CloudwatchLogGroup]) -> RdsCluster:
        settings, name = self._settings, self._name("database")
        subnets = DbSubnetGroup(self, "subnets", name=name, subnet_ids=network.private_subnet_ids)
        parameters = parameter_group(self, "parameters", name, settings.max_connections)
        return RdsCluster(
            self,
            "cluster",
            cluster_identifier=name,
            engine=ENGINE,
            engine_version=settings.engine_version,
            db_subnet_group_name=subnets.name,
            db_cluster_parameter_group_name=parameters.name,
            vpc_security_group_ids=[self.perimeter.id],
            port=self.PORT,
            serverlessv2_scaling_configuration=self._capacity(),
            master_username=master_user(production=self._base.production),
            manage_master_user_password=True,
            master_user_secret_kms_key_id=self._base.encryption.secrets_key_arn,
            iam_database_authentication_enabled=True,
            storage_encrypted=True,
            kms_key_id=self._base.encryption.data_key_arn,
            backup_retention_period=settings.backup_retention_days,
            preferred_backup_window="03:00-04:00",
            preferred_maintenance_window="sun:04:30-sun:05:30",
            copy_tags_to_snapshot=True,
            deletion_protection=settings.deletion_protected,
            # Else the deletion of a cluster takes its point-in-time window with it.
            delete_automated_backups=not (self._base.production and self._leaves_copies),
            **self._final_snapshot(network),
            enabled_cloudwatch_logs_exports=["audit", "error", "general", "slowquery"],
            depends_on=log_groups,
            # An evaluation that becomes a production keeps its database. AWS upgrades the engine
            # and takes no downgrade (docs/decisions/0012-engine-version.md). A copy counts at the
            # creation only: to name another one later would replace the database.
            lifecycle=TerraformResourceLifecycle(
                prevent_destroy=self._base.production,
                ignore_changes=[
                    "engine_version",
                    "master_username",
                    "restore_to_point_in_time",
                    "snapshot_identifier",
                ],
            ),
            **self._insights(),
            **self._origin(),
        )

    def _final_snapshot(self, network: Network) -> dict[str, Any]:
        """Snapshots outlive a deployment, whose name may come again with another VPC."""
        if not (self._settings.final_snapshot and self._leaves_copies):
            return {"skip_final_snapshot": True}
        name = f"{self._name('final')}-{network.vpc_id}"
        return {"skip_final_snapshot": False, "final_snapshot_identifier": name}

    def _capacity(self) -> RdsClusterServerlessv2ScalingConfiguration:
        settings = self._settings
        pauses = settings.min_capacity_acu == 0
        return RdsClusterServerlessv2ScalingConfiguration(
            min_capacity=settings.min_capacity_acu,
            max_capacity=settings.max_capacity_acu,
            seconds_until_auto_pause=settings.seconds_until_auto_pause if pauses else None,
        )

    def _insights(self) -> dict[str, Any]:
        """Advanced Database Insights are switched on for the cluster as a whole."""
        if self._settings.performance_insights == "standard":
            return {}
        return {
            "database_insights_mode": "advanced",
            "performance_insights_enabled": True,
            "performance_insights_kms_key_id": self._base.encryption.data_key_arn,
            "performance_insights_retention_period": INSIGHTS_RETENTION_DAYS["advanced"],
        }

    def _origin(self) -> dict[str, Any]:
        """What the cluster is created from."""
        if self._copy is None:
            return {}
        moment = PointInTime.parse(self._copy)
        if moment is None:
            return {"snapshot_identifier": self._copy}
        return {
            "restore_to_point_in_time": RdsClusterRestoreToPointInTime(
                source_cluster_resource_id=moment.resource_id,
                restore_to_time=moment.time,
                # Shares no storage with its source, which may be destroyed.
                restore_type="full-copy",
            )
        }

    def _instances(self, cluster: RdsCluster) -> list[RdsClusterInstance]:
        """The writer, then its readers."""
        role = ServiceRole(
            self,
            "monitoring",
            name=self._name("monitoring"),
            service="monitoring.rds.amazonaws.com",
            account=self._base.account,
            managed_policies=["service-role/AmazonRDSEnhancedMonitoringRole"],
        )
        roles = ["writer", *(f"reader{index + 1}" for index in range(self._settings.readers))]
        return [
            RdsClusterInstance(
                self,
                instance,
                identifier=self._name(instance),
                cluster_identifier=cluster.id,
                engine=ENGINE,
                instance_class="db.serverless",
                # Readers of tier 1 scale with the writer, so that any may take its place.
                promotion_tier=0 if instance == "writer" else 1,
                publicly_accessible=False,
                auto_minor_version_upgrade=True,
                ca_cert_identifier=CERTIFICATE_AUTHORITY,
                copy_tags_to_snapshot=True,
                monitoring_interval=60,
                monitoring_role_arn=role.arn,
                performance_insights_enabled=True,
                performance_insights_kms_key_id=self._base.encryption.data_key_arn,
                performance_insights_retention_period=INSIGHTS_RETENTION_DAYS[
                    self._settings.performance_insights
                ],
                depends_on=role.attachments,
            )
            for instance in roles
        ]
