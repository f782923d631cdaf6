"""Alarms, events and the dashboard of a deployment."""

from cdktf import Annotations
from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from constructs import Construct

from stacks.components.monitoring import data, edge
from stacks.components.monitoring.api_calls import api_calls
from stacks.components.monitoring.container_log import container_log
from stacks.components.monitoring.dashboard import Dashboard
from stacks.components.monitoring.database import database
from stacks.components.monitoring.delivery import delivery
from stacks.components.monitoring.events import (
    Event,
    copies,
    copies_elsewhere,
    events,
    failed_copies,
)
from stacks.components.monitoring.restore_tests import due, restore_tests
from stacks.components.monitoring.states import states
from stacks.components.monitoring.tasks import tasks
from stacks.components.monitoring.tier import Tier
from stacks.components.notifications import Notifications
from stacks.foundation import Foundation
from stacks.parts import Parts
from stacks.settings import Deployment


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
        notifications: Notifications,
        settings: Deployment,
    ) -> None:
        super().__init__(scope, id_)
        notify = notifications.topic_arn
        copied = self._count(copies(parts), base, notifications)
        elsewhere = [
            self._count(found, base, notifications)
            for found in copies_elsewhere(parts, settings.backup)
        ]
        log_group_name = parts.application.task.log_group_name
        said = container_log(self, base.names, log_group_name, settings.application)
        for warning in settings.backup.warnings:
            Annotations.of(self).add_warning(warning)
        kept = data.backups(parts.backup, parts.stores, copied, elsewhere, settings.backup)
        tiers = [*_tiers(parts, settings), kept, said]
        if settings.backup.restore_test_due:
            tests = due(settings.backup.restore_test_due)
            rule = tests.build(self, base.names, notifications.copies_topic_arn)
            group = parts.evidence.restore_tests.log_group_name
            tiers.append(restore_tests(self, base.names, group, rule))
        if parts.evidence.audit_trail:
            tiers.append(api_calls(self, base.names, parts.evidence.audit_trail.log_group_name))
        changes = states([alarm for tier in tiers for alarm in tier.alarms], base.names)
        rules = {
            event.name: event.build(self, base.names, notify) for event in events(parts) + changes
        }
        failed = failed_copies(parts) if settings.backup.copies else None
        copy_rules = {failed.name: failed.build(self, base.names, notify)} if failed else {}
        tiers.append(delivery(rules, copy_rules, notifications.topic_name))
        alarms = [alarm.build(self, base.names, notify) for tier in tiers for alarm in tier.alarms]
        self.dashboard = Dashboard(
            self,
            "dashboard",
            name=base.names("dashboard"),
            region=base.account.region,
            alarm_arns=[alarm.arn for alarm in alarms],
            tiers=tiers,
        )

    def _count(
        self, events: dict[str, Event], base: Foundation, notifications: Notifications
    ) -> dict[str, CloudwatchEventRule]:
        """The rules of events that nobody is told of, but CloudWatch counts."""
        topic_arn = notifications.copies_topic_arn
        return {what: event.build(self, base.names, topic_arn) for what, event in events.items()}


def _tiers(parts: Parts, settings: Deployment) -> list[Tier]:
    """From the internet inwards."""
    limits, certificate_arn = settings.monitoring, parts.front_door.certificate_arn
    return [
        edge.load_balancer(parts.front_door, limits),
        *([edge.certificate(certificate_arn, limits)] if certificate_arn else []),
        edge.firewall(parts.firewall, settings.region, limits),
        tasks(parts.application, settings),
        database(parts.stores.database, settings.database, limits),
        data.cache(parts.stores.cache, settings.cache, limits),
        data.files(parts.stores.files, limits),
        *([edge.nat(parts.network)] if parts.network.nat_gateway_ids else []),
    ]
