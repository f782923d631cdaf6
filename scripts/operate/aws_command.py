"""The AWS CLI and its Session Manager plugin, run for the operator or shown."""

import shlex
import shutil
import signal
import subprocess
import threading
from collections.abc import Sequence

PLUGIN = "session-manager-plugin"
_GUIDES = {
    "aws": "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
    PLUGIN: "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
    "session-manager-working-with-install-plugin.html",
}
_GRACE_SECONDS = 10


class AwsCommandMissingError(RuntimeError):
    """A program that AWS supplies is not installed; the message says which, and where it is."""


def spoken(command: Sequence[str]) -> str:
    """`command` as it can be pasted into a shell."""
    return shlex.join(command)


def run_session(command: Sequence[str], seconds: float | None = None) -> int:
    """Run a Session Manager session in the operator's terminal and return its exit code.

    After `seconds` it is told to end. Ctrl-C belongs to the session, as in any remote shell.
    Raises AwsCommandMissingError.
    """
    missing = [name for name in ("aws", PLUGIN) if shutil.which(name) is None]
    if missing:
        guides = "\n".join(f"  {name}: {_GUIDES[name]}" for name in missing)
        raise AwsCommandMissingError(
            f"Sessions need {' and '.join(missing)} on PATH. Install:\n{guides}\n"
            f"Or run this where they are:\n  {spoken(command)}"
        )
    process = subprocess.Popen(list(command))
    clock = threading.Timer(seconds, process.send_signal, (signal.SIGINT,)) if seconds else None
    # From here on Ctrl-C is for the session, which sees it as part of the terminal's group.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    if clock:
        clock.daemon = True
        clock.start()
    try:
        return process.wait()
    except BaseException:
        _end(process)
        raise
    finally:
        signal.signal(signal.SIGINT, before)
        if clock:
            clock.cancel()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
