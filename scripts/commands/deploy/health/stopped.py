"""Stopped tasks: reasons, exit codes and last log lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import AwsAccount, AwsError, aws_errors
from scripts.commands.deploy.health.service import Place

# ECS keeps stopped tasks for an hour; these are enough to see the reason.
_TASKS = 10
_LINES = 20
# Exit codes of the start scripts, as documented at the heads of bootstrap.sh and serve.sh in
# stacks/components/application.
_BOOTSTRAP_CODES = {
    2: "invalid environment",
    3: "database not reachable in time",
    4: "database rejected login or certificate",
    5: "lock not obtained, or lost",
    6: "image older than the data",
    7: "manual decision required",
    8: "sites volume not writable",
    9: "install or upgrade failed",
    10: "settings differ",
}
_SERVING_CODES = {
    2: "invalid environment",
    6: "image and data differ in version",
    7: "installation not complete",
    8: "configuration not writable",
    11: "Valkey not usable",
}
_CODES = {"bootstrap": _BOOTSTRAP_CODES, "openemr": _SERVING_CODES}
_KILLED = {137: "killed (out of memory, or did not stop in time)", 143: "stopped by a signal"}
# ECS message -> cause; https://docs.aws.amazon.com/AmazonECS/latest/developerguide/
# stopped-task-error-codes.html (read 2026-11-25).
_CAUSES = (
    (r"CannotPull(Container|Image)", "the image cannot be pulled"),
    (
        r"unable to (pull|retrieve) secrets?|secretsmanager|AccessDenied.*secret",
        "a secret cannot be read",
    ),
    (r"failed to (validate|create) .*log|CreateLogStream", "the log cannot be opened"),
    (r"EFS|mount|efs-utils", "the file system cannot be mounted"),
    (r"OutOfMemory", "out of memory"),
    (r"failed ELB health checks", "load balancer health checks failed"),
    (r"failed container health checks", "container health checks failed"),
    (r"[Cc]apacity is unavailable", "Fargate has no capacity at the moment"),
    (r"vCPUs? limit|quota", "a quota is exhausted"),
)


@dataclass(frozen=True)
class Container:
    """A container that exited or never started; exit_code is None if it never ran."""

    name: str
    exit_code: int | None
    reason: str

    @property
    def failed(self) -> bool:
        """True if it exited with an error, or could not start."""
        return self.exit_code not in (0, None) or bool(self.reason)

    def __str__(self) -> str:
        code = "" if self.exit_code is None else f" exit code {self.exit_code}"
        known = {**_KILLED, **_CODES.get(self.name, {})}.get(self.exit_code or 0, "")
        meaning = f" ({known})" if known else ""
        return f"{self.name}{code}{meaning}{f': {self.reason}' if self.reason else ''}"


@dataclass(frozen=True)
class StoppedTask:
    """A stopped task; log: container -> its last lines, for containers that failed."""

    id: str
    reason: str
    containers: tuple[Container, ...]
    log: Mapping[str, tuple[str, ...]]

    @property
    def summary(self) -> str:
        """The reason for the stop, in one line."""
        ends = [str(each) for each in self.containers if each.failed]
        return "; ".join(filter(None, [self.cause, self.reason, *ends]))

    @property
    def cause(self) -> str:
        """The cause in a few words; empty if ECS's message is not a known one."""
        text = " ".join([self.reason, *(each.reason for each in self.containers)])
        return next((cause for sign, cause in _CAUSES if re.search(sign, text)), "")


def stopped_tasks(account: AwsAccount, place: Place) -> list[StoppedTask]:
    """The last stopped tasks of the service's task definition, the newest first.

    Raises AwsError.
    """
    ecs = account.client("ecs")
    with aws_errors(f"list stopped tasks of {place.service} (ecs:ListTasks, ecs:DescribeTasks)"):
        arns = ecs.list_tasks(
            cluster=place.cluster, serviceName=place.service, desiredStatus="STOPPED"
        )["taskArns"]
        tasks = ecs.describe_tasks(cluster=place.cluster, tasks=arns[:100])["tasks"] if arns else []
    ours = [each for each in tasks if _by_itself(each, place)]
    ours.sort(key=lambda each: str(each.get("stoppedAt", "")), reverse=True)
    return [_stopped(account, place, each) for each in ours[:_TASKS]]


def _by_itself(task: Mapping[str, Any], place: Place) -> bool:
    """True unless it stopped by scaling in, or as a newer task definition replaced it."""
    ours = task.get("taskDefinitionArn") == place.task_definition
    return ours and not str(task.get("stoppedReason", "")).startswith("Scaling activity")


def _stopped(account: AwsAccount, place: Place, task: Mapping[str, Any]) -> StoppedTask:
    task_id = task["taskArn"].rpartition("/")[2]
    containers = tuple(
        Container(each["name"], each.get("exitCode"), each.get("reason", ""))
        for each in sorted(task.get("containers", []), key=lambda each: str(each["name"]))
    )
    failing = [each.name for each in containers if each.failed and each.exit_code is not None]
    log = {name: _last_lines(account, place, name, task_id) for name in failing}
    return StoppedTask(task_id, task.get("stoppedReason", ""), containers, log)


def _last_lines(account: AwsAccount, place: Place, container: str, task_id: str) -> tuple[str, ...]:
    """The last log lines; the awslogs driver names streams prefix/container/task."""
    stream = f"openemr/{container}/{task_id}"
    logs = account.client("logs")
    try:
        with aws_errors(f"read the log {stream} (logs:GetLogEvents)"):
            answer = logs.get_log_events(
                logGroupName=place.log_group, logStreamName=stream, limit=_LINES
            )
    except AwsError as refused:
        return (f"({refused})",)
    return tuple(each["message"].rstrip() for each in answer["events"])
