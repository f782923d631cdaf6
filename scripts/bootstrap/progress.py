"""Progress of an installation on a terminal."""

import contextlib
import sys
import threading
import time
from collections.abc import Iterator

from scripts.bootstrap.environment import Environment

_INTERVAL_SECONDS = 0.5
_START_OF_LINE, _CLEAR_TO_END = "\r", "\x1b[K"


@contextlib.contextmanager
def progress(environment: Environment) -> Iterator[None]:
    """Show what is installed so far in a line that is rewritten; nothing where stderr is a file."""
    if not sys.stderr.isatty():
        yield
        return
    ended = threading.Event()
    thread = threading.Thread(target=_show, args=(environment, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        _write(_CLEAR_TO_END)


def _show(environment: Environment, ended: threading.Event) -> None:
    began = time.monotonic()
    while not ended.wait(_INTERVAL_SECONDS):
        installed = f"{environment.installed()} of {environment.packages} packages"
        _write(f"  {installed}, {time.monotonic() - began:.0f} s{_CLEAR_TO_END}")


def _write(text: str) -> None:
    sys.stderr.write(f"{_START_OF_LINE}{text}")
    sys.stderr.flush()
