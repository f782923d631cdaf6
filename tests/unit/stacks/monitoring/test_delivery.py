"""An alarm and an event get through to the topic; nobody else does."""

import json
from pathlib import Path

import pytest

from tests.synthesized import Stack, statements
from tests.unit.stacks.monitoring.access import ACCOUNT, Context, allows
from tests.unit.stacks.monitoring.deploying import deployed

TOPIC = "${aws_sns_topic.notifications_alarms_topic.arn}"
DATA_KEY, DECRYPT = "kms:GenerateDataKey", "kms:Decrypt"
BY_TLS = {"aws:SecureTransport": "true"}


def region(stack: Stack) -> str:
    return stack.json["provider"]["aws"][0]["region"]


def alarm_context(stack: Stack, account: str = ACCOUNT) -> Context:
    """What CloudWatch tells of an alarm: whose it is and which."""
    arn = f"arn:aws:cloudwatch:{region(stack)}:{account}:alarm:/openemr/clinic/TaskErrors"
    return BY_TLS | {"aws:SourceArn": arn, "aws:SourceAccount": account}


def message_context(stack: Stack, topic: str) -> Context:
    """What SNS gives KMS along with a message to encrypt."""
    arn = f"arn:aws:sns:{region(stack)}:{ACCOUNT}:{topic}"
    return {"kms:EncryptionContext:aws:sns:topicArn": arn}


def topic_policy(stack: Stack) -> str:
    return stack.at("aws_sns_topic_policy.notifications_alarms_policy")["policy"]


def key_policy(stack: Stack) -> str:
    return stack.at("aws_kms_key.encryption_alarms")["policy"]


def topic_name(stack: Stack) -> str:
    return stack.at("aws_sns_topic.notifications_alarms_topic")["name"]


def test_the_topic_is_encrypted_with_the_key_of_these_policies(watched: list[Stack]):
    for stack in watched:
        topic = stack.at("aws_sns_topic.notifications_alarms_topic")
        assert topic["kms_master_key_id"] == "${aws_kms_key.encryption_alarms.arn}"


def test_an_alarm_may_publish(watched: list[Stack]):
    for stack in watched:
        context = alarm_context(stack)
        assert allows(topic_policy(stack), "cloudwatch", "sns:Publish", TOPIC, context)


@pytest.mark.parametrize("action", [DATA_KEY, DECRYPT])
def test_an_alarm_may_have_its_message_encrypted(watched: list[Stack], action: str):
    for stack in watched:
        context = alarm_context(stack) | message_context(stack, topic_name(stack))
        assert allows(key_policy(stack), "cloudwatch", action, "*", context)


def test_an_event_may_publish_although_eventbridge_names_no_source(watched: list[Stack]):
    for stack in watched:
        assert allows(topic_policy(stack), "events", "sns:Publish", TOPIC, BY_TLS)


@pytest.mark.parametrize("action", [DATA_KEY, DECRYPT])
def test_an_event_may_have_its_message_encrypted(watched: list[Stack], action: str):
    for stack in watched:
        context = message_context(stack, topic_name(stack))
        assert allows(key_policy(stack), "events", action, "*", context)


def test_a_change_of_the_caches_user_is_told_by_whoever_deploys(watched: list[Stack]):
    """CloudFormation publishes with its caller's rights: IAM decides, if no policy here refuses."""
    for stack in watched:
        assert stack.one("aws_cloudformation_stack")["notification_arns"] == [TOPIC]
        refused = [one for one in statements(topic_policy(stack)) if one["Effect"] == "Deny"]
        assert [one["Condition"] for one in refused] == [{"Bool": {"aws:SecureTransport": "false"}}]
        by_iam = [one for one in statements(key_policy(stack)) if one["Sid"] == "GovernedByIam"]
        assert [one["Action"] for one in by_iam] == [["kms:*"]]


def test_an_alarm_of_another_account_may_not_publish(watched: list[Stack]):
    for stack in watched:
        context = alarm_context(stack, account="999999999999")
        assert not allows(topic_policy(stack), "cloudwatch", "sns:Publish", TOPIC, context)


@pytest.mark.parametrize("service", ["cloudwatch", "events"])
def test_nobody_publishes_without_tls(watched: list[Stack], service: str):
    for stack in watched:
        context = alarm_context(stack) | {"aws:SecureTransport": "false"}
        assert not allows(topic_policy(stack), service, "sns:Publish", TOPIC, context)


@pytest.mark.parametrize("service", ["cloudwatch", "events"])
def test_the_key_is_for_messages_of_this_topic_only(watched: list[Stack], service: str):
    for stack in watched:
        context = alarm_context(stack) | message_context(stack, "someone-elses-topic")
        assert not allows(key_policy(stack), service, DATA_KEY, "*", context)


def test_other_services_may_not_publish(watched: list[Stack]):
    for stack in watched:
        context = alarm_context(stack)
        assert not allows(topic_policy(stack), "s3", "sns:Publish", TOPIC, context)


def test_every_address_is_subscribed_once(tmp_path: Path):
    addresses = ["oncall@clinic.example.org", "it@clinic.example.org", "it@clinic.example.org"]
    stack = deployed(tmp_path, monitoring={"email_addresses": addresses})
    subscriptions = stack.resources("aws_sns_topic_subscription").values()
    assert {each["topic_arn"] for each in subscriptions} == {TOPIC}
    assert {each["protocol"] for each in subscriptions} == {"email"}
    assert sorted(each["endpoint"] for each in subscriptions) == sorted(set(addresses))


def test_a_topic_that_nobody_hears_is_warned_of(tmp_path: Path):
    def warnings(name: str, *addresses: str) -> str:
        stack = deployed(tmp_path / name, monitoring={"email_addresses": list(addresses)})
        manifest = json.loads((stack.file.parents[2] / "manifest.json").read_text("utf-8"))
        return json.dumps(manifest["stacks"]["production"]["annotations"])

    assert "monitoring.email_addresses is empty" in warnings("nobody")
    assert "email_addresses" not in warnings("somebody", "oncall@clinic.example.org")
