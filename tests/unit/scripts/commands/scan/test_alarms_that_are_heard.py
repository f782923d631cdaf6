"""Messages that do not arrive, and topics that nobody hears, are found."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scripts.commands.scan import project_policies
from scripts.terraform.documents.configuration import read_configuration
from tests.synthesized import Stack

Resources = dict[str, dict[str, Any]]
Edit = Callable[[Resources], object]
ALARMS = "aws_sns_topic.notifications_alarms_topic"
KEY = "aws_kms_key.encryption_alarms"
SUBSCRIBED = {"topic_arn": f"${{{ALARMS}.arn}}", "protocol": "email", "endpoint": "a@example.org"}


def found(stack: Stack, edit: Edit) -> list[tuple[str, str]]:
    """What OEMR_64 says of a deployment after an edit; somebody is subscribed."""

    def change(document: dict[str, Any]) -> None:
        document["resource"]["aws_sns_topic_subscription"] = {"one": dict(SUBSCRIBED)}
        edit(document["resource"])

    configuration = read_configuration("case", json.dumps(stack.changed(change).json))
    findings = project_policies.check(configuration, {"OEMR_64"})
    return [(each.address, each.reason) for each in findings]


def statement(type_: str, name: str, sid: str, **values: Any) -> Edit:
    """Change a statement of a policy."""

    def edit(resources: Resources) -> None:
        policy = json.loads(resources[type_][name]["policy"])
        next(each for each in policy["Statement"] if each["Sid"] == sid).update(values)
        resources[type_][name]["policy"] = json.dumps(policy)

    return edit


OF_TOPIC = ("aws_sns_topic_policy", "notifications_alarms_policy")
OF_KEY = ("aws_kms_key", "encryption_alarms")


def test_a_topic_with_a_subscriber_is_heard(production: Stack) -> None:
    assert found(production, lambda _: None) == []


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda resources: resources.pop("aws_sns_topic_subscription"), "nobody is subscribed"),
        (
            lambda resources: resources["aws_sns_topic_subscription"]["one"].update(
                topic_arn="${aws_sns_topic.notifications_copies_topic.arn}"
            ),
            "nobody is subscribed",
        ),
        (
            statement(*OF_TOPIC, "FromCloudwatch", Action="sns:Subscribe"),
            "cloudwatch.amazonaws.com may not publish to it",
        ),
        (
            statement(*OF_TOPIC, "FromEvents", Principal={"Service": "s3.amazonaws.com"}),
            "events.amazonaws.com may not publish to it",
        ),
        (
            statement(*OF_TOPIC, "FromEvents", Condition={"ArnLike": {"aws:SourceArn": "*"}}),
            "events.amazonaws.com names no source",
        ),
        (
            statement(*OF_KEY, "MessagesCloudwatch", Action=["kms:Decrypt"]),
            f"cloudwatch.amazonaws.com may not use its key {KEY}",
        ),
        (
            statement(
                *OF_KEY,
                "MessagesEvents",
                Condition={
                    "StringEquals": {"kms:EncryptionContext:aws:sns:topicArn": "arn:aws:sns:x:y:z"}
                },
            ),
            f"events.amazonaws.com may not use its key {KEY}",
        ),
    ],
)
def test_what_does_not_arrive_is_told(production: Stack, edit: Edit, told: str) -> None:
    assert any(address == ALARMS and told in reason for address, reason in found(production, edit))


def test_an_evaluation_may_ring_unheard(production: Stack) -> None:
    def change(document: dict[str, Any]) -> None:
        tags = document["provider"]["aws"][0]["default_tags"][0]["tags"]
        tags["Environment"] = "evaluation"

    text = json.dumps(production.changed(change).json)
    assert project_policies.check(read_configuration("case", text), {"OEMR_64"}) == []
