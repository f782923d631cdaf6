"""A container that was started: its log, its exit code, its end."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.contract.application.servers import wait_until


def session_processes(session: int, tree: Path) -> list[int]:
    """Living processes of one container: by their Linux session, or by the tree they were given."""
    found = []
    mark = f"OPENEMR_ROOT_PREFIX={tree}\0".encode()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
            own = int(fields[3]) == session or mark in (entry.parent / "environ").read_bytes()
        except OSError:
            continue
        if own and fields[0] != "Z":
            found.append(int(entry.parent.name))
    return found


@dataclass
class Run:
    """One container that was started; `kill` ends all its processes as the end of a task does."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def output(self) -> str:
        """What awslogs would have received so far."""
        return self.log.read_text(errors="replace")

    def wait(self, seconds: float = 30) -> int:
        """Exit code."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"still running after {seconds} s:\n{self.output}") from None

    def expect(self, code: int, *texts: str, seconds: float = 30) -> None:
        """Wait for this exit code and these texts in the log."""
        actual = self.wait(seconds)
        assert actual == code, f"exit code {actual}, not {code}:\n{self.output}"
        for text in texts:
            assert text in self.output, f"{text!r} is not in:\n{self.output}"

    def wait_for(self, text: str, seconds: float = 30) -> None:
        """Wait until the log has this text."""
        wait_until(lambda: text in self.output or self.process.poll() is not None, seconds, text)
        assert text in self.output, self.output

    @property
    def members(self) -> list[int]:
        """Processes of the container that live."""
        return session_processes(self.process.pid, self.log.parent)

    def kill(self) -> None:
        """SIGKILL to every process of the container."""
        while members := self.members:
            for member in members:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(member, signal.SIGKILL)
            time.sleep(0.01)
        self.process.wait()
