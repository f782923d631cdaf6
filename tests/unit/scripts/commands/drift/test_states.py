"""Words for the state of running resources: each that AWS documents is sorted, others are drift.

Vendors' lists as of 2026-11; botocore's models where they have them.
"""

from datetime import datetime, timedelta, timezone
from typing import Any, cast

import boto3
import pytest

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Event, Severity
from scripts.commands.drift.refresh import Resources
from scripts.commands.drift.running import data, evidence, secrets, service
from scripts.commands.drift.running.state import StateOf, States
from tests.unit.scripts.commands.drift.answers import read
from tests.unit.scripts.commands.drift.plans import document

ADDRESS = "aws_rds_cluster.c"
PARTS = (data, secrets, service)
STATES: list[StateOf] = [each for part in PARTS for each in part.STATES]
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Status.html
CLUSTER_WORDS = [
    *("available", "backing-up", "backtracking", "cloning-failed", "creating", "deleting"),
    *("failing-over", "inaccessible-encryption-credentials"),
    *("inaccessible-encryption-credentials-recoverable", "maintenance", "migrating"),
    *("migration-failed", "modifying", "promoting", "renaming", "resetting-master-credentials"),
    *("starting", "stopped", "stopping", "storage-optimization", "update-iam-db-auth"),
    *("upgrading",),
]
# terraform-provider-aws, internal/service/rds: clusters' words that the guide does not have.
OF_THE_PROVIDER = [
    *("configuring-enhanced-monitoring", "configuring-iam-database-auth"),
    *("preparing-data-migration", "rebooting", "scaling-compute", "scaling-storage"),
]
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.DBInstance.Status.html
INSTANCE_WORDS = [
    *("available", "backing-up", "backtracking", "configuring-enhanced-monitoring"),
    *("configuring-iam-database-auth", "configuring-log-exports", "converting-to-vpc"),
    *("creating", "delete-precheck", "deleting", "failed", "inaccessible-encryption-credentials"),
    *("inaccessible-encryption-credentials-recoverable", "incompatible-network"),
    *("incompatible-option-group", "incompatible-parameters", "incompatible-restore"),
    *("insufficient-capacity", "maintenance", "modifying", "moving-to-vpc", "rebooting"),
    *("resetting-master-credentials", "renaming", "restore-error", "starting", "stopped"),
    *("stopping", "storage-config-upgrade", "storage-full", "storage-initialization"),
    *("storage-optimization", "upgrading"),
]


def enumerated(name: str, shape: str) -> list[str]:
    """The values of a shape in botocore's model."""
    client = boto3.client(name, region_name="us-west-2")
    return list(client.meta.service_model.shape_for(shape).enum)


ALL_WORDS: list[tuple[States, list[str]]] = [
    (data.CLUSTER, CLUSTER_WORDS),
    (data.CLUSTER, OF_THE_PROVIDER),
    (data.INSTANCE, INSTANCE_WORDS),
    (data.FILES, enumerated("efs", "LifeCycleState")),
    (data.WAY_TO_FILES, enumerated("efs", "LifeCycleState")),
    (service.BALANCER, enumerated("elbv2", "LoadBalancerStateEnum")),
    (service.NAT, enumerated("ec2", "NatGatewayState")),
    (service.ENDPOINT, enumerated("ec2", "State")),
    (service.STACK, [x for x in enumerated("cloudformation", "StackStatus") if x[:3] != "REV"]),
    (service.ROLLOUT, enumerated("ecs", "DeploymentRolloutState")),
    (evidence.ALARM, enumerated("cloudwatch", "StateValue")),
]


@pytest.mark.parametrize(("states", "words"), ALL_WORDS, ids=lambda each: str(each)[:40])
def test_every_documented_word_is_sorted_once(states: States, words: list[str]) -> None:
    sound, drift = {w.lower() for w in states.sound}, {w.lower() for w in states.drift}
    assert sound & drift == set()
    assert {word.lower() for word in words} - sound - drift == set()


@pytest.mark.parametrize("word", ["", None, "a-word-of-tomorrow"])
@pytest.mark.parametrize("state", STATES, ids=lambda each: each.type)
def test_an_unknown_word_is_drift(state: StateOf, word: str | None) -> None:
    (found,) = state.states.judge(ADDRESS, word)
    assert (found.event, found.severity) == (Event.CHANGED, state.states.unknown)
    assert found.before == state.states.sound[0]
    assert found.outlook


# What AWS does by itself: backups, maintenance, failover, patches, rotation, growth of storage,
# renewal, and deployments (the lists above, and botocore's models).
@pytest.mark.parametrize(
    ("states", "word"),
    [
        *((data.CLUSTER, word) for word in ("available", "backing-up", "failing-over")),
        *((data.CLUSTER, word) for word in ("maintenance", "modifying", "upgrading", "starting")),
        *((data.CLUSTER, word) for word in ("resetting-master-credentials",)),
        *((data.INSTANCE, word) for word in ("available", "backing-up", "rebooting", "starting")),
        *((data.INSTANCE, word) for word in ("maintenance", "storage-optimization", "upgrading")),
        (data.INSTANCE, "configuring-enhanced-monitoring"),
        (data.FILES, "updating"),
        (data.CACHE, "MODIFYING"),
        (data.CACHE_USERS, "modifying"),
        (secrets.MASTER_SECRET, "rotating"),
        (service.BALANCER, "provisioning"),
        (service.ROLLOUT, "IN_PROGRESS"),
        (service.ENDPOINT, "Pending"),
        (evidence.ALARM, "INSUFFICIENT_DATA"),
    ],
)
def test_what_aws_passes_through_by_itself_is_no_drift(states: States, word: str) -> None:
    assert list(states.judge(ADDRESS, word)) == []


@pytest.mark.parametrize(
    ("states", "word", "severity"),
    [
        *((data.CLUSTER, word, "critical") for word in ("stopped", "stopping", "deleting")),
        (data.CLUSTER, "inaccessible-encryption-credentials-recoverable", "critical"),
        (data.CLUSTER, "backtracking", "critical"),
        (data.CLUSTER, "renaming", "high"),
        *((data.INSTANCE, word, "critical") for word in ("storage-full", "failed", "stopped")),
        (data.INSTANCE, "insufficient-capacity", "critical"),
        (data.FILES, "deleting", "critical"),
        (data.WAY_TO_FILES, "error", "high"),
        (data.CACHE, "CREATE-FAILED", "high"),
        (service.BALANCER, "failed", "critical"),
        (service.BALANCER, "active_impaired", "high"),
        (service.NAT, "failed", "high"),
        (service.STACK, "UPDATE_ROLLBACK_FAILED", "high"),
        (service.STACK, "UPDATE_ROLLBACK_COMPLETE", "medium"),
        (service.CERTIFICATE, "REVOKED", "critical"),
        (evidence.FLOW_LOG, "FAILED", "critical"),
        (evidence.ALARM, "ALARM", "medium"),
        (secrets.MASTER_SECRET, "impaired", "high"),
    ],
)
def test_a_bad_state_has_its_severity(states: States, word: str, severity: str) -> None:
    (found,) = states.judge(ADDRESS, word)
    assert (found.severity, found.after) == (Severity(severity), word)
    assert found.reasons[0].endswith(".")


CLUSTER: dict[str, dict[str, Any]] = {
    "aws_rds_cluster.c": {"id": "c", "master_user_secret": [{"secret_arn": "secret"}]}
}
MEMBERS: dict[str, dict[str, Any]] = {**CLUSTER, "aws_rds_cluster_instance.w": {"id": "w"}}


@pytest.mark.parametrize(
    ("status", "found"), [("in-sync", False), ("applying", False), ("pending-reboot", True)]
)
def test_parameters_that_wait_for_a_reboot_are_told_at_the_instance(
    status: str, found: bool
) -> None:
    member = {"DBInstanceIdentifier": "w", "DBClusterParameterGroupStatus": status}
    answer = [{"DBClusterMembers": [member, {**member, "DBInstanceIdentifier": "another"}]}]
    findings = read(data.parameters, MEMBERS, describe_db_clusters=answer)
    assert [each.address for each in findings] == ["aws_rds_cluster_instance.w"] * found


NOW = datetime(2026, 11, 30, tzinfo=timezone.utc)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("secret", "attributes"),
    [
        ({"RotationEnabled": True}, []),
        ({"RotationEnabled": True, "NextRotationDate": NOW + DAY}, []),
        ({"RotationEnabled": True, "NextRotationDate": NOW - DAY}, ["next_rotation_date"]),
        ({"RotationEnabled": False, "NextRotationDate": NOW - DAY}, ["rotation_enabled"]),
        ({}, ["rotation_enabled"]),
        ({"DeletedDate": NOW, "RotationEnabled": True}, ["deleted_date"]),
    ],
)
def test_rds_must_rotate_the_password_of_the_master_user(
    secret: dict[str, Any], attributes: list[str]
) -> None:
    def rotation(resources: Any, aws: Any) -> Any:
        return secrets.master_rotation(resources, aws, NOW)

    found = read(rotation, CLUSTER, describe_secret=secret)
    assert [each.attribute for each in found] == [f"master_user_secret.{x}" for x in attributes]


@pytest.mark.parametrize(
    ("certificate", "attributes"),
    [
        ({"Status": "ISSUED", "NotAfter": NOW + 60 * DAY}, []),
        ({"Status": "ISSUED", "NotAfter": NOW + 20 * DAY}, ["certificate_not_after"]),
        ({"Status": "EXPIRED", "NotAfter": NOW - DAY}, ["certificate_status"]),
        (
            {"Status": "ISSUED", "RenewalSummary": {"RenewalStatus": "FAILED"}},
            ["certificate_renewal_status"],
        ),
        ({"Status": "ISSUED", "RenewalSummary": {"RenewalStatus": "PENDING_AUTO_RENEWAL"}}, []),
    ],
)
def test_certificates_of_listeners_must_hold(
    certificate: dict[str, Any], attributes: list[str]
) -> None:
    def certificates(resources: Any, aws: Any) -> Any:
        return service.certificates(resources, aws, NOW)

    listener = {"id": "l", "certificate_arn": "arn:aws:acm:us-west-2:1:certificate/x"}
    existing = {"aws_lb_listener.l": listener, "aws_lb_listener.http": {"id": "h"}}
    found = read(certificates, existing, describe_certificate={"Certificate": certificate})
    assert [(each.address, each.attribute) for each in found] == [
        ("aws_lb_listener.l", name) for name in attributes
    ]


@pytest.mark.parametrize(
    ("answer", "attributes"),
    [
        ({"status": "ACTIVE", "deployments": []}, []),
        (
            {
                "status": "ACTIVE",
                "deployments": [
                    {"status": "PRIMARY", "rolloutState": "COMPLETED"},
                    {"status": "ACTIVE", "rolloutState": "FAILED"},
                ],
            },
            [],
        ),
        (
            {
                "status": "ACTIVE",
                "deployments": [{"status": "PRIMARY", "rolloutState": "FAILED"}],
            },
            ["rollout_state"],
        ),
        ({"status": "DRAINING"}, ["status"]),
    ],
)
def test_only_the_current_deployment_of_a_service_counts(
    answer: dict[str, Any], attributes: list[str]
) -> None:
    existing = {"aws_ecs_service.s": {"id": "s", "name": "s", "cluster": "c"}}
    found = read(service.services, existing, describe_services=[answer])
    assert [each.attribute for each in found] == attributes


@pytest.mark.parametrize(
    ("member", "severity"),
    [
        ("LatestDeliveryError", "critical"),
        ("LatestDigestDeliveryError", "critical"),
        ("LatestCloudWatchLogsDeliveryError", "critical"),
        ("LatestNotificationError", "high"),
    ],
)
def test_records_of_the_trail_must_arrive(member: str, severity: str) -> None:
    trail = {"aws_cloudtrail.t": {"id": "t", "arn": "t"}}
    (found,) = read(evidence.deliveries, trail, get_trail_status={member: "AccessDenied"})
    assert (found.severity.value, found.after) == (severity, "AccessDenied")
    assert read(evidence.deliveries, trail, get_trail_status={"IsLogging": True}) == []


@pytest.mark.parametrize(
    ("status", "muted", "found"),
    [
        ("ACTIVE", ["a"], 1),
        ("SCHEDULED", ["a", "other"], 1),
        ("EXPIRED", ["a"], 0),
        ("ACTIVE", ["other"], 0),
    ],
)
def test_rules_that_mute_our_alarms_are_drift(status: str, muted: list[str], found: int) -> None:
    rule = {"AlarmMuteRuleArn": "arn:aws:cloudwatch:r:1:alarm-mute-rule:quiet", "Status": status}
    findings = read(
        evidence.mute_rules,
        {"aws_cloudwatch_metric_alarm.a": {"id": "a"}},
        list_alarm_mute_rules=[rule],
        get_alarm_mute_rule={"MuteTargets": {"AlarmNames": muted}},
    )
    assert len(findings) == found


def test_only_alarms_that_ring_are_drift() -> None:
    existing = {f"aws_cloudwatch_metric_alarm.a{n}": {"id": f"a{n}"} for n in range(3)}
    ringing = [{"AlarmName": "a1", "StateValue": "ALARM"}, {"AlarmName": "a2", "StateValue": "OK"}]

    class OnlyMetricAlarms:
        def list(self, _service: str, _operation: str, member: str, **_: Any) -> Any:
            return ringing if member == "MetricAlarms" else []

    resources, aws = Resources(document([], existing)), cast("AwsReader", OnlyMetricAlarms())
    (found,) = evidence.alarms(resources, aws)
    assert found.address == "aws_cloudwatch_metric_alarm.a1"
