"""What the engine tells: JSON lines, written beside the load so that no reader slows it down."""

import json
import os
import sys
import time
from typing import Any

import gevent  # type: ignore[import-untyped]

_PAUSE = 0.1  # seconds between two looks


class Outlet:
    """Collects lines and writes them from a real thread.

    Its own lateness in waking up tells how busy this process is: `lag`, in seconds.
    """

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._greenlet = gevent.spawn(self._flush_forever)

    def tell(self, **line: Any) -> None:
        """Queue one line, of one key that names what it is."""
        self._lines.append(json.dumps(line, separators=(",", ":")))

    def close(self) -> None:
        """Write what is left."""
        self._greenlet.kill()
        self._flush()

    def _flush_forever(self) -> None:
        while True:
            began = time.perf_counter()
            gevent.sleep(_PAUSE)
            self.tell(lag=round(time.perf_counter() - began - _PAUSE, 4))
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
        # Whoever asked for the load is gone; nobody could stop it any more.
        os._exit(1)
