"""The components of a deployment, for those who look at all of them."""

from dataclasses import dataclass

from stacks.components.access_logs import AccessLogs
from stacks.components.application import Application
from stacks.components.audit_trail import AuditTrail
from stacks.components.backup import Backup
from stacks.components.exec_sessions import ExecSessions
from stacks.components.firewall import Firewall
from stacks.components.front_door import FrontDoor
from stacks.components.network import Network
from stacks.components.notifications import Notifications
from stacks.components.restore_tests import RestoreTests
from stacks.stores import Stores


@dataclass(frozen=True)
class Evidence:
    """What is kept to prove who did what; None is what a deployment does without."""

    access_logs: AccessLogs
    exec_sessions: ExecSessions | None
    audit_trail: AuditTrail | None
    restore_tests: RestoreTests

    @property
    def buckets(self) -> list[str]:
        """Names of the buckets whose objects nobody deletes by hand."""
        stores = (self.access_logs, self.exec_sessions, self.audit_trail)
        return [store.bucket_name for store in stores if store]


@dataclass(frozen=True)
class Parts:
    """Monitoring and outputs read them; without monitoring there are no notifications."""

    network: Network
    evidence: Evidence
    notifications: Notifications | None
    stores: Stores
    backup: Backup
    front_door: FrontDoor
    firewall: Firewall
    application: Application
