"""Events that match the rules are sent as a sentence; others are not."""

import json
import re
from typing import Any

import pytest

from tests.synthesized import Stack

TOPIC = "${aws_sns_topic.notifications_alarms_topic.arn}"
COPIES = "${aws_sns_topic.notifications_copies_topic.arn}"
Event = dict[str, Any]


def matches(pattern: Any, event: Any) -> bool:
    """EventBridge's matching: any of the listed values, in a value or in a list of them.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
    """
    if isinstance(pattern, dict):
        return all(
            matches(part, event[key]) if key in event else {"exists": False} in part
            for key, part in pattern.items()
        )
    present = event if isinstance(event, list) else [event]
    return any(
        value in pattern
        or any({"anything-but": other} in pattern for other in {""} - {value})
        or any(
            value.startswith(one["prefix"])
            for one in pattern
            if isinstance(one, dict) and "prefix" in one
        )
        for value in present
    )


def pattern_of(stack: Stack, rule: str) -> dict[str, Any]:
    return json.loads(stack.at(f"aws_cloudwatch_event_rule.monitoring_{rule}")["event_pattern"])


# Shapes as in AWS's examples (2026-11); `why` names the page of each.
EVENTS: dict[str, Event] = {
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html
    "backupjob": {
        "source": "aws.backup",
        "detail-type": "Backup Job State Change",
        "detail": {
            "backupJobId": "4b2b7cd8",
            "backupVaultName": "${aws_backup_vault.backup_vault.name}",
            "resourceArn": "arn:aws:rds:us-west-2:111122223333:cluster:openemr",
            "state": "FAILED",
            "statusMessage": "Access denied",
        },
    },
    "copyissue": {
        "source": "aws.backup",
        "detail-type": "Backup Job State Change",
        "detail": {
            "backupVaultName": "${aws_backup_vault.backup_vault.name}",
            "resourceArn": "${aws_rds_cluster.database_cluster.arn}",
            "state": "COMPLETED",
            "statusMessage": "Some tags could not be copied",
        },
    },
    **{
        name: {
            "source": "aws.backup",
            "detail-type": "Backup Job State Change",
            "detail": {
                "backupVaultName": "${aws_backup_vault.backup_vault.name}",
                "resourceArn": arn,
                "state": "COMPLETED",
            },
        }
        for name, arn in (
            ("dbcopy", "${aws_rds_cluster.database_cluster.arn}"),
            ("filescopy", "${aws_efs_file_system.files_sites.arn}"),
        )
    },
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
    "rollout": {
        "source": "aws.ecs",
        "detail-type": "ECS Deployment State Change",
        "resources": ["${aws_ecs_service.application_service_tasks.id}"],
        "detail": {
            "eventType": "ERROR",
            "eventName": "SERVICE_DEPLOYMENT_FAILED",
            "reason": "ECS deployment circuit breaker: task failed to start.",
        },
    },
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
    "taskstop": {
        "source": "aws.ecs",
        "detail-type": "ECS Task State Change",
        "detail": {
            "clusterArn": "${aws_ecs_cluster.application_ecs_cluster.arn}",
            "lastStatus": "STOPPED",
            "stopCode": "EssentialContainerExited",
            "stoppedReason": "Essential container in task exited",
            "taskArn": "arn:aws:ecs:us-west-2:111122223333:task/openemr/1",
        },
    },
    # https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-cloud-watch-events.html
    "database": {
        "source": "aws.rds",
        "detail-type": "RDS DB Instance Event",
        "detail": {
            "EventCategories": ["failover"],
            "SourceIdentifier": "${aws_rds_cluster_instance.database_writer.identifier}",
            "Message": "A Multi-AZ failover has completed.",
        },
    },
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
    **{
        name: {
            "source": "aws.cloudwatch",
            "detail-type": "CloudWatch Alarm State Change",
            "detail": {
                "alarmName": "/openemr/production/NoHealthyTasks",
                "configuration": {"description": "No task passes."},
                "previousState": {"reason": "Threshold Crossed", "value": before},
                "state": {"reason": "Threshold Crossed", "value": after},
            },
        }
        for name, before, after in (("recovered", "ALARM", "OK"), ("outage", "OK", "ALARM"))
    },
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    "evidence": {
        "source": "aws.s3",
        "detail-type": "Object Deleted",
        "detail": {
            "bucket": {"name": "${aws_s3_bucket.audit_trail_store_bucket.id}"},
            "object": {"key": "AWSLogs/1.json.gz"},
            "requester": "111122223333",
            "source-ip-address": "203.0.113.7",
            "reason": "DeleteObject",
        },
    },
}
# What must not wake anybody: rule -> changes to the event above.
HARMLESS: list[tuple[str, Event]] = [
    ("backupjob", {"state": "COMPLETED"}),
    ("backupjob", {"backupVaultName": "somebody-elses"}),
    ("rollout", {"eventName": "SERVICE_DEPLOYMENT_COMPLETED"}),
    ("taskstop", {"stopCode": "ServiceSchedulerInitiated"}),
    ("taskstop", {"lastStatus": "RUNNING"}),
    ("copyissue", {"statusMessage": ""}),
    ("copyissue", {"state": "RUNNING"}),
    ("dbcopy", {"statusMessage": "Some tags could not be copied"}),
    ("dbcopy", {"resourceArn": "${aws_efs_file_system.files_sites.arn}"}),
    ("dbcopy", {"state": "FAILED"}),
    ("filescopy", {"backupVaultName": "somebody-elses"}),
    ("database", {"EventCategories": ["backup"]}),
    ("database", {"SourceIdentifier": "somebody-elses"}),
    ("outage", {"previousState": {"value": "INSUFFICIENT_DATA"}}),
    ("outage", {"alarmName": "/openemr/production/TaskErrors"}),
    ("recovered", {"previousState": {"value": "INSUFFICIENT_DATA"}}),
    ("recovered", {"alarmName": "/openemr/production-2/NoHealthyTasks"}),
    ("evidence", {"reason": "Lifecycle Expiration"}),
]


@pytest.mark.parametrize("rule", EVENTS)
def test_an_event_that_matters_matches(watched: list[Stack], rule: str):
    for stack in watched:
        named = json.dumps(EVENTS[rule]).replace("/openemr/production/", f"/openemr/{stack.name}/")
        assert matches(pattern_of(stack, rule), json.loads(named)), f"{stack} {rule}"


COPIED: Event = {
    # https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html (2026-11)
    "source": "aws.backup",
    "detail-type": "Copy Job State Change",
    "detail": {
        "copyJobId": "47c8ef56",
        "sourceBackupVaultArn": "${aws_backup_vault.backup_vault.arn}",
        "destinationBackupVaultArn": "arn:aws:backup:us-east-1:"
        "${data.aws_caller_identity.account_identity.account_id}:"
        "backup-vault:openemr-copied-us-east-1-vault",
        "resourceArn": "${aws_rds_cluster.database_cluster.arn}",
        "state": "COMPLETED",
    },
}
ELSEWHERE: list[tuple[Event, set[str]]] = [
    ({}, {"dbcopy1"}),
    ({"resourceArn": "${aws_efs_file_system.files_sites.arn}"}, {"filescopy1"}),
    ({"state": "FAILED", "statusMessage": "Access denied"}, {"copyjob"}),
    ({"state": "PARTIAL"}, {"copyjob"}),
    ({"state": "RUNNING"}, set()),
    ({"destinationBackupVaultArn": "somebody-elses"}, set()),
    ({"state": "FAILED", "sourceBackupVaultArn": "somebody-elses"}, set()),
]


@pytest.mark.parametrize(("change", "rules"), ELSEWHERE)
def test_copies_in_other_regions_are_counted_and_failures_told(
    copied: Stack, change: Event, rules: set[str]
):
    event = COPIED | {"detail": COPIED["detail"] | change}
    found = {
        name.removeprefix("monitoring_")
        for name, rule in copied.resources("aws_cloudwatch_event_rule").items()
        if "event_pattern" in rule
        and matches(pattern_of(copied, name.removeprefix("monitoring_")), event)
    }
    assert found == rules


@pytest.mark.parametrize(("rule", "change"), HARMLESS)
def test_a_harmless_event_does_not_match(watched: list[Stack], rule: str, change: Event):
    event = EVENTS[rule] | {"detail": EVENTS[rule]["detail"] | change}
    for stack in watched:
        assert not matches(pattern_of(stack, rule), event), f"{stack} {rule}"


def test_the_certificates_own_events_match(watched: list[Stack]):
    for stack in watched:
        pattern = pattern_of(stack, "certificate")
        event = {
            "source": "aws.acm",
            "detail-type": "ACM Certificate Renewal Action Required",
            "resources": pattern["resources"],
        }
        (arn,) = pattern["resources"]
        assert arn.startswith(("arn:aws:acm:", "${aws_acm_certificate_validation."))
        assert matches(pattern, event)


def test_every_rule_is_on_and_has_the_topic_as_its_target(watched: list[Stack]):
    for stack in watched:
        rules = stack.resources("aws_cloudwatch_event_rule")
        targets = stack.resources("aws_cloudwatch_event_target").values()
        assert {rule["state"] for rule in rules.values()} == {"ENABLED"}
        counted = {
            name for name in rules if re.search(r"_(db|files)copy", name) or "testdue" in name
        }
        assert len(counted) == (7 if stack.configuration == "copied" else 3)
        for target in targets:
            is_counted = any(f".{name}." in target["rule"] for name in counted)
            assert target["arn"] == (COPIES if is_counted else TOPIC)
        assert {target["rule"] for target in targets} == {
            f"${{aws_cloudwatch_event_rule.{name}.name}}" for name in rules
        }


def test_every_sentence_names_only_what_is_taken_from_the_event(watched: list[Stack]):
    for stack in watched:
        for name, target in stack.resources("aws_cloudwatch_event_target").items():
            transformer = target["input_transformer"]
            sentence = json.loads(transformer["input_template"])
            assert set(re.findall(r"<(\w+)>", sentence)) == set(transformer["input_paths"]), name
            # EventBridge refuses names that begin with its own.
            assert not any(path.startswith("AWS") for path in transformer["input_paths"])


def test_every_field_of_a_sentence_is_in_aws_example(watched: list[Stack]):
    for stack in watched:
        for rule, event in EVENTS.items():
            target = stack.at(f"aws_cloudwatch_event_target.monitoring_{rule}_target")
            for path in target["input_transformer"]["input_paths"].values():
                value: Any = event
                for key in path.removeprefix("$.").replace("[0]", ".0").split("."):
                    value = value[int(key)] if key.isdigit() else value[key]
                assert isinstance(value, str), path


def test_every_instance_of_the_database_is_listened_to(watched: list[Stack]):
    for stack in watched:
        listened = pattern_of(stack, "database")["detail"]["SourceIdentifier"]
        instances = {
            f"${{aws_rds_cluster_instance.{name}.identifier}}"
            for name in stack.resources("aws_rds_cluster_instance")
        }
        clusters = {
            f"${{aws_rds_cluster.{name}.cluster_identifier}}"
            for name in stack.resources("aws_rds_cluster")
        }
        assert set(listened) == instances | clusters


def test_every_bucket_of_evidence_is_listened_to_and_sends_events(watched: list[Stack]):
    for stack in watched:
        listened = pattern_of(stack, "evidence")["detail"]["bucket"]["name"]
        buckets = {f"${{aws_s3_bucket.{name}.id}}" for name in stack.resources("aws_s3_bucket")}
        assert set(listened) == buckets
        sending = {
            each["bucket"]
            for each in stack.resources("aws_s3_bucket_notification").values()
            if each["eventbridge"]
        }
        assert sending == buckets
