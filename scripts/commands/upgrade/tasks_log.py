"""What the container `bootstrap` of each task logs, which upgrades the data."""

import re
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

    def ready(self) -> dict[str, int]:
        """Id of each task that is ready -> docker-version of its data. Raises AwsError."""
        return {
            str(each.get("logStreamName", "")).removeprefix(_STREAMS): int(ready[1])
            for each in self._events()
            if (ready := _READY.search(str(each["message"])))
        }

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
