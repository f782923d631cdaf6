"""The service's health as text and as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from scripts.commands.deploy.health.service import Alarm, Target
from scripts.commands.deploy.health.stopped import StoppedTask


class Outcome(str, Enum):
    """Outcome of the health check; the values are those of the reports."""

    STABLE = "stable"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True)
class Health:
    """Health of a service: `reason` is one sentence; the rest is the evidence.

    alarms_unknown: why the state of alarms could not be read; empty if it could.
    """

    outcome: Outcome
    reason: str
    running: int = 0
    desired: int = 0
    stopped: tuple[StoppedTask, ...] = ()
    targets: tuple[Target, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    events: tuple[str, ...] = field(default=())
    alarms_unknown: str = ""

    @property
    def is_bad(self) -> bool:
        """True if it failed or timed out; not if it was not judged."""
        return self.outcome in (Outcome.FAILED, Outcome.TIMED_OUT)

    def lines(self) -> list[str]:
        """The health as text: one line for a healthy service, and one for each alarm."""
        lines = [f"Health: {self.outcome.value}. {self.reason}"]
        if self.is_bad:
            lines += _stopped_lines(self.stopped)
            lines += [
                f"  target {each.address} {each.state}{f': {each.reason}' if each.reason else ''}"
                for each in self.targets
                if each.state != "healthy"
            ]
            lines += [f"  ECS: {event}" for event in self.events]
        lines += [f"  alarm {each.name}: {each.reason}" for each in self.alarms]
        lines += [f"  alarms unknown: {self.alarms_unknown}"] if self.alarms_unknown else []
        return lines

    def as_data(self) -> dict[str, Any]:
        """The health as JSON types."""
        return {
            "outcome": self.outcome.value,
            "reason": self.reason,
            "running": self.running,
            "desired": self.desired,
            "stopped_tasks": [_stopped_data(each) for each in self.stopped],
            "targets": [vars(each) for each in self.targets],
            "alarms": [vars(each) for each in self.alarms],
            "alarms_unknown": self.alarms_unknown or None,
            "events": list(self.events),
        }


def _stopped_lines(stopped: Sequence[StoppedTask]) -> list[str]:
    """Stopped tasks; those with the same cause are listed once, with the newest task's log."""
    lines: list[str] = []
    seen: dict[tuple[str, ...], int] = {}
    for task in stopped:
        end = (task.reason, *map(str, task.containers))
        seen[end] = seen.get(end, 0) + 1
        if seen[end] > 1:
            continue
        cause = f"{task.cause}: " if task.cause else ""
        lines.append(f"  task {task.id} stopped: {cause}{task.reason}")
        for container in task.containers:
            if container.failed:
                lines.append(f"    {container}")
            lines += [f"      | {line}" for line in task.log.get(container.name, ())]
    repeated = sum(seen.values()) - len(seen)
    return lines + [f"  and {repeated} more with the same cause"] * (repeated > 0)


def _stopped_data(task: StoppedTask) -> dict[str, Any]:
    return {
        "id": task.id,
        "cause": task.cause or None,
        "reason": task.reason,
        "containers": [
            {"name": each.name, "exit_code": each.exit_code, "reason": each.reason or None}
            for each in task.containers
        ],
        "log": {name: list(lines) for name, lines in task.log.items()},
    }
