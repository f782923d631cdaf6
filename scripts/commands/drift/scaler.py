"""What application auto scaling changes all day: the number of tasks, within its bounds."""

from scripts.commands.drift.resources import Resources
from scripts.review import Change, Difference

_SERVICE, _COUNT = "aws_ecs_service", "desired_count"
OWNED = "Application Auto Scaling chose this number of tasks, within its bounds of {} to {}."
NOT_OWNED = "Application Auto Scaling keeps {} to {} tasks; so a person set this number."


def is_number_of_tasks(change: Change, difference: Difference) -> bool:
    """True if this is about how many tasks a service wants."""
    return change.type == _SERVICE and difference.path == _COUNT


def bounds(change: Change, resources: Resources) -> tuple[int, int] | None:
    """Between which numbers of tasks the service scales, as AWS has it; None if it does not."""
    cluster = str(change.after.get("cluster", "")).rpartition("/")[2]
    name = f"service/{cluster}/{change.after.get('name')}"
    for target in resources.of("aws_appautoscaling_target"):
        if target.values["resource_id"] == name:
            return int(target.values["min_capacity"]), int(target.values["max_capacity"])
    return None
