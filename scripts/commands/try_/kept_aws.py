"""The embedded AWS that `openemr try --keep` leaves running."""

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scripts.embedded_aws import INTERPRETER_VARIABLE, EmbeddedAws
from scripts.project import ROOT, TOOLS

TRIES = TOOLS / "try"
_RECORD = TRIES / "kept.json"
_READY_WITHIN_SECONDS = 60
_STOPPED_WITHIN_SECONDS = 30
_MODULE = "scripts.embedded_aws.server"


class NotKeptError(RuntimeError):
    """The embedded AWS could not be started again on its state."""


@dataclass(frozen=True)
class KeptAws:
    """A server that outlives the command: process id, URL, region, and the try it belongs to."""

    pid: int
    url: str
    region: str
    directory: str

    def is_running(self) -> bool:
        """Whether the process is still that server, and not another with its id."""
        command = _command_line(self.pid)
        return _MODULE in command and self.directory in command

    def stop(self) -> bool:
        """Stop it; False if it no longer ran."""
        _RECORD.unlink(missing_ok=True)
        if not self.is_running():
            return False
        os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + _STOPPED_WITHIN_SECONDS
        while self.is_running():
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
                break
            time.sleep(0.1)
        return True


def keep(aws: EmbeddedAws, directory: Path) -> KeptAws:
    """Start a stopped `aws` again, at its URL and on its state, as a process of its own."""
    python = os.environ.get(INTERPRETER_VARIABLE) or ROOT / ".tools/emulator/bin/python"
    port = str(urlsplit(aws.url).port)
    command = [str(python), "-m", _MODULE, "--port", port, "--region", aws.region]
    command += ["--state-dir", str(aws.state_directory)]
    with aws.log.open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    kept = KeptAws(process.pid, aws.url, aws.region, str(directory))
    _wait_for(process, kept.url, aws.log)
    _RECORD.write_text(json.dumps(asdict(kept)))
    return kept


def kept_aws() -> KeptAws | None:
    """The embedded AWS that an earlier try kept, running or not."""
    try:
        return KeptAws(**json.loads(_RECORD.read_text()))
    except (OSError, TypeError, ValueError):
        return None


def _wait_for(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    try:
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                direct.open(f"{url}/_ministack/health", timeout=5).close()
                return
            time.sleep(0.1)
    except BaseException:
        process.kill()
        raise
    process.kill()
    raise NotKeptError(f"The embedded AWS could not be restarted with its state; its log: {log}")


def _command_line(pid: int) -> str:
    """The arguments of a running process; empty if there is none."""
    listing = Path("/proc", str(pid), "cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            return listing.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    answer = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return answer.stdout
