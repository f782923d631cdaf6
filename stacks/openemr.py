"""One deployment of OpenEMR: its components in order, then who may talk to whom."""

from constructs import Construct

from stacks.addressing import ReadableStack
from stacks.components.access_logs import AccessLogs
from stacks.components.application import Application
from stacks.components.audit_trail import AuditTrail
from stacks.components.backup import Backup
from stacks.components.exec_sessions import ExecSessions
from stacks.components.firewall import Firewall
from stacks.components.flow_logs import FlowLogs
from stacks.components.front_door import FrontDoor
from stacks.components.monitoring import Monitoring
from stacks.components.network import Network
from stacks.components.notifications import Notifications
from stacks.components.restore_tests import RestoreTests
from stacks.components.service_linked_roles import ServiceLinkedRoles
from stacks.foundation import Foundation
from stacks.outputs import write_deployment_outputs
from stacks.parts import Evidence, Parts
from stacks.settings import Deployment, RemoteStateSettings
from stacks.stores import Stores
from stacks.terraform import configure


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
        self._parts = parts = self._build(base)
        self._admit()
        monitoring = None
        if parts.notifications:
            monitoring = Monitoring(
                self,
                "monitoring",
                base,
                parts=parts,
                notifications=parts.notifications,
                settings=settings,
            )
        write_deployment_outputs(self, parts, monitoring)

    def _build(self, base: Foundation) -> Parts:
        settings = self._settings
        network = Network(self, "network", base, settings=settings)
        FlowLogs(self, "flow_logs", base, network=network)
        evidence = self._build_evidence(base)
        notifications = self._build_notifications(base)
        stores = Stores.lay(
            self, base, network=network, notifications=notifications, settings=settings
        )
        backup = Backup(self, "backup", base, settings=settings.backup, protects=stores.arns)
        front_door = FrontDoor(
            self,
            "front_door",
            base,
            network=network,
            access_logs=evidence.access_logs,
            settings=settings,
        )
        firewall = Firewall(self, "firewall", base, front_door=front_door, settings=settings)
        roles = []
        if settings.create_service_linked_roles:
            roles = ServiceLinkedRoles(self, "service_linked_roles").roles
        application = Application(
            self,
            "application",
            base,
            network=network,
            front_door=front_door,
            stores=stores,
            exec_sessions=evidence.exec_sessions,
            settings=settings,
            service_linked_roles=roles,
        )
        return Parts(
            network, evidence, notifications, stores, backup, front_door, firewall, application
        )

    def _build_notifications(self, base: Foundation) -> Notifications | None:
        limits = self._settings.monitoring
        if not limits.enabled:
            return None
        return Notifications(self, "notifications", base, email_addresses=limits.email_addresses)

    def _build_evidence(self, base: Foundation) -> Evidence:
        access_logs = AccessLogs(self, "access_logs", base)
        exec_sessions = audit_trail = None
        if self._settings.enable_ecs_exec:
            exec_sessions = ExecSessions(self, "exec_sessions", base, access_logs=access_logs)
        if self._settings.audit_trail.enabled:
            audit_trail = AuditTrail(
                self,
                "audit_trail",
                base,
                access_logs=access_logs,
                exec_sessions=exec_sessions,
                settings=self._settings.audit_trail,
            )
        restore_tests = RestoreTests(self, "restore_tests", base)
        return Evidence(access_logs, exec_sessions, audit_trail, restore_tests)

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
            # Last, so that the product's own win whatever the settings hold.
            tags=settings.tags | tags,
            account_id=settings.account_id,
            remote_state=remote_state,
        )

    def _admit(self) -> None:
        """Who may talk to whom; whatever is not listed here cannot."""
        parts, tasks = self._parts, self._parts.application.perimeter
        stores = parts.stores
        parts.front_door.admit_clients(self._settings.client_cidrs)
        tasks.admit(parts.front_door.perimeter, parts.application.PORT, "HTTPS")
        stores.database.perimeter.admit(tasks, stores.database.PORT, "MySQL")
        stores.cache.perimeter.admit(tasks, stores.cache.PORT, "Valkey")
        stores.files.perimeter.admit(tasks, stores.files.PORT, "NFS")
        tasks.reach_https_anywhere("Image registry, AWS APIs and connected services")
        if restore := parts.application.restore:
            restored = restore.pair
            restored.database.perimeter.admit(restore.perimeter, restored.database.PORT, "MySQL")
            restored.files.perimeter.admit(restore.perimeter, restored.files.PORT, "NFS")
            restore.perimeter.reach_https_anywhere("Image registry and AWS APIs")
