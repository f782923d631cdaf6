"""The engine's process, as seen from the command."""

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

from scripts.commands.load_test.plan import LoadPlan
from scripts.project import ROOT

_COMMAND = (sys.executable, "-E", "-m", "scripts.commands.load_test.engine")
_GRACE_SECONDS = 5.0
_TICK_SECONDS = 0.25
# The last words of an engine that died.
_LAST_LINES = 5


class Engine:
    """Runs the plan in a process that Ctrl-C on the terminal does not reach."""

    def __init__(self, plan: LoadPlan) -> None:
        self._process = subprocess.Popen(
            _COMMAND,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._said: list[str] = []
        self._threads = [
            threading.Thread(target=target, daemon=True) for target in (self._read, self._listen)
        ]
        for thread in self._threads:
            thread.start()
        assert self._process.stdin is not None  # noqa: S101
        # A dead engine is told by its exit code.
        with contextlib.suppress(BrokenPipeError), self._process.stdin as stdin:
            stdin.write(plan.to_json())

    def lines(self) -> Iterator[dict[str, Any] | None]:
        """What it tells, until it ends; None where nothing came for a moment."""
        while True:
            try:
                line = self._lines.get(timeout=_TICK_SECONDS)
            except queue.Empty:
                yield None
                continue
            if line is None:
                return
            yield json.loads(line)

    def stop(self) -> None:
        """Ask it to tell what is left and end; kill it if it does not."""
        self._process.terminate()
        killer = threading.Timer(_GRACE_SECONDS, self._process.kill)
        killer.daemon = True
        killer.start()

    def end(self) -> str:
        """Wait for its end. How it died; empty if it ended well."""
        code = self._process.wait()
        for thread in self._threads:
            thread.join()
        return "" if code == 0 else f"exit code {code}: {' '.join(self._said[-_LAST_LINES:])}"

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def _listen(self) -> None:
        assert self._process.stderr is not None  # noqa: S101
        self._said.extend(line.strip() for line in self._process.stderr)
