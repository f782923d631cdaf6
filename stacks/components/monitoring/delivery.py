"""Whether what is told arrives."""

from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule

from stacks.components.monitoring.alarm import Alarm, Silence
from stacks.components.monitoring.metrics import Reading
from stacks.components.monitoring.tier import Graph, Tier

Rules = dict[str, CloudwatchEventRule]


def delivery(rules: Rules, copy_rules: Rules, topic_name: str) -> Tier:
    """Whether events reach the topic, told by an alarm, which goes another way; and its mail.

    `copy_rules` have an alarm of their own, so that copies elsewhere change none that exists.
    """
    alarms = [_undelivered("undelivered_events", "an event", rules)]
    if copy_rules:
        alarms.append(_undelivered("undelivered_copy_events", "a failed copy", copy_rules))
    messages = {
        label: Reading("AWS/SNS", metric, {"TopicName": topic_name}, "Sum")
        for label, metric in (
            ("published", "NumberOfMessagesPublished"),
            ("not delivered", "NumberOfNotificationsFailed"),
        )
    }
    return Tier("Notifications", alarms, [Graph("Messages", messages)])


def _undelivered(name: str, what: str, rules: Rules) -> Alarm:
    failed = {
        id_: Reading("AWS/Events", "FailedInvocations", {"RuleName": rule.name}, "Sum")
        for id_, rule in rules.items()
    }
    return Alarm(
        name,
        f"EventBridge could not tell the notification topic of {what}. Look at the topic's and "
        "its key's policy.",
        failed,
        formula="SUM(METRICS())",
        limit=0,
        silence=Silence.FINE,
    )
