"""Events of AWS services that people are told, as data."""

import json
from dataclasses import dataclass
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from cdktf_cdktf_provider_aws.cloudwatch_event_target import (
    CloudwatchEventTarget,
    CloudwatchEventTargetInputTransformer,
)
from constructs import Construct

from stacks.naming import Names
from stacks.parts import Parts
from stacks.settings.backup import BackupSettings

COPY_JOB = "Copy Job State Change"


@dataclass(frozen=True)
class Event:
    """An EventBridge rule: what matches, and the sentence that is sent.

    `fields`: name -> JSON path in the event; `message` holds the names in angle brackets.
    `schedule`: when it happens, in place of a pattern.
    """

    name: str
    description: str
    pattern: dict[str, Any] | None
    fields: dict[str, str]
    message: str
    schedule: str | None = None

    def build(self, scope: Construct, names: Names, notify: str) -> CloudwatchEventRule:
        """The rule, and the topic `notify` as its target."""
        rule = CloudwatchEventRule(
            scope,
            self.name,
            name=names(self.name),
            description=self.description,
            event_pattern=json.dumps(self.pattern) if self.pattern else None,
            schedule_expression=self.schedule,
            state="ENABLED",
        )
        CloudwatchEventTarget(
            scope,
            f"{self.name}_target",
            rule=rule.name,
            target_id="notifications",
            arn=notify,
            input_transformer=CloudwatchEventTargetInputTransformer(
                input_paths=self.fields, input_template=json.dumps(self.message)
            ),
        )
        return rule


def events(parts: Parts) -> list[Event]:
    """What no metric tells, or tells too late."""
    found = [_backups(parts), _issues(parts), _deployments(parts), _tasks(parts), _database(parts)]
    if parts.front_door.certificate_arn:
        found.append(_certificate(parts.front_door.certificate_arn))
    return [*found, _evidence(parts.evidence.buckets)]


def _backups(parts: Parts) -> Event:
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html (2026-11)
    return Event(
        "backupjob",
        "A backup job did not complete",
        {
            "source": ["aws.backup"],
            "detail-type": ["Backup Job State Change"],
            "detail": {
                "state": ["ABORTED", "EXPIRED", "FAILED", "PARTIAL"],
                "backupVaultName": [parts.backup.vault_name],
            },
        },
        {
            "state": "$.detail.state",
            "what": "$.detail.resourceArn",
            "why": "$.detail.statusMessage",
        },
        "OpenEMR: the backup of <what> is <state>. <why>",
    )


def _issues(parts: Parts) -> Event:
    # The console's "Completed with issues" is COMPLETED with a status message (2026-11):
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
    return Event(
        "copyissue",
        "A backup job completed with issues",
        {
            "source": ["aws.backup"],
            "detail-type": ["Backup Job State Change"],
            "detail": {
                "state": ["COMPLETED"],
                "backupVaultName": [parts.backup.vault_name],
                "statusMessage": [{"anything-but": ""}],
            },
        },
        {"what": "$.detail.resourceArn", "why": "$.detail.statusMessage"},
        "OpenEMR: the backup of <what> completed with issues. <why>",
    )


def failed_copies(parts: Parts) -> Event:
    """A copy to another Region that did not arrive."""
    # Sent where the copy begins, with these states (2026-11):
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CopyJob.html
    return Event(
        "copyjob",
        "A copy to another Region did not complete",
        {
            "source": ["aws.backup"],
            "detail-type": [COPY_JOB],
            "detail": {
                "state": ["FAILED", "PARTIAL"],
                "sourceBackupVaultArn": [parts.backup.vault_arn],
            },
        },
        {
            "state": "$.detail.state",
            "what": "$.detail.resourceArn",
            "where": "$.detail.destinationBackupVaultArn",
            "why": "$.detail.statusMessage",
        },
        "OpenEMR: the copy of <what> to <where> is <state>. <why>",
    )


def copies(parts: Parts) -> dict[str, Event]:
    """What is copied -> the event that AWS Backup completed a copy of it, without issues."""
    return {
        what: Event(
            name,
            f"A copy of the {what} was completed",
            {
                "source": ["aws.backup"],
                "detail-type": ["Backup Job State Change"],
                "detail": {
                    "state": ["COMPLETED"],
                    "backupVaultName": [parts.backup.vault_name],
                    "resourceArn": [arn],
                    "statusMessage": [{"exists": False}, ""],
                },
            },
            {"what": "$.detail.resourceArn"},
            "OpenEMR: a backup of <what> is complete",
        )
        for what, (name, arn) in _protected(parts).items()
    }


def copies_elsewhere(parts: Parts, plan: BackupSettings) -> list[dict[str, Event]]:
    """For each place: what is copied there -> the event that a copy arrived.

    Named by the place's number, because a scan knows no addresses that settings make up.
    """
    return [
        {
            what: Event(
                f"{name}{number}",
                f"A copy of the {what} arrived in {place.region}",
                {
                    "source": ["aws.backup"],
                    "detail-type": [COPY_JOB],
                    "detail": {
                        "state": ["COMPLETED"],
                        "destinationBackupVaultArn": [parts.backup.vault_arn_in(place)],
                        "resourceArn": [arn],
                    },
                },
                {"what": "$.detail.resourceArn"},
                f"OpenEMR: a copy of <what> arrived in {place.region}",
            )
            for what, (name, arn) in _protected(parts).items()
        }
        for number, place in enumerate(plan.copies, start=1)
    ]


def _protected(parts: Parts) -> dict[str, tuple[str, str]]:
    """What is backed up -> the name of its event, and its ARN."""
    return {
        "database": ("dbcopy", parts.stores.database.arn),
        "files": ("filescopy", parts.stores.files.arn),
    }


def _deployments(parts: Parts) -> Event:
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
    return Event(
        "rollout",
        "A rollout of the service failed",
        {
            "source": ["aws.ecs"],
            "detail-type": ["ECS Deployment State Change"],
            "detail": {"eventName": ["SERVICE_DEPLOYMENT_FAILED"]},
            "resources": [parts.application.service.arn],
        },
        {"what": "$.resources[0]", "why": "$.detail.reason"},
        "OpenEMR: the rollout of <what> failed. <why>",
    )


def _tasks(parts: Parts) -> Event:
    # Autoscaling and rollouts stop tasks too; these codes are those nobody asked for.
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
    return Event(
        "taskstop",
        "A task stopped by itself or did not start",
        {
            "source": ["aws.ecs"],
            "detail-type": ["ECS Task State Change"],
            "detail": {
                "clusterArn": [parts.application.cluster.arn],
                "lastStatus": ["STOPPED"],
                "stopCode": ["EssentialContainerExited", "TaskFailedToStart"],
            },
        },
        {"what": "$.detail.taskArn", "why": "$.detail.stoppedReason"},
        "OpenEMR: the task <what> stopped. <why>",
    )


def _database(parts: Parts) -> Event:
    # https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html
    databases = [pair.database for pair in parts.stores.pairs]
    return Event(
        "database",
        "The database failed, failed over or was repaired",
        {
            "source": ["aws.rds"],
            "detail-type": ["RDS DB Cluster Event", "RDS DB Instance Event"],
            "detail": {
                "SourceIdentifier": [
                    name for each in databases for name in (each.id, *each.instance_ids)
                ],
                "EventCategories": ["deletion", "failover", "failure", "low storage", "recovery"],
            },
        },
        {"what": "$.detail.SourceIdentifier", "why": "$.detail.Message"},
        "OpenEMR: database <what>: <why>",
    )


def _certificate(arn: str) -> Event:
    # https://docs.aws.amazon.com/acm/latest/userguide/supported-events.html (2026-11)
    return Event(
        "certificate",
        "The certificate needs somebody to act",
        {
            "source": ["aws.acm"],
            "detail-type": [
                "ACM Certificate Expired",
                "ACM Certificate Renewal Action Required",
                "ACM Certificate Revoked",
            ],
            "resources": [arn],
        },
        {"what": "$.resources[0]", "why": "$.detail-type"},
        "OpenEMR: <why>: <what>",
    )


def _evidence(buckets: list[str]) -> Event:
    # Expiry has the reason `Lifecycle Expiration`.
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html (2026-11)
    return Event(
        "evidence",
        "Somebody deleted a log file before its time",
        {
            "source": ["aws.s3"],
            "detail-type": ["Object Deleted"],
            "detail": {"bucket": {"name": buckets}, "reason": ["DeleteObject"]},
        },
        {
            "bucket": "$.detail.bucket.name",
            "what": "$.detail.object.key",
            "who": "$.detail.requester",
            "where": "$.detail.source-ip-address",
        },
        "OpenEMR: <what> was deleted from <bucket> by <who>, <where>",
    )
