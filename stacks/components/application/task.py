"""The task definition: two containers, their secrets and their rights."""

import json
from typing import Any

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
from stacks.components.application.start import start_statements
from stacks.components.application.task_image import TaskImage
from stacks.components.credentials import Credentials
from stacks.components.database import Database
from stacks.components.files import Files
from stacks.components.secret import GeneratedSecret
from stacks.components.service_role import ServiceRole
from stacks.foundation import Foundation
from stacks.policies import Statement
from stacks.releases import RELEASES
from stacks.settings.application import ApplicationSettings
from stacks.stores import Stores

ADMINISTRATOR = "admin"


class Task(Construct):
    """What runs: `bootstrap` prepares database and files, then `openemr` serves.

    Only bootstrap sees the database's passwords; the serving container gets the session cache's.
    globals_: OpenEMR's own settings. serving: what serve.sh makes of Apache and PHP.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        stores: Stores,
        administrator: GeneratedSecret,
        settings: ApplicationSettings,
        image: TaskImage,
        globals_: dict[str, str],
        serving: dict[str, str],
        port: int,
        role_statements: list[Statement],
    ) -> None:
        super().__init__(scope, id_)
        self._base = base
        self._settings = settings
        self._image = image
        self._log = CloudwatchLogGroup(
            self,
            "log",
            name=base.names.path("application"),
            kms_key_id=base.encryption.logs_key_arn,
            retention_in_days=base.logs.application_retention_days,
        )
        self.log_group_name, self.log_group_arn = self._log.name, self._log.arn
        containers = [
            self._bootstrap(stores, administrator, globals_),
            self._openemr(stores, serving, port),
        ]
        secrets = (stores.credentials, administrator)
        secret_arns = [stores.database.master_secret_arn, *(secret.arn for secret in secrets)]
        start = start_statements(base, image, self._log.arn, secret_arns)
        self._execution_role = self._role("execution", "execution", start)
        self._runtime_role = self._role(
            "runtime", "task", [stores.files.grant_mount(), *role_statements]
        )
        self.attachments = [*self._execution_role.attachments, *self._runtime_role.attachments]
        self.arn = fargate_definition(
            self,
            family=base.names("openemr"),
            settings=settings,
            roles=(self._execution_role, self._runtime_role),
            containers=containers,
            files=stores.files,
            access_point_id=stores.files.access_point.id,
        ).arn

    def _role(self, id_: str, name: str, statements: list[Statement]) -> ServiceRole:
        return ServiceRole(
            self,
            id_,
            name=self._base.names(name),
            service="ecs-tasks.amazonaws.com",
            account=self._base.account,
            statements=statements,
        )

    def _bootstrap(
        self, stores: Stores, administrator: GeneratedSecret, globals_: dict[str, str]
    ) -> dict[str, Any]:
        environment, secrets = database_access(
            stores.database, stores.credentials, administrator, self._base.account.region
        )
        environment |= {f"OPENEMR_SETTING_{name}": value for name, value in globals_.items()}
        return container.bootstrap(self._image, self._container_log, environment, secrets)

    def _openemr(self, stores: Stores, serving: dict[str, str], port: int) -> dict[str, Any]:
        cache, credentials = stores.cache, stores.credentials
        environment = {
            **serving,
            "VALKEY_HOST": cache.host,
            "VALKEY_PORT": str(cache.PORT),
            "VALKEY_USER": credentials.CACHE_USER,
            "RDS_ROOT_CA": container.root_certificate(self._base.account.region),
        }
        return container.openemr(
            self._image,
            self._container_log,
            environment,
            {"VALKEY_PASSWORD": credentials.cache_password},
            port=port,
            release=RELEASES[self._settings.openemr_version],
        )

    @property
    def _container_log(self) -> container.Log:
        return container.Log(self.log_group_name, self._base.account.region)


def fargate_definition(
    scope: Construct,
    *,
    family: str,
    settings: ApplicationSettings,
    roles: tuple[ServiceRole, ServiceRole],
    containers: list[dict[str, Any]],
    files: Files,
    access_point_id: str,
) -> EcsTaskDefinition:
    """A task definition on Fargate with one volume. roles: of ECS at the start, and of the task."""
    execution_role, runtime_role = roles
    return EcsTaskDefinition(
        scope,
        "definition",
        family=family,
        requires_compatibilities=["FARGATE"],
        network_mode="awsvpc",
        cpu=str(settings.cpu),
        memory=str(settings.memory_mib),
        runtime_platform=EcsTaskDefinitionRuntimePlatform(
            cpu_architecture=settings.cpu_architecture, operating_system_family="LINUX"
        ),
        execution_role_arn=execution_role.arn,
        task_role_arn=runtime_role.arn,
        container_definitions=json.dumps(containers),
        volume=[
            EcsTaskDefinitionVolume(
                name=container.SITES_VOLUME,
                efs_volume_configuration=EcsTaskDefinitionVolumeEfsVolumeConfiguration(
                    file_system_id=files.id,
                    root_directory="/",
                    transit_encryption="ENABLED",
                    authorization_config=_through(access_point_id),
                ),
            )
        ],
    )


def database_access(
    database: Database, credentials: Credentials, administrator: GeneratedSecret, region: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Environment and secrets of a container that administers `database`."""
    environment = {
        "MYSQL_HOST": database.host,
        "MYSQL_PORT": str(database.PORT),
        "MYSQL_DATABASE": database.NAME,
        "MYSQL_USER": credentials.DATABASE_USER,
        "OE_USER": ADMINISTRATOR,
        "RDS_ROOT_CA": container.root_certificate(region),
    }
    secrets = {
        "MYSQL_ROOT_USER": f"{database.master_secret_arn}:username::",
        "MYSQL_ROOT_PASS": f"{database.master_secret_arn}:password::",
        "MYSQL_PASS": credentials.database_password,
        "OE_PASS": administrator.key("password"),
    }
    return environment, secrets


def _through(
    access_point_id: str,
) -> EcsTaskDefinitionVolumeEfsVolumeConfigurationAuthorizationConfig:
    return EcsTaskDefinitionVolumeEfsVolumeConfigurationAuthorizationConfig(
        access_point_id=access_point_id, iam="ENABLED"
    )
