"""Targets of our load balancer that are none of the service's tasks."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resource, Resources

# They get no new requests.
_LEAVING = ("draining", "unused")
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
_MOST_TASKS = 100


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Addresses that get requests of users although no task has them."""
    attached = {
        (each.values["target_group_arn"], each.values["target_id"])
        for each in resources.of("aws_lb_target_group_attachment")
    }
    for group in resources.of("aws_lb_target_group"):
        # Targets first: a task that starts in between is then known when we ask for tasks.
        registered = [
            (each["Target"]["Id"], each["Target"].get("Port"))
            for each in aws.list(
                "elbv2",
                "describe_target_health",
                "TargetHealthDescriptions",
                TargetGroupArn=group.id,
            )
            if each["TargetHealth"]["State"] not in _LEAVING
            and (group.id, each["Target"]["Id"]) not in attached
        ]
        tasks = _addresses(group, resources, aws) if registered else set()
        for target, port in registered:
            if target not in tasks:
                yield added(
                    group.address,
                    "target",
                    f"{target}:{port}",
                    Severity.CRITICAL,
                    "Requests of users, with their passwords, go to an address that is no task.",
                    identity=target,
                )


def _addresses(group: Resource, resources: Resources, aws: Reading) -> set[str]:
    """The private addresses of all tasks behind the group, those just stopped included."""
    found: set[str] = set()
    for service in resources.of("aws_ecs_service"):
        groups = {each["target_group_arn"] for each in service.values.get("load_balancer") or []}
        if group.id not in groups:
            continue
        cluster, name = service.values["cluster"], service.values["name"]
        tasks = [
            arn
            for status in ("RUNNING", "STOPPED")
            for arn in aws.list(
                "ecs",
                "list_tasks",
                "taskArns",
                cluster=cluster,
                serviceName=name,
                desiredStatus=status,
            )
        ]
        for first in range(0, len(tasks), _MOST_TASKS):
            some = tasks[first : first + _MOST_TASKS]
            for task in aws.list("ecs", "describe_tasks", "tasks", cluster=cluster, tasks=some):
                found |= {
                    detail["value"]
                    for attachment in task.get("attachments", [])
                    for detail in attachment.get("details", [])
                    if detail.get("name") in ("privateIPv4Address", "privateIPv6Address")
                }
    return found
