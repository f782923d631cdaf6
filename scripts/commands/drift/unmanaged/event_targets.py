"""What else our event rules call."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Targets of rules that are not in the state."""
    ours = {
        (each.values["rule"], each.values["target_id"])
        for each in resources.of("aws_cloudwatch_event_target")
    }
    for rule in resources.of("aws_cloudwatch_event_rule"):
        name, bus = rule.values["name"], rule.values["event_bus_name"]
        for target in aws.list(
            "events", "list_targets_by_rule", "Targets", Rule=name, EventBusName=bus
        ):
            if (name, target["Id"]) not in ours:
                yield added(
                    rule.address,
                    "event_target",
                    f"{target['Id']}: {target['Arn']}",
                    Severity.MEDIUM,
                    "The rule tells its events to something else as well.",
                    identity=target["Id"],
                )
