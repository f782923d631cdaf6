"""The topic that alarms and events are told to, and who hears of them."""

from cdktf import Annotations
from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription
from constructs import Construct

from stacks.components.topic import PrivateTopic
from stacks.foundation import Foundation
from stacks.policies import Statement, allow

ROLE, COPIES_ROLE = "alarms", "copies"
NOBODY_HEARS = (
    "monitoring.email_addresses is empty: alarms reach the notification topic, but nobody. "
    "Name addresses, or subscribe your paging service to the topic."
)


class Notifications(Construct):
    """One topic for everything that somebody should look at.

    Losing it loses no data, but nobody learns of what goes wrong.
    """

    def __init__(
        self, scope: Construct, id_: str, base: Foundation, *, email_addresses: list[str]
    ) -> None:
        super().__init__(scope, id_)
        account = base.account
        from_alarms = {
            "ArnLike": {"aws:SourceArn": account.arn("cloudwatch", "alarm:*")},
            "StringEquals": {"aws:SourceAccount": account.id},
        }
        topic_arn = account.arn("sns", base.names(ROLE))
        copies_arn = account.arn("sns", base.names(COPIES_ROLE))
        key_arn = base.encryption.add_key(
            ROLE,
            "alarms and events",
            _may_encrypt("cloudwatch", [topic_arn], {"aws:SourceAccount": account.id}),
            _may_encrypt("events", [topic_arn, copies_arn], {}),
        )
        topic = PrivateTopic(
            self,
            "alarms",
            name=base.names(ROLE),
            kms_key_arn=key_arn,
            # EventBridge tells topics and their keys nothing of its source. With a condition on
            # that, events are lost without a trace (2026-11):
            # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
            # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
            publishers={"cloudwatch": from_alarms, "events": None},
        )
        self.topic_arn = topic.arn
        self.topic_name = topic.name
        # Nobody is subscribed: EventBridge counts what it tells, and an alarm misses it.
        self.copies_topic_arn = PrivateTopic(
            self,
            "copies",
            name=base.names(COPIES_ROLE),
            kms_key_arn=key_arn,
            publishers={"events": None},
        ).arn
        if not email_addresses:
            Annotations.of(self).add_warning(NOBODY_HEARS)
        for index, address in enumerate(sorted(set(email_addresses))):
            SnsTopicSubscription(
                self,
                f"email_{index + 1}",
                topic_arn=topic.arn,
                protocol="email",
                endpoint=address,
            )


def _may_encrypt(
    service: str, topic_arns: list[str], more: dict[str, str | list[str]]
) -> Statement:
    """Let `service` use the key for messages of these topics only."""
    topics = topic_arns[0] if len(topic_arns) == 1 else topic_arns
    context: dict[str, str | list[str]] = {"kms:EncryptionContext:aws:sns:topicArn": topics}
    return allow(
        f"Messages{service.capitalize()}",
        ["kms:Decrypt", "kms:GenerateDataKey*"],
        ["*"],
        principal={"Service": f"{service}.amazonaws.com"},
        condition={"StringEquals": context | more},
    )
