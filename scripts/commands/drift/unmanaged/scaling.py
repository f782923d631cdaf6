"""What else changes the number of tasks."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resource, Resources

_SERVICE = "application-autoscaling"


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Scheduled actions and scaling policies that are not in the state."""
    for target in resources.of("aws_appautoscaling_target"):
        scalable = {
            "ServiceNamespace": target.values["service_namespace"],
            "ResourceId": target.values["resource_id"],
            "ScalableDimension": target.values["scalable_dimension"],
        }
        yield from _schedules(target, resources, aws, scalable)
        yield from _policies(target, resources, aws, scalable)


def _schedules(
    target: Resource, resources: Resources, aws: Reading, scalable: dict[str, str]
) -> Iterator[Finding]:
    ours = _names("aws_appautoscaling_scheduled_action", target, resources)
    for action in aws.list(_SERVICE, "describe_scheduled_actions", "ScheduledActions", **scalable):
        name, bounds = action["ScheduledActionName"], action.get("ScalableTargetAction", {})
        if name not in ours:
            yield added(
                target.address,
                "scheduled_action",
                f"{name}: {action['Schedule']}, {bounds.get('MinCapacity')} to "
                f"{bounds.get('MaxCapacity')} tasks",
                Severity.HIGH,
                "A schedule changes how many tasks there are, down to none.",
                identity=name,
            )


def _policies(
    target: Resource, resources: Resources, aws: Reading, scalable: dict[str, str]
) -> Iterator[Finding]:
    ours = _names("aws_appautoscaling_policy", target, resources)
    for policy in aws.list(_SERVICE, "describe_scaling_policies", "ScalingPolicies", **scalable):
        name = policy["PolicyName"]
        if name not in ours:
            yield added(
                target.address,
                "scaling_policy",
                f"{name}: {policy['PolicyType']}",
                Severity.MEDIUM,
                "Another policy scales the tasks; it may work against the deployment's own.",
                identity=name,
            )


def _names(type_: str, target: Resource, resources: Resources) -> set[str]:
    """The names of those that the state has for the target."""
    return {
        each.values["name"]
        for each in resources.of(type_)
        if each.values["resource_id"] == target.values["resource_id"]
    }
