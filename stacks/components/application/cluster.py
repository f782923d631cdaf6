"""The ECS cluster and how sessions into its tasks are recorded."""

from collections.abc import Sequence

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.ecs_cluster import (
    EcsCluster,
    EcsClusterConfiguration,
    EcsClusterConfigurationExecuteCommandConfiguration,
    EcsClusterConfigurationExecuteCommandConfigurationLogConfiguration,
    EcsClusterSetting,
)
from constructs import Construct

from stacks.components.exec_sessions import ExecSessions
from stacks.foundation import Foundation

ExecConfiguration = EcsClusterConfigurationExecuteCommandConfiguration
ExecLogConfiguration = EcsClusterConfigurationExecuteCommandConfigurationLogConfiguration


class Cluster(Construct):
    """The ECS cluster. A failed cluster is made again; it keeps nothing."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        exec_sessions: ExecSessions | None,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        cluster = EcsCluster(
            self,
            "cluster",
            name=base.names("cluster"),
            setting=[EcsClusterSetting(name="containerInsights", value="enhanced")],
            configuration=self._exec(exec_sessions) if exec_sessions else None,
            # Service-linked roles come first: else AWS makes them, and their names are taken.
            depends_on=after,
        )
        self.name = cluster.name
        self.arn = cluster.arn

    @staticmethod
    def _exec(sessions: ExecSessions) -> EcsClusterConfiguration:
        return EcsClusterConfiguration(
            execute_command_configuration=ExecConfiguration(
                kms_key_id=sessions.key_arn,
                logging="OVERRIDE",
                log_configuration=ExecLogConfiguration(
                    cloud_watch_log_group_name=sessions.log_group_name,
                    cloud_watch_encryption_enabled=True,
                    s3_bucket_name=sessions.bucket_name,
                    s3_bucket_encryption_enabled=True,
                    s3_key_prefix="sessions",
                ),
            )
        )
