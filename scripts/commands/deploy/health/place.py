"""Where a deployment's service is, as its state tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.terraform.documents.state import StateResources, read_outputs


@dataclass(frozen=True)
class Place:
    """Names and ARNs of what health is read from.

    task_definition: the one that Terraform gave the service; another one means a rollback.
    alarms: the names of this deployment's alarms.
    """

    cluster: str
    service: str
    task_definition: str
    target_groups: tuple[str, ...]
    log_group: str
    alarms: tuple[str, ...] = ()


def place_of(state: Mapping[str, Any]) -> Place | None:
    """Read it from a state, version 4; None if that has no service."""
    resources = StateResources.of(state)
    services = resources.of_type("aws_ecs_service")
    if not services:
        return None
    service = services[0].attributes
    groups = [each.get("target_group_arn") for each in service.get("load_balancer") or []]
    outputs = read_outputs(state)
    return Place(
        cluster=str(service["cluster"]).rpartition("/")[2],
        service=str(service["name"]),
        task_definition=str(service["task_definition"]),
        target_groups=tuple(str(arn) for arn in groups if arn),
        log_group=str(outputs.get("application_log_group", "")),
        alarms=tuple(
            str(each.attributes["alarm_name"])
            for each in resources.of_type("aws_cloudwatch_metric_alarm")
        ),
    )
