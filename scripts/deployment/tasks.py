"""The running ECS tasks of a deployment's service."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import typer

from scripts.aws.account import aws_errors
from scripts.cli.errors import OperationFailedError
from scripts.deployment.outputs import Deployed

# The container that serves OpenEMR; stacks/components/application/container.py names it.
CONTAINER = "openemr"
_RUNNING = "RUNNING"


TaskOption = Annotated[
    str | None,
    typer.Option(help="Task id; default: the running task that started last.", metavar="ID"),
]


class NoTaskError(OperationFailedError):
    """No such task is running; the message lists those that are."""


@dataclass(frozen=True)
class RunningTask:
    """An ECS task, and the runtime id of its OpenEMR container, by which SSM finds it."""

    cluster: str
    id: str
    runtime_id: str
    started: datetime
    exec_enabled: bool

    def exec_command(self, region: str, command: str, container: str = CONTAINER) -> list[str]:
        """The AWS CLI's command that runs `command` in a container by ECS Exec."""
        aws = ["aws", "ecs", "execute-command", "--region", region, "--cluster", self.cluster]
        aws += ["--task", self.id, "--container", container]
        return [*aws, "--interactive", "--command", command]

    @property
    def ssm_target(self) -> str:
        """Session Manager's name of the container.

        https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html
        (read 2026-11-25)
        """
        return f"ecs:{self.cluster}_{self.id}_{self.runtime_id}"


def _running_tasks(deployed: Deployed) -> list[RunningTask]:
    """All running tasks of the service, latest first."""
    cluster, service = deployed.output("cluster_name"), deployed.output("service_name")
    ecs = deployed.account.client("ecs")
    with aws_errors(f"list the tasks of service {service} (ecs:ListTasks, ecs:DescribeTasks)"):
        # A page holds 100 tasks at most, as many as ecs:DescribeTasks takes.
        pages = ecs.get_paginator("list_tasks").paginate(
            cluster=cluster, serviceName=service, desiredStatus=_RUNNING
        )
        found = [
            task
            for page in pages
            if page["taskArns"]
            for task in ecs.describe_tasks(cluster=cluster, tasks=page["taskArns"])["tasks"]
        ]
    tasks = [_task(cluster, each) for each in found if each.get("lastStatus") == _RUNNING]
    return sorted(tasks, key=lambda task: (task.started, task.id), reverse=True)


def choose_exec_task(deployed: Deployed, wanted: str | None) -> RunningTask:
    """The task with that id, else the one that started last, if ECS Exec reaches it.

    Raises NoTaskError, AwsError, NotDeployedError.
    """
    tasks = _running_tasks(deployed)
    if not tasks:
        raise NoTaskError(
            f"No task of {deployed.name} is running. openemr logs {deployed.name} shows what the "
            "last ones logged."
        )
    task = next((task for task in tasks if wanted in (None, task.id)), None)
    if task is None:
        known = ", ".join(task.id for task in tasks)
        raise NoTaskError(f"--task {wanted}: not running. Accepted: {known}.")
    if not task.exec_enabled:
        raise NoTaskError(
            f"Task {task.id} was started without ECS Exec. Set enable_ecs_exec to true for "
            f"{deployed.name} in cdktf.json and deploy; tasks started from then on allow it."
        )
    return task


def _task(cluster: str, described: dict[str, Any]) -> RunningTask:
    containers = {each["name"]: each for each in described.get("containers", [])}
    return RunningTask(
        cluster,
        described["taskArn"].rpartition("/")[2],
        containers.get(CONTAINER, {}).get("runtimeId", ""),
        described.get("startedAt") or described["createdAt"],
        bool(described.get("enableExecuteCommand")),
    )
