"""Who hears of alarms and log files beside those the settings name."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Subscriptions that are not in the state; a pending one has no ARN of its own yet."""
    subscribed = resources.of("aws_sns_topic_subscription")
    ours = {each.id for each in subscribed}
    invited = {
        (each.values["topic_arn"], each.values["protocol"], each.values["endpoint"])
        for each in subscribed
    }
    for topic in resources.of("aws_sns_topic"):
        arn = topic.values["arn"]
        for each in aws.list("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=arn):
            same = (arn, each["Protocol"], each["Endpoint"])
            if each["SubscriptionArn"] not in ours and same not in invited:
                yield added(
                    topic.address,
                    "subscription",
                    f"{each['Protocol']} {each['Endpoint']}",
                    Severity.HIGH,
                    "Somebody subscribed to the topic by hand and hears what it tells.",
                    identity=each["SubscriptionArn"],
                )
