"""Runs the AWS CLI with its Session Manager plugin."""

import contextlib
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Sequence
from typing import Annotated

import psutil
import typer

from scripts.cli.errors import OperationFailedError

_GUIDES = {
    "aws": "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
    "session-manager-plugin": "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
    "session-manager-working-with-install-plugin.html",
}
_GRACE_SECONDS = 5.0
_AGAIN_SECONDS = 1.0


DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Only print the equivalent AWS CLI command.")
]


class AwsCliMissingError(OperationFailedError):
    """The AWS CLI or its plugin is not installed; the message says how to install it."""


def missing_programs() -> list[str]:
    """Programs that sessions need and that are not on PATH."""
    return [name for name in _GUIDES if shutil.which(name) is None]


def run_session(command: Sequence[str], seconds: float | None = None) -> int:
    """Run a Session Manager session in the operator's terminal and return its exit code.

    After `seconds` it is closed. Ctrl-C belongs to the session, as in any remote shell.
    Raises AwsCliMissingError.
    """
    if missing := missing_programs():
        guides = "\n".join(f"  {name}: {_GUIDES[name]}" for name in missing)
        raise AwsCliMissingError(
            f"Sessions need {' and '.join(missing)} on PATH. Install:\n{guides}\n"
            f"Or run this on a machine that has them:\n  {shlex.join(command)}"
        )
    process = subprocess.Popen(list(command))
    clock = threading.Timer(seconds, _close, (process,)) if seconds else None
    # From here on Ctrl-C is for the session, which sees it as part of the terminal's group.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    if clock:
        clock.daemon = True
        clock.start()
    try:
        return process.wait()
    except BaseException:
        _close(process)
        raise
    finally:
        signal.signal(signal.SIGINT, before)
        if clock:
            clock.cancel()


def _close(process: "subprocess.Popen[bytes]") -> None:
    """End the session as Ctrl-C would, and by force what does not end.

    The CLI ignores SIGINT while its plugin runs (awscli/customizations/sessionmanager.py), and
    killed alone it would leave the plugin behind, with the port open. The plugin ends the session
    and itself at SIGINT (session-manager-plugin, portsession/muxportforwarding.go). It may not
    be there or listen yet, so they are asked more than once. The plugin of a shell only passes
    SIGINT on to the shell (shellsession/shellsession.go) and is killed. All read 2026-11-26.
    """
    session: set[psutil.Process] = set()
    deadline = time.monotonic() + _GRACE_SECONDS
    try:
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(psutil.NoSuchProcess):
                cli = psutil.Process(process.pid)
                session |= {cli, *cli.children(recursive=True)}
            _signal(session, signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_AGAIN_SECONDS)
    finally:
        _signal(session, signal.SIGKILL)
    process.wait()


def _signal(processes: Iterable[psutil.Process], number: signal.Signals) -> None:
    for each in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.send_signal(number)
