"""Polls the service until it is stable, has failed, or time is up."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from scripts.aws.account import AwsAccount, AwsError
from scripts.commands.deploy.health.service import (
    Alarm,
    Place,
    Rollout,
    Service,
    Target,
    read_service,
    read_targets,
    ringing_alarms,
)
from scripts.commands.deploy.health.stopped import StoppedTask, stopped_tasks
from scripts.commands.deploy.health.verdict import Health, Outcome

Report = Callable[[str], None]
_SHOWN_EVENTS = 5
_INTERVAL_SECONDS = 15.0
_REFUSALS_IN_A_ROW = 3


@dataclass(frozen=True)
class Snapshot:
    """The service, its stopped tasks and its targets at one moment."""

    service: Service
    stopped: tuple[StoppedTask, ...]
    targets: tuple[Target, ...]

    @property
    def healthy(self) -> int:
        """Number of targets that the load balancer sends requests to."""
        return sum(each.state == "healthy" for each in self.targets)

    @property
    def progress(self) -> str:
        """The rollout's progress in one line."""
        primary = self.service.primary
        if primary is None:
            return "no rollout"
        leaving = sum(each.running for each in self.service.rollouts if not each.primary)
        return (
            f"{primary.running} of {primary.desired} tasks run, {self.healthy} answer"
            + f", {leaving} old ones still run" * (leaving > 0)
            + f", {primary.failed} failed to start" * (primary.failed > 0)
        )


@dataclass
class Watch:
    """Polls the service; `clock` and `pause` are time.monotonic and time.sleep.

    on_progress: called after each poll. on_stopped_task: called once for each task that stops.
    """

    account: AwsAccount
    place: Place
    limit_seconds: float
    on_progress: Report
    on_stopped_task: Report
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    _announced: set[str] = field(default_factory=set)
    _refusals: int = 0

    def wait(self) -> Health:
        """Poll until stable, failed, or out of time. Raises AwsError."""
        deadline = self.clock() + self.limit_seconds
        while True:
            seen = self._look()
            if seen:
                outcome, reason = self._judge(seen)
                if outcome is None and self.clock() >= deadline:
                    outcome, reason = Outcome.TIMED_OUT, self._still_missing(seen)
                if outcome:
                    return self._health(outcome, reason, seen)
                self.on_progress(seen.progress)
            self.pause(_INTERVAL_SECONDS)

    def _look(self) -> Snapshot | None:
        """A snapshot; None if AWS did not answer, which a long wait must survive."""
        try:
            snapshot = Snapshot(
                read_service(self.account, self.place),
                tuple(stopped_tasks(self.account, self.place)),
                read_targets(self.account, self.place),
            )
        except AwsError:
            self._refusals += 1
            if self._refusals >= _REFUSALS_IN_A_ROW:
                raise
            return None
        self._refusals = 0
        for task in reversed(snapshot.stopped):
            if task.id not in self._announced:
                self._announced.add(task.id)
                self.on_stopped_task(f"Task {task.id} stopped: {task.summary}")
        return snapshot

    def _judge(self, seen: Snapshot) -> tuple[Outcome | None, str]:
        """Outcome and reason; the outcome is None while the rollout is in progress."""
        service = seen.service
        rollout = service.of(self.place.task_definition)
        if service.status != "ACTIVE":
            return Outcome.FAILED, f"The service is {service.status}."
        if rollout is None or not rollout.primary:
            return Outcome.FAILED, _rolled_back(service, rollout)
        if rollout.state == "FAILED":
            return Outcome.FAILED, f"The rollout failed: {rollout.reason or 'no reason given.'}"
        if not service.desired:
            return Outcome.FAILED, "The service is scaled to 0 tasks: OpenEMR is down."
        if rollout.is_complete and len(service.rollouts) == 1 and seen.healthy >= rollout.desired:
            return Outcome.STABLE, f"{rollout.running} of {rollout.desired} tasks run and answer."
        return None, ""

    def _still_missing(self, seen: Snapshot) -> str:
        return f"Not stable after {round(self.limit_seconds / 60)} minutes: {seen.progress}."

    def _health(self, outcome: Outcome, reason: str, seen: Snapshot) -> Health:
        unknown = ""
        alarms: tuple[Alarm, ...] = ()
        try:
            alarms = ringing_alarms(self.account, self.place)
        except AwsError as refused:
            unknown = str(refused)
        events = tuple(each.message for each in seen.service.events[:_SHOWN_EVENTS])
        return Health(
            outcome,
            reason,
            seen.service.running,
            seen.service.desired,
            seen.stopped,
            seen.targets,
            alarms,
            events,
            unknown,
        )


def wait_until_stable(
    account: AwsAccount,
    place: Place,
    limit_seconds: float,
    on_progress: Report,
    on_stopped_task: Report,
) -> Health:
    """The service's health once it is stable or failed, or after `limit_seconds`.

    Raises AwsError if AWS fails to answer three times in a row.
    """
    return Watch(account, place, limit_seconds, on_progress, on_stopped_task).wait()


def _rolled_back(service: Service, rollout: Rollout | None) -> str:
    """The reason, if the circuit breaker restored the last working task definition."""
    primary = service.primary
    now = primary.task_definition.rpartition("/")[2] if primary else "nothing"
    reasons = [each.reason.rstrip(".") for each in (rollout, primary) if each and each.reason]
    return f"Rolled back to {now}: {'; '.join(reasons) or 'no reason given'}."
