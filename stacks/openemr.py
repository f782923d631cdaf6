"""One deployment of OpenEMR: its components in order, then who may talk to whom."""

from cdktf import Annotations
from constructs import Construct

from stacks.addressing import ReadableStack
from stacks.components.access_logs import AccessLogs
from stacks.components.application import Application
from stacks.components.backup import Backup
from stacks.components.cache import Cache
from stacks.components.database import Database
from stacks.components.exec_sessions import ExecSessions
from stacks.components.files import Files
from stacks.components.firewall import Firewall
from stacks.components.flow_logs import FlowLogs
from stacks.components.front_door import FrontDoor
from stacks.components.network import Network
from stacks.components.service_linked_roles import ServiceLinkedRoles
from stacks.foundation import Foundation
from stacks.outputs import write_output
from stacks.settings import Deployment, RemoteStateSettings
from stacks.terraform import configure

PLAIN_HTTP = (
    "no certificate_arn and no domain: browsers reach OpenEMR by plain HTTP. "
    "For evaluation only, never with patients' data."
)


class OpenemrStack(ReadableStack):
    """The whole topology of one deployment in one AWS Region."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        settings: Deployment,
        remote_state: RemoteStateSettings | None = None,
    ) -> None:
        super().__init__(scope, name)
        self._settings = settings
        self._tell_terraform(remote_state)
        base = Foundation.lay(self, settings)
        self._network = network = Network(self, "network", base, settings=settings)
        FlowLogs(self, "flow_logs", base, network=network)
        access_logs = AccessLogs(self, "access_logs", base)
        self._database = Database(
            self, "database", base, network=network, settings=settings.database
        )
        self._cache = Cache(self, "cache", base, network=network, settings=settings.cache)
        self._files = Files(self, "files", base, network=network, settings=settings.files)
        self._backup = Backup(
            self,
            "backup",
            base,
            settings=settings.backup,
            protects=[self._database.arn, self._files.arn],
        )
        self._front_door = FrontDoor(
            self, "front_door", base, network=network, access_logs=access_logs, settings=settings
        )
        self._firewall = Firewall(
            self, "firewall", base, front_door=self._front_door, settings=settings
        )
        self._application = self._build_application(base, access_logs)
        self._admit()
        self._write_outputs()

    def _tell_terraform(self, remote_state: RemoteStateSettings | None) -> None:
        settings = self._settings
        tags = {
            "Application": "OpenEMR",
            "Deployment": self.node.id,
            "Environment": settings.environment,
            "ManagedBy": "Terraform",
        }
        configure(
            self,
            region=settings.region,
            tags=tags | settings.tags,
            account_id=settings.account_id,
            remote_state=remote_state,
        )
        if not settings.has_tls:
            Annotations.of(self).add_warning(PLAIN_HTTP)

    def _build_application(self, base: Foundation, access_logs: AccessLogs) -> Application:
        settings = self._settings
        exec_sessions, roles = None, []
        if settings.enable_ecs_exec:
            exec_sessions = ExecSessions(self, "exec_sessions", base, access_logs=access_logs)
        if settings.create_service_linked_roles:
            roles = ServiceLinkedRoles(self, "service_linked_roles").roles
        return Application(
            self,
            "application",
            base,
            network=self._network,
            front_door=self._front_door,
            database=self._database,
            cache=self._cache,
            files=self._files,
            exec_sessions=exec_sessions,
            settings=settings,
            service_linked_roles=roles,
        )

    def _admit(self) -> None:
        """Who may talk to whom; whatever is not listed here cannot."""
        tasks = self._application.perimeter
        self._front_door.admit_clients(self._settings.client_cidrs)
        tasks.admit(self._front_door.perimeter, self._application.PORT, "HTTPS")
        self._database.perimeter.admit(tasks, self._database.PORT, "MySQL")
        self._cache.perimeter.admit(tasks, self._cache.PORT, "Valkey")
        self._files.perimeter.admit(tasks, self._files.PORT, "NFS")
        tasks.reach_https_anywhere("Image registry, AWS APIs and connected services")

    def _write_outputs(self) -> None:
        application, database = self._application, self._database
        for name, value, description in (
            ("application_url", self._front_door.url, "Where users find OpenEMR"),
            ("load_balancer_dns_name", self._front_door.dns_name, "Name of the load balancer"),
            ("admin_user", application.ADMINISTRATOR, "First user of OpenEMR"),
            (
                "admin_password_secret_arn",
                application.administrator.arn,
                "Secret with the first user's password, key `password`",
            ),
            ("cluster_name", application.cluster.name, "ECS cluster"),
            ("service_name", application.service.name, "ECS service"),
            ("application_log_group", application.task.log_group_name, "Log of the containers"),
            ("database_cluster_id", database.id, "Aurora cluster"),
            ("database_endpoint", database.host, "Aurora writer"),
            ("database_reader_endpoint", database.reader_host, "Aurora readers"),
            ("database_master_secret_arn", database.master_secret_arn, "Secret of AWS's making"),
            ("database_user_secret_arn", database.password.arn, "Secret of OpenEMR's own user"),
            ("cache_endpoint", self._cache.host, "Valkey"),
            ("cache_user_secret_arn", self._cache.password.arn, "Secret of the cache's user"),
            ("file_system_id", self._files.id, "EFS file system of the sites directory"),
            ("backup_vault_name", self._backup.vault_name, "AWS Backup vault"),
            ("vpc_id", self._network.vpc_id, "VPC"),
            ("web_acl_arn", self._firewall.arn, "AWS WAF web ACL"),
        ):
            write_output(self, name, value, description)
