"""Answers of ECS and its neighbours, as its documents give them."""

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

from tests.unit.scripts.commands.deploy.scripted import PLACE, TASK_DEFINITION

AT = datetime(2026, 11, 25, 12, 0, tzinfo=timezone.utc)
CLUSTER = "arn:aws:ecs:us-west-2:000000000000:task/openemr-clinic-cluster/"


def rollout(
    state: str = "IN_PROGRESS",
    *,
    running: int = 0,
    desired: int = 2,
    failed: int = 0,
    status: str = "PRIMARY",
    task_definition: str = TASK_DEFINITION,
    reason: str = "",
) -> dict[str, Any]:
    return {
        "id": f"ecs-svc/{task_definition[-1]}",
        "status": status,
        "taskDefinition": task_definition,
        "desiredCount": desired,
        "runningCount": running,
        "pendingCount": 0,
        "failedTasks": failed,
        "rolloutState": state,
        "rolloutStateReason": reason,
    }


def service(*rollouts: dict[str, Any], events: Sequence[str] = (), **members: Any) -> Any:
    primary = rollouts[0] if rollouts else {"desiredCount": 0}
    found = {
        "serviceName": PLACE.service,
        "status": "ACTIVE",
        "desiredCount": primary["desiredCount"],
        "runningCount": sum(each["runningCount"] for each in rollouts),
        "deployments": list(rollouts),
        "events": [
            {"id": str(number), "createdAt": AT, "message": said}
            for number, said in enumerate(events)
        ],
    }
    return {"services": [found | members]}


def targets(*states: str, reason: str = "", description: str = "") -> dict[str, Any]:
    return {
        "TargetHealthDescriptions": [
            {
                "Target": {"Id": f"10.0.0.{number + 10}", "Port": 443},
                "TargetHealth": {
                    "State": state,
                    **({"Reason": reason, "Description": description} if reason else {}),
                },
            }
            for number, state in enumerate(states)
        ]
    }


def stopped(*tasks: dict[str, Any]) -> dict[str, list[Any]]:
    """The answers of ListTasks and DescribeTasks."""
    return {
        "ListTasks": [{"taskArns": [each["taskArn"] for each in tasks]}],
        "DescribeTasks": [{"tasks": list(tasks)}],
    }


def task(
    name: str,
    reason: str,
    containers: Sequence[tuple[str, int | None, str]] = (),
    task_definition: str = TASK_DEFINITION,
) -> dict[str, Any]:
    """A stopped task; containers: name, exit code, reason."""
    return {
        "taskArn": CLUSTER + name,
        "taskDefinitionArn": task_definition,
        "startedBy": "ecs-svc/7",
        "stoppedAt": AT,
        "stoppedReason": reason,
        "containers": [
            {"name": each, "reason": why, **({} if code is None else {"exitCode": code})}
            for each, code, why in containers
        ],
    }


def log(*lines: str) -> dict[str, Any]:
    return {"events": [{"timestamp": 1, "message": line} for line in lines]}
