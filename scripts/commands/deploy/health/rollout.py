"""The service's rollouts, as ECS tells them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scripts.aws.account import AwsAccount, AwsError, aws_errors
from scripts.commands.deploy.health.place import Place

_EVENTS = 20


@dataclass(frozen=True)
class Rollout:
    """What ECS calls a deployment of the service: some tasks of one task definition.

    state: IN_PROGRESS, COMPLETED or FAILED. failed: how many of its tasks did not come up.
    """

    id: str
    primary: bool
    task_definition: str
    desired: int
    running: int
    pending: int
    failed: int
    state: str
    reason: str

    @property
    def is_complete(self) -> bool:
        """All its tasks run, and ECS has finished with it."""
        enough = self.running == self.desired and not self.pending
        return self.state == "COMPLETED" and enough


@dataclass(frozen=True)
class Event:
    """A line of the service's history."""

    id: str
    at: datetime
    said: str


@dataclass(frozen=True)
class Service:
    """The service at one moment: rollouts, the primary first, and events, the newest first."""

    status: str
    desired: int
    running: int
    rollouts: tuple[Rollout, ...]
    events: tuple[Event, ...]

    @property
    def primary(self) -> Rollout | None:
        """The rollout that ECS is working towards."""
        return next((each for each in self.rollouts if each.primary), None)

    def of(self, task_definition: str) -> Rollout | None:
        """The newest rollout of this task definition."""
        return next(
            (each for each in self.rollouts if each.task_definition == task_definition), None
        )


def read_service(account: AwsAccount, place: Place) -> Service:
    """Ask ECS. Raises AwsError."""
    ecs = account.client("ecs")
    with aws_errors(f"read the service {place.service} (ecs:DescribeServices)"):
        answer = ecs.describe_services(cluster=place.cluster, services=[place.service])
    if not answer["services"]:
        raise AwsError(f"ECS has no service {place.service} in cluster {place.cluster}.")
    found = answer["services"][0]
    rollouts = sorted(
        map(_rollout, found.get("deployments", [])), key=lambda each: not each.primary
    )
    events = [Event(e["id"], e["createdAt"], e["message"]) for e in found.get("events", [])]
    return Service(
        found["status"],
        found["desiredCount"],
        found["runningCount"],
        tuple(rollouts),
        tuple(events[:_EVENTS]),
    )


def _rollout(found: Mapping[str, Any]) -> Rollout:
    return Rollout(
        id=found["id"],
        primary=found["status"] == "PRIMARY",
        task_definition=found["taskDefinition"],
        desired=found["desiredCount"],
        running=found["runningCount"],
        pending=found["pendingCount"],
        failed=found.get("failedTasks", 0),
        state=found.get("rolloutState", "COMPLETED"),
        reason=found.get("rolloutStateReason", ""),
    )
