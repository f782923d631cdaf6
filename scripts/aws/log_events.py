"""Events of a CloudWatch log group, in order, and as they come."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import aws_errors

_BETWEEN_LOOKS_SECONDS = 2.0
# CloudWatch Logs may show an event some seconds after a later one of another stream.
_OVERLAP_MILLISECONDS = 30_000


@dataclass(frozen=True)
class LogEvent:
    """One event: milliseconds since 1970 (UTC), the stream, what it says."""

    id: str
    milliseconds: int
    stream: str
    message: str


@dataclass(frozen=True)
class LogReader:
    """Reads one log group through a boto3 client `logs`; `pattern` filters as CloudWatch does."""

    client: Any
    group: str
    pattern: str = ""
    stream_prefix: str = ""

    def since(self, milliseconds: int) -> Iterator[LogEvent]:
        """Events from then until now, in order of time. Raises AwsError."""
        options = {"logGroupName": self.group, "startTime": milliseconds, "interleaved": True}
        if self.pattern:
            options["filterPattern"] = self.pattern
        if self.stream_prefix:
            options["logStreamNamePrefix"] = self.stream_prefix
        with aws_errors(f"read log group {self.group} (logs:FilterLogEvents)"):
            pages = self.client.get_paginator("filter_log_events").paginate(**options)
            for page in pages:
                for event in page["events"]:
                    yield _event(event)

    def follow(self, milliseconds: int) -> Iterator[LogEvent]:
        """Events from then on, each once, without end."""
        shown: dict[str, int] = {}
        latest = milliseconds
        while True:
            begin = max(milliseconds, latest - _OVERLAP_MILLISECONDS)
            for event in self.since(begin):
                if event.id not in shown:
                    shown[event.id] = event.milliseconds
                    latest = max(latest, event.milliseconds)
                    yield event
            oldest = latest - _OVERLAP_MILLISECONDS
            shown = {id_: when for id_, when in shown.items() if when >= oldest}
            time.sleep(_BETWEEN_LOOKS_SECONDS)


def _event(described: dict[str, Any]) -> LogEvent:
    stream, message = described.get("logStreamName", ""), described["message"]
    moment = int(described["timestamp"])
    # The id is AWS's; without one, what an event says and when tells it from others.
    return LogEvent(
        str(described.get("eventId") or (stream, moment, message)),
        moment,
        stream,
        message.rstrip("\n"),
    )
