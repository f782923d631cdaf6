"""What the container `bootstrap` of each task logs, which upgrades the data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scripts.aws.account import AwsAccount
from scripts.aws.reader import AwsReader

# stacks/components/application/task.py names streams openemr/CONTAINER/TASK.
_STREAMS = "openemr/bootstrap/"
# bootstrap.sh, and upgrade.awk of what the image's scripts print.
_PROGRESS = re.compile(r"upgrading to docker-version|Processing |FAILED: |ERROR: ")
_READY = re.compile(r"ready \(docker-version (\d+)\)")


@dataclass
class TasksLog:
    """The lines since a moment; progress: those not told yet."""

    account: AwsAccount
    group: str
    since: datetime
    _told: set[str] = field(default_factory=set)

    def is_empty(self) -> bool:
        """Whether no task logged anything. Raises AwsError."""
        return not self._events()

    def progress(self) -> list[str]:
        """New lines about the upgrade, oldest first. Raises AwsError."""
        new = []
        for each in self._events():
            id_ = str(each.get("eventId") or (each.get("logStreamName"), each["timestamp"]))
            message = str(each["message"]).rstrip()
            if id_ not in self._told and _PROGRESS.search(message):
                new.append(message)
            self._told.add(id_)
        return new

    def ready_at(self, task: str) -> int | None:
        """docker-version of the data that a task found or made; None if it did not say so.

        task: its id. Raises AwsError.
        """
        found = None
        for line in self._lines_of(task):
            if ready := _READY.search(line):
                found = int(ready[1])
        return found

    def _lines_of(self, task: str) -> Iterator[str]:
        # FilterLogEvents has no stream before the task's first line.
        for each in self._events():
            if str(each.get("logStreamName")) == f"{_STREAMS}{task}":
                yield str(each["message"])

    def _events(self) -> list[dict[str, Any]]:
        return AwsReader(self.account).list(
            "logs",
            "filter_log_events",
            "events",
            absent="ResourceNotFoundException",
            logGroupName=self.group,
            logStreamNamePrefix=_STREAMS,
            startTime=int(self.since.timestamp() * 1000),
        )
