"""The tasks of the service: stopped before a schema changes, started afterwards.

The image's upgrade alters tables of the database that all tasks share (bootstrap.sh, reference in
docs/operations.md). ECS starts new tasks while old ones run, so that old code would meet new
tables, and would write into them meanwhile. So the old tasks end first.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors
from scripts.cli.errors import OperationFailedError
from scripts.commands.deploy.health import Place

# Tasks are given a minute to end (stopTimeout), after five minutes of draining (front_door.py).
_STOPPED_WITHIN_SECONDS = 600
_INTERVAL_SECONDS = 5.0
_SUSPENSIONS = (
    "DynamicScalingInSuspended",
    "DynamicScalingOutSuspended",
    "ScheduledScalingSuspended",
)


class TasksStillRunError(OperationFailedError):
    """The old tasks did not stop in time."""


@dataclass(frozen=True)
class Tasks:
    """The service's number of tasks, which autoscaling controls otherwise.

    pause: time.sleep; clock: time.monotonic.
    """

    account: AwsAccount
    place: Place
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep

    def stop(self, on_progress: Callable[[str], None]) -> None:
        """Stop all tasks, and wait until they have stopped. Raises AwsError, TasksStillRunError."""
        # First, so that autoscaling does not start new ones.
        self._suspend(True)
        self._want(0)
        deadline = self.clock() + _STOPPED_WITHIN_SECONDS
        while running := self._service()["runningCount"]:
            if self.clock() >= deadline:
                raise TasksStillRunError(
                    f"{running} old tasks still run after {_STOPPED_WITHIN_SECONDS // 60} minutes."
                )
            on_progress(f"{running} still running")
            self.pause(_INTERVAL_SECONDS)

    def start(self) -> int:
        """Start autoscaling's minimum of tasks, unless more run, and resume it. Raises AwsError."""
        wanted, least = int(self._service()["desiredCount"]), int(self._target()["MinCapacity"])
        if wanted < least:
            self._want(least)
        self._suspend(False)
        return max(wanted, least)

    def are_stopped(self) -> bool:
        """Whether an earlier `stop` ended, and no `start` followed. Raises AwsError."""
        return self.are_suspended() and self._service()["desiredCount"] == 0

    def are_suspended(self) -> bool:
        """Whether autoscaling is off: `stop` began, and no `start` came to its end.

        Raises AwsError.
        """
        suspended = self._target().get("SuspendedState", {})
        return all(suspended.get(each) for each in _SUSPENSIONS)

    @property
    def _id(self) -> dict[str, str]:
        return {
            "ServiceNamespace": "ecs",
            "ScalableDimension": "ecs:service:DesiredCount",
            "ResourceId": f"service/{self.place.cluster}/{self.place.service}",
        }

    def _suspend(self, suspended: bool) -> None:
        client = self.account.client("application-autoscaling")
        with aws_errors("suspend autoscaling (application-autoscaling:RegisterScalableTarget)"):
            client.register_scalable_target(
                **self._id, SuspendedState=dict.fromkeys(_SUSPENSIONS, suspended)
            )

    def _target(self) -> Mapping[str, Any]:
        client = self.account.client("application-autoscaling")
        asked = {key: value for key, value in self._id.items() if key != "ResourceId"}
        with aws_errors("read autoscaling (application-autoscaling:DescribeScalableTargets)"):
            found = client.describe_scalable_targets(**asked, ResourceIds=[self._id["ResourceId"]])
        targets: list[Mapping[str, Any]] = found["ScalableTargets"]
        return targets[0] if targets else {"MinCapacity": 1}

    def _want(self, count: int) -> None:
        ecs = self.account.client("ecs")
        with aws_errors("change the number of tasks (ecs:UpdateService)"):
            ecs.update_service(
                cluster=self.place.cluster, service=self.place.service, desiredCount=count
            )

    def _service(self) -> Mapping[str, Any]:
        ecs = self.account.client("ecs")
        with aws_errors(f"read the service {self.place.service} (ecs:DescribeServices)"):
            answer = ecs.describe_services(
                cluster=self.place.cluster, services=[self.place.service]
            )
        found: Mapping[str, Any] = answer["services"][0]
        return found
