"""The trail records everything, may write where it must, and outlives the deployment."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.synthesized import Stack
from tests.unit.stacks.monitoring.access import ACCOUNT, allows
from tests.unit.stacks.monitoring.deploying import deployed

BUCKET = "${aws_s3_bucket.audit_trail_store_bucket.arn}"
TRAIL_LOG = "${aws_cloudwatch_log_group.audit_trail_log.name}"
CONTAINER_LOG = "${aws_cloudwatch_log_group.application_task_log.name}"
TESTS_LOG = "${aws_cloudwatch_log_group.restore_tests_log.name}"
BY_TLS = {"aws:SecureTransport": "true"}
SEVEN_YEARS_DAYS = 7 * 365 + 2
SIX_YEARS_DAYS = 2192


def region(stack: Stack) -> str:
    return stack.json["provider"]["aws"][0]["region"]


def source(stack: Stack, trail: str | None = None) -> dict[str, str]:
    name = trail or stack.one("aws_cloudtrail")["name"]
    return {"aws:SourceArn": f"arn:aws:cloudtrail:{region(stack)}:{ACCOUNT}:trail/{name}"}


def selectors(stack: Stack) -> dict[str, dict[str, Any]]:
    """Field selectors by the name of their event selector, then by field."""
    return {
        selector["name"]: {field["field"]: field for field in selector["field_selector"]}
        for selector in stack.one("aws_cloudtrail")["advanced_event_selector"]
    }


def test_the_trail_is_of_all_regions_and_can_be_validated(watched: list[Stack]):
    for stack in watched:
        trail = stack.one("aws_cloudtrail")
        for feature in (
            "enable_log_file_validation",
            "enable_logging",
            "include_global_service_events",
            "is_multi_region_trail",
        ):
            assert trail[feature] is True, feature
        assert trail["kms_key_id"] == "${aws_kms_key.encryption_trail.arn}"


def test_management_events_are_recorded_without_exception(watched: list[Stack]):
    for stack in watched:
        management = selectors(stack)["Management events"]
        assert list(management) == ["eventCategory"]
        assert management["eventCategory"]["equals"] == ["Management"]


def test_every_bucket_of_ours_and_no_other_has_its_objects_recorded(watched: list[Stack]):
    for stack in watched:
        recorded = [
            arn
            for fields in selectors(stack).values()
            for arn in fields.get("resources.ARN", {}).get("starts_with", [])
        ]
        buckets = stack.resources("aws_s3_bucket")
        assert sorted(recorded) == sorted(f"${{aws_s3_bucket.{name}.arn}}/" for name in buckets)


def test_deliveries_into_log_stores_do_not_record_themselves(watched: list[Stack]):
    for stack in watched:
        fields = selectors(stack)["Log stores"]
        assert f"{BUCKET}/" in fields["resources.ARN"]["starts_with"]
        assert fields["eventName"]["not_equals"] == ["PutObject"]
        assert "readOnly" not in fields


def test_the_trail_may_write_its_files(watched: list[Stack]):
    for stack in watched:
        policy = stack.at("aws_s3_bucket_policy.audit_trail_store_policy")["policy"]
        context = BY_TLS | source(stack)
        written = f"{BUCKET}/AWSLogs/{ACCOUNT}/CloudTrail/us-west-2/2026/11/23/x.json.gz"
        owned = context | {"s3:x-amz-acl": "bucket-owner-full-control"}
        assert allows(policy, "cloudtrail", "s3:GetBucketAcl", BUCKET, context)
        assert allows(policy, "cloudtrail", "s3:PutObject", written, owned)
        other = owned | source(stack, "another")
        assert not allows(policy, "cloudtrail", "s3:PutObject", written, other)


@pytest.mark.parametrize(
    ("context", "value"),
    [
        ("aws:cloudtrail:arn", "arn:aws:cloudtrail:us-east-1:{account}:trail/any"),
        ("aws:s3:arn", "arn:aws:s3:::{bucket}"),
        ("aws:sns:topicArn", "arn:aws:sns:{region}:{account}:{topic}"),
    ],
)
def test_the_trail_may_encrypt_files_and_notifications(
    watched: list[Stack], context: str, value: str
):
    for stack in watched:
        policy = stack.at("aws_kms_key.encryption_trail")["policy"]
        bucket = stack.at("aws_s3_bucket.audit_trail_store_bucket")["bucket"]
        topic = stack.at("aws_sns_topic.audit_trail_deliveries_topic")["name"]
        told = value.format(account=ACCOUNT, bucket=bucket, topic=topic, region=region(stack))
        call = source(stack) | {f"kms:EncryptionContext:{context}": told}
        for action in ("kms:GenerateDataKey", "kms:Decrypt"):
            assert allows(policy, "cloudtrail", action, "*", call), f"{stack} {context} {action}"
        assert allows(policy, "cloudtrail", "kms:DescribeKey", "*", source(stack))
        assert not allows(policy, "cloudtrail", "kms:Decrypt", "*", call | source(stack, "other"))


def test_the_trail_may_tell_of_its_deliveries(watched: list[Stack]):
    for stack in watched:
        policy = stack.at("aws_sns_topic_policy.audit_trail_deliveries_policy")["policy"]
        topic = "${aws_sns_topic.audit_trail_deliveries_topic.arn}"
        context = BY_TLS | source(stack)
        assert allows(policy, "cloudtrail", "sns:Publish", topic, context)
        assert not allows(policy, "cloudwatch", "sns:Publish", topic, context)


def test_cloudtrails_log_role_demands_no_source_because_cloudtrail_names_none(
    watched: list[Stack],
):
    for stack in watched:
        role = stack.at("aws_iam_role.audit_trail_delivery_role")
        (trust,) = json.loads(role["assume_role_policy"])["Statement"]
        assert trust["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
        assert "Condition" not in trust


def test_log_files_are_kept_for_seven_years_and_locked(watched: list[Stack]):
    for stack in watched:
        bucket = stack.at("aws_s3_bucket.audit_trail_store_bucket")
        assert bucket["object_lock_enabled"] is True
        assert bucket["force_destroy"] is False
        assert bucket["lifecycle"]["prevent_destroy"] is True
        retention = stack.one("aws_s3_bucket_object_lock_configuration")["rule"]
        assert retention["default_retention"]["days"] >= SEVEN_YEARS_DAYS
        lifecycle = stack.at("aws_s3_bucket_lifecycle_configuration.audit_trail_store_lifecycle")
        (rule,) = lifecycle["rule"]
        assert rule["expiration"][0]["days"] >= SEVEN_YEARS_DAYS
        assert rule["transition"] == [{"days": 90, "storage_class": "GLACIER"}]


def test_the_trails_log_group_is_kept_for_six_years(watched: list[Stack]):
    for stack in watched:
        group = stack.at("aws_cloudwatch_log_group.audit_trail_log")
        assert group["retention_in_days"] >= SIX_YEARS_DAYS


def test_cloudtrail_is_made_after_all_that_it_tries(watched: list[Stack]):
    for stack in watched:
        assert set(stack.one("aws_cloudtrail")["depends_on"]) == {
            "aws_s3_bucket_policy.audit_trail_store_policy",
            "aws_sns_topic_policy.audit_trail_deliveries_policy",
            "aws_iam_role_policy_attachment.audit_trail_delivery_attachment",
        }


def test_every_kind_of_api_call_is_counted_and_has_its_alarm(watched: list[Stack]):
    for stack in watched:
        counted = {
            (each["metric_transformation"]["namespace"], each["metric_transformation"]["name"])
            for each in stack.resources("aws_cloudwatch_log_metric_filter").values()
        }
        told = {
            (read.get("namespace"), read.get("metric_name"))
            for alarm in stack.resources("aws_cloudwatch_metric_alarm").values()
            for read in [alarm, *(one.get("metric", {}) for one in alarm.get("metric_query", []))]
        }
        assert len(counted) >= 13
        assert counted <= told


def test_filters_read_a_log_of_the_deployment_and_stay_within_their_limit(watched: list[Stack]):
    # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html
    for stack in watched:
        for name, each in stack.resources("aws_cloudwatch_log_metric_filter").items():
            assert each["log_group_name"] in (TRAIL_LOG, CONTAINER_LOG, TESTS_LOG), name
            assert len(each["pattern"]) <= 1024, name
            assert each["pattern"].count("(") == each["pattern"].count(")"), name


def test_without_a_trail_nothing_waits_for_its_log(tmp_path: Path):
    stack = deployed(tmp_path, audit_trail={"enabled": False})
    assert not stack.resources("aws_cloudtrail")
    filters = stack.resources("aws_cloudwatch_log_metric_filter").values()
    assert {each["log_group_name"] for each in filters} == {CONTAINER_LOG, TESTS_LOG}
    assert "encryption_trail" not in stack.resources("aws_kms_key")
    assert stack.resources("aws_cloudwatch_metric_alarm")


def test_object_lock_may_yield_to_nobody(tmp_path: Path):
    settings = {"object_lock": "compliance", "retention_days": 400}
    stack = deployed(tmp_path, audit_trail=settings)
    retention = stack.one("aws_s3_bucket_object_lock_configuration")["rule"]["default_retention"]
    assert retention == {"mode": "COMPLIANCE", "days": 400}


def test_object_lock_can_be_left_out(tmp_path: Path):
    stack = deployed(tmp_path, audit_trail={"object_lock": "off"})
    bucket = stack.at("aws_s3_bucket.audit_trail_store_bucket")
    assert not bucket.get("object_lock_enabled")
    assert not stack.resources("aws_s3_bucket_object_lock_configuration")
