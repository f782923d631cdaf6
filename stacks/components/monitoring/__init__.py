"""Alarms, events, their notification and the dashboard of a deployment."""

from cdktf import Annotations
from constructs import Construct

from stacks.components.monitoring import data, edge
from stacks.components.monitoring.api_calls import api_calls
from stacks.components.monitoring.dashboard import Dashboard
from stacks.components.monitoring.database import database
from stacks.components.monitoring.events import events
from stacks.components.monitoring.notifications import Notifications, delivery
from stacks.components.monitoring.tasks import tasks
from stacks.components.monitoring.tier import Tier
from stacks.foundation import Foundation
from stacks.parts import Parts
from stacks.settings import Deployment

NOBODY_HEARS = (
    "monitoring.email_addresses is empty: alarms reach the notification topic, but nobody. "
    "Name addresses, or subscribe your paging service to the topic."
)


class Monitoring(Construct):
    """Tells people what goes wrong, and shows all tiers on one page.

    Without it OpenEMR works just as well, until it does not and nobody knows.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        parts: Parts,
        settings: Deployment,
    ) -> None:
        super().__init__(scope, id_)
        limits = settings.monitoring
        self.notifications = Notifications(
            self, "notifications", base, email_addresses=limits.email_addresses
        )
        if not limits.email_addresses:
            Annotations.of(self).add_warning(NOBODY_HEARS)
        notify = self.notifications.topic_arn
        rules = {event.name: event.build(self, base.names, notify) for event in events(parts)}
        told = delivery(rules, self.notifications.topic_name)
        tiers = [*_tiers(parts, settings), told]
        if parts.evidence.audit_trail:
            tiers.append(api_calls(self, base.names, parts.evidence.audit_trail.log_group_name))
        alarms = [alarm.build(self, base.names, notify) for tier in tiers for alarm in tier.alarms]
        self.dashboard = Dashboard(
            self,
            "dashboard",
            name=base.names("dashboard"),
            region=base.account.region,
            alarm_arns=[alarm.arn for alarm in alarms],
            tiers=tiers,
        )


def _tiers(parts: Parts, settings: Deployment) -> list[Tier]:
    """From the internet inwards."""
    limits, certificate_arn = settings.monitoring, parts.front_door.certificate_arn
    return [
        edge.load_balancer(parts.front_door, limits),
        *([edge.certificate(certificate_arn, limits)] if certificate_arn else []),
        edge.firewall(parts.firewall, settings.region, limits),
        tasks(parts.application, settings),
        database(parts.database, settings.database, limits),
        data.cache(parts.cache, settings.cache, limits),
        data.files(parts.files, limits),
        data.backups(parts.backup),
        edge.nat(parts.network),
    ]
