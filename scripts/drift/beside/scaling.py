"""What else changes the number of tasks."""

from collections.abc import Iterator

from scripts.drift.finding import Finding, Severity, added
from scripts.drift.reading import Reading
from scripts.drift.resources import Resources


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Scheduled actions and scaling policies that are not in the state."""
    policies = {
        (each.values["resource_id"], each.values["name"])
        for each in resources.of("aws_appautoscaling_policy")
    }
    schedules = {
        (each.values["resource_id"], each.values["name"])
        for each in resources.of("aws_appautoscaling_scheduled_action")
    }
    for target in resources.of("aws_appautoscaling_target"):
        resource = target.values["resource_id"]
        scalable = {
            "ServiceNamespace": target.values["service_namespace"],
            "ResourceId": resource,
            "ScalableDimension": target.values["scalable_dimension"],
        }
        service = "application-autoscaling"
        for action in aws.list(
            service, "describe_scheduled_actions", "ScheduledActions", **scalable
        ):
            name, bounds = action["ScheduledActionName"], action.get("ScalableTargetAction", {})
            if (resource, name) not in schedules:
                yield added(
                    target.address,
                    "scheduled_action",
                    f"{name}: {action['Schedule']}, {bounds.get('MinCapacity')} to "
                    f"{bounds.get('MaxCapacity')} tasks",
                    Severity.HIGH,
                    "A schedule changes how many tasks there are, down to none.",
                    identity=name,
                )
        for policy in aws.list(service, "describe_scaling_policies", "ScalingPolicies", **scalable):
            name = policy["PolicyName"]
            if (resource, name) not in policies:
                yield added(
                    target.address,
                    "scaling_policy",
                    f"{name}: {policy['PolicyType']}",
                    Severity.MEDIUM,
                    "Another policy scales the tasks; it may work against the deployment's own.",
                    identity=name,
                )
