"""The one-off task of a restore: moves recovered files to their place and checks the pair."""

from constructs import Construct

from stacks.components.application import container
from stacks.components.application.start import start_statements
from stacks.components.application.task import Task, database_access, fargate_definition
from stacks.components.application.task_image import TaskImage
from stacks.components.network import Network
from stacks.components.perimeter import Perimeter
from stacks.components.secret import GeneratedSecret
from stacks.components.service_role import ServiceRole
from stacks.foundation import Foundation
from stacks.settings.application import ApplicationSettings
from stacks.stores import Pair, Stores


class Restore(Construct):
    """Runs on demand only, beside the service, with rights on the restored pair alone.

    It sees the whole file system, because AWS Backup puts what it recovers into a new directory
    beside that which OpenEMR mounts.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        pair: Pair,
        root_access_point_id: str,
        network: Network,
        stores: Stores,
        administrator: GeneratedSecret,
        settings: ApplicationSettings,
        image: TaskImage,
        task: Task,
    ) -> None:
        super().__init__(scope, id_)
        self.pair = pair
        self.perimeter = Perimeter(
            self, "perimeter", name=base.names("restore"), role="restore", vpc_id=network.vpc_id
        )
        secrets = [pair.database.master_secret_arn, stores.credentials.arn, administrator.arn]
        start = start_statements(base, image, task.log_group_arn, secrets)
        roles = [
            ServiceRole(
                self,
                role,
                name=base.names(f"restore{short}"),
                service="ecs-tasks.amazonaws.com",
                account=base.account,
                statements=statements,
            )
            for role, short, statements in (
                ("execution", "exec", start),
                ("runtime", "task", pair.files.grant_recovery()),
            )
        ]
        environment, passwords = database_access(
            pair.database, stores.credentials, administrator, base.account.region
        )
        log = container.Log(task.log_group_name, base.account.region)
        definition = fargate_definition(
            self,
            family=base.names("restore"),
            settings=settings,
            roles=(roles[0], roles[1]),
            containers=[container.restore(image, log, environment, passwords)],
            files=pair.files,
            access_point_id=root_access_point_id,
        )
        self.arn = definition.arn
