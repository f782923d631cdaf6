"""Copies of log groups to another place."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Subscription filters that send each record of a log group away."""
    ours = {
        (each.values["log_group_name"], each.values["name"])
        for each in resources.of("aws_cloudwatch_log_subscription_filter")
    }
    for group in resources.of("aws_cloudwatch_log_group"):
        name = group.values["name"]
        for each in aws.list(
            "logs", "describe_subscription_filters", "subscriptionFilters", logGroupName=name
        ):
            if (name, each["filterName"]) not in ours:
                yield added(
                    group.address,
                    "subscription_filter",
                    f"{each['filterName']} to {each['destinationArn']}",
                    Severity.CRITICAL,
                    "Records of the log group are copied to another place.",
                    identity=each["filterName"],
                )
