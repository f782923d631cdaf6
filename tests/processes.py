"""Processes that a test did not start itself, by their ids."""

import subprocess
import time


def is_running(process: int) -> bool:
    """Not ended, nor a zombie that nobody asked for its exit code yet."""
    words = ["ps", "-o", "stat=", "-p", str(process)]
    shown = subprocess.run(words, check=False, capture_output=True, text=True)
    return shown.stdout.strip()[:1] not in ("", "Z")


def assert_ends(process: int) -> None:
    """It ends by itself within 20 seconds."""
    deadline = time.monotonic() + 20
    while is_running(process):
        assert time.monotonic() < deadline, f"{process} still runs"
        time.sleep(0.05)
