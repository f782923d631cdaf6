"""Whether what is told arrives."""

from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule

from stacks.components.monitoring.alarm import Alarm, Silence
from stacks.components.monitoring.metrics import Reading
from stacks.components.monitoring.tier import Graph, Tier


def delivery(rules: dict[str, CloudwatchEventRule], topic_name: str) -> Tier:
    """Whether events reach the topic, told by an alarm, which goes another way; and its mail."""
    failed = {
        name: Reading("AWS/Events", "FailedInvocations", {"RuleName": rule.name}, "Sum")
        for name, rule in rules.items()
    }
    alarm = Alarm(
        "undelivered_events",
        "EventBridge could not tell the notification topic of an event. Look at the topic's and "
        "its key's policy.",
        failed,
        formula="SUM(METRICS())",
        limit=0,
        silence=Silence.FINE,
    )
    messages = {
        label: Reading("AWS/SNS", metric, {"TopicName": topic_name}, "Sum")
        for label, metric in (
            ("published", "NumberOfMessagesPublished"),
            ("not delivered", "NumberOfNotificationsFailed"),
        )
    }
    return Tier("Notifications", [alarm], [Graph("Messages", messages)])
