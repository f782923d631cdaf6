"""Writes events as JSON lines to standard output, without delaying the load."""

import json
import os
import sys
import time
from typing import Any

import gevent  # type: ignore[import-untyped]

from scripts.commands.load_test.engine.http_client import Reply

_INTERVAL = 0.1  # seconds


class EventWriter:
    """Queues events and writes them from a real thread.

    How late it wakes up tells how busy this process is: the event `lag`, in seconds.
    start: of the load, on the clock of time.perf_counter; None before it begins.
    """

    def __init__(self) -> None:
        self.start: float | None = None
        self._lines: list[str] = []
        self._explained: set[str] = set()
        self._greenlet = gevent.spawn(self._flush_forever)

    def write(self, **event: Any) -> None:
        """Queue one event."""
        self._lines.append(json.dumps(event, separators=(",", ":")))

    def write_sample(self, name: str, intended: float, began: float, reply: Reply) -> None:
        """Queue a request that ended now, in seconds after the start."""
        ended = time.perf_counter()
        if reply.detail and reply.answer.name not in self._explained:
            self._explained.add(reply.answer.name)
            self.write(detail=[reply.answer.name, reply.detail])
        if self.start is not None:
            times = [round(each - self.start, 6) for each in (intended, began, ended)]
            self.write(sample=[name, *times, reply.answer.name])

    def close(self) -> None:
        """Write what is left."""
        self._greenlet.kill()
        self._flush()

    def _flush_forever(self) -> None:
        while True:
            began = time.perf_counter()
            gevent.sleep(_INTERVAL)
            self.write(lag=round(time.perf_counter() - began - _INTERVAL, 4))
            self._flush()

    def _flush(self) -> None:
        lines, self._lines = self._lines, []
        if lines:
            gevent.get_hub().threadpool.apply(_write, ("\n".join(lines) + "\n",))


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # The command is gone; nobody could stop the load any more.
        os._exit(1)
