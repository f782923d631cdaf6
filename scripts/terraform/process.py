"""Terraform processes: start, output, and graceful stop together with ours."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import IO, cast

_GUARD = Path(__file__).with_name("parent_death_guard.py")
# Terraform stops at the next pause of its provider and saves the state; seconds, not minutes.
_GRACE_SECONDS = 60


def start(
    words: Sequence[str], directory: Path, environment: Mapping[str, str], *, errors: int
) -> subprocess.Popen[str]:
    """Start a command whose output is read as text; `errors` as for subprocess.Popen."""
    return subprocess.Popen(
        words,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        errors="replace",
        start_new_session=True,  # Ctrl-C reaches us, and we pass it on
    )


def start_supervised(
    words: Sequence[str], directory: Path, environment: Mapping[str, str]
) -> subprocess.Popen[str]:
    """Start a command that changes things: it saves and stops if this process is killed.

    Commands that only read do not need it: they die at their next line, and nothing is lost.
    """
    # Isolated and without site packages: 15 ms. Its `exec` leaves the process id as it is.
    guard = (sys.executable, "-I", "-S", str(_GUARD), str(os.getpid()))
    return start([*guard, *words], directory, environment, errors=subprocess.STDOUT)


def killed_by(exit_code: int) -> str:
    """The signal behind a negative exit code, as a sentence."""
    killer = signal.Signals(-exit_code).name
    return f"Terraform was killed by {killer}, and had no time to save anything."


def lines_until_stopped(process: subprocess.Popen[str]) -> Generator[str, None, None]:
    """The output to its end, also after an interruption.

    Terraform then saves the state and reports how far it got. A second interruption, or a minute
    without an end, kills it. Of a killed Terraform no provider stays.
    """
    output = cast(IO[str], process.stdout)
    interruption: KeyboardInterrupt | None = None
    deadline = threading.Timer(_GRACE_SECONDS, _kill, (process,))
    try:
        while True:
            try:
                yield from iter(output.readline, "")
                break
            except KeyboardInterrupt as received:
                if interruption:
                    raise
                interruption = received
                process.send_signal(signal.SIGINT)
                deadline.start()
        if process.wait() < 0:
            _kill(process)
    except BaseException:
        _kill(process)
        raise
    finally:
        deadline.cancel()
    if interruption:
        raise interruption


def _kill(process: subprocess.Popen[str]) -> None:
    """Kill Terraform and its providers, which otherwise call AWS without recording it."""
    # macOS answers with the second for a group whose members all ended.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # the group that `start` made
