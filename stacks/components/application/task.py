"""The task definition: two containers, their secrets and their rights."""

import json
import re

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.ecs_task_definition import (
    EcsTaskDefinition,
    EcsTaskDefinitionRuntimePlatform,
    EcsTaskDefinitionVolume,
    EcsTaskDefinitionVolumeEfsVolumeConfiguration,
    EcsTaskDefinitionVolumeEfsVolumeConfigurationAuthorizationConfig,
)
from constructs import Construct

from stacks.components.application import container
from stacks.components.cache import Cache
from stacks.components.database import Database
from stacks.components.files import Files
from stacks.components.secret import GeneratedSecret
from stacks.components.service_role import ServiceRole
from stacks.foundation import Foundation
from stacks.policies import Statement, allow
from stacks.releases import RELEASES
from stacks.settings.application import ApplicationSettings

ADMINISTRATOR = "admin"
TASKS_SERVICE = "ecs-tasks.amazonaws.com"
ECR_IMAGE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<name>[^:@]+)"
)


class Task(Construct):
    """What runs: `bootstrap` prepares database and files, then `openemr` serves.

    Only bootstrap sees the database's passwords; the serving container gets the session cache's.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        database: Database,
        cache: Cache,
        files: Files,
        administrator: GeneratedSecret,
        settings: ApplicationSettings,
        globals_: dict[str, str],
        port: int,
        role_statements: list[Statement],
    ) -> None:
        super().__init__(scope, id_)
        self._base = base
        self._settings = settings
        self._log = CloudwatchLogGroup(
            self,
            "log",
            name=base.names.path("application"),
            kms_key_id=base.encryption.logs_key_arn,
            retention_in_days=base.logs.application_retention_days,
        )
        self.log_group_name = self._log.name
        bootstrap_secrets = {
            "MYSQL_ROOT_USER": f"{database.master_secret_arn}:username::",
            "MYSQL_ROOT_PASS": f"{database.master_secret_arn}:password::",
            "MYSQL_PASS": database.password.key("password"),
            "OE_PASS": administrator.key("password"),
        }
        openemr_secrets = {"VALKEY_PASSWORD": cache.password.key("password")}
        certificate = {"RDS_ROOT_CA": container.root_certificate(base.account.region)}
        image, log = settings.image_reference, container.Log(self._log.name, base.account.region)
        containers = [
            container.bootstrap(
                image,
                log,
                certificate | self._bootstrap_environment(database, globals_),
                bootstrap_secrets,
            ),
            container.openemr(
                image,
                log,
                certificate | self._openemr_environment(cache),
                openemr_secrets,
                port=port,
                release=RELEASES[settings.openemr_version],
            ),
        ]
        secret_arns = [
            database.master_secret_arn,
            database.password.arn,
            administrator.arn,
            cache.password.arn,
        ]
        self._execution_role = ServiceRole(
            self,
            "execution",
            name=base.names("execution"),
            service=TASKS_SERVICE,
            account=base.account,
            statements=self._execution_statements(secret_arns),
        )
        self._role = ServiceRole(
            self,
            "runtime",
            name=base.names("task"),
            service=TASKS_SERVICE,
            account=base.account,
            statements=[files.grant_mount(), *role_statements],
        )
        self.attachments = [*self._execution_role.attachments, *self._role.attachments]
        self.arn = self._definition(base.names("openemr"), containers, files)

    @staticmethod
    def _bootstrap_environment(database: Database, globals_: dict[str, str]) -> dict[str, str]:
        return {
            "MYSQL_HOST": database.host,
            "MYSQL_PORT": str(database.PORT),
            "MYSQL_DATABASE": database.NAME,
            "MYSQL_USER": database.USER,
            "OE_USER": ADMINISTRATOR,
            **{f"OPENEMR_SETTING_{name}": value for name, value in globals_.items()},
        }

    @staticmethod
    def _openemr_environment(cache: Cache) -> dict[str, str]:
        return {
            "VALKEY_HOST": cache.host,
            "VALKEY_PORT": str(cache.PORT),
            "VALKEY_USER": cache.USER,
        }

    def _definition(self, family: str, containers: list[dict], files: Files) -> str:
        definition = EcsTaskDefinition(
            self,
            "definition",
            family=family,
            requires_compatibilities=["FARGATE"],
            network_mode="awsvpc",
            cpu=str(self._settings.cpu),
            memory=str(self._settings.memory_mib),
            runtime_platform=EcsTaskDefinitionRuntimePlatform(
                cpu_architecture=self._settings.cpu_architecture,
                operating_system_family="LINUX",
            ),
            execution_role_arn=self._execution_role.arn,
            task_role_arn=self._role.arn,
            container_definitions=json.dumps(containers),
            volume=[
                EcsTaskDefinitionVolume(
                    name=container.SITES_VOLUME,
                    efs_volume_configuration=EcsTaskDefinitionVolumeEfsVolumeConfiguration(
                        file_system_id=files.id,
                        root_directory="/",
                        transit_encryption="ENABLED",
                        authorization_config=_through(files.access_point.id),
                    ),
                )
            ],
        )
        return definition.arn

    def _execution_statements(self, secret_arns: list[str]) -> list[Statement]:
        """What ECS itself needs to start the task: image, secrets, log."""
        via_secrets_manager = {
            "StringEquals": {
                "kms:ViaService": f"secretsmanager.{self._base.account.region}.amazonaws.com"
            }
        }
        write = ["logs:CreateLogStream", "logs:PutLogEvents"]
        return [
            allow("Secrets", ["secretsmanager:GetSecretValue"], secret_arns),
            allow(
                "SecretsKey",
                ["kms:Decrypt"],
                [self._base.encryption.secrets_key_arn],
                condition=via_secrets_manager,
            ),
            allow("Log", write, [f"{self._log.arn}:*"]),
            *_pull_statements(self._settings.image_reference),
        ]


def _pull_statements(image: str) -> list[Statement]:
    """Rights to pull from a private ECR repository; other registries need none."""
    match = ECR_IMAGE.match(image)
    if not match:
        return []
    repository = f"arn:aws:ecr:{match['region']}:{match['account']}:repository/{match['name']}"
    pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    return [
        allow("RegistryLogin", ["ecr:GetAuthorizationToken"], ["*"]),
        allow("Pull", pull, [repository]),
    ]


def _through(
    access_point_id: str,
) -> EcsTaskDefinitionVolumeEfsVolumeConfigurationAuthorizationConfig:
    return EcsTaskDefinitionVolumeEfsVolumeConfigurationAuthorizationConfig(
        access_point_id=access_point_id, iam="ENABLED"
    )
