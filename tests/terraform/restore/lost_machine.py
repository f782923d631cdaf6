"""A machine on which `openemr` works, and which is lost at a moment of the test's choosing."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.terraform.checkout import Checkout
from tests.terraform.provider import kill_provider
from tests.terraform.restore.gate import Gate

_LONGEST_SECONDS = 300
_LOOK_AGAIN_SECONDS = 0.05


@dataclass(frozen=True)
class Moment:
    """When the machine is lost.

    comes: what is waited for. call: then, a call to AWS that is waited for and never let through.
    """

    name: str
    comes: Callable[[Checkout], object] = lambda _: True
    call: str = ""


@dataclass(frozen=True)
class Machine:
    """A checkout, and the gate between it and its AWS."""

    checkout: Checkout
    gate: Gate
    url: str

    def lose(self, moment: Moment, *arguments: str) -> str:
        """Run `openemr ARGUMENTS` to the moment, and end all at once; what was printed until then.

        Nobody sees another one's end, so that nobody saves anything.
        """
        environment = self.checkout.environment(AWS_ENDPOINT_URL=self.url)
        self.gate.stop_at("")
        log = self.checkout.directory.with_name("printed.log")
        with (
            log.open("w") as told,
            subprocess.Popen(
                self.checkout.command(*arguments),
                cwd=self.checkout.directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=subprocess.STDOUT,
            ) as command,
        ):
            try:
                _await(lambda: moment.comes(self.checkout), command, log)
                if moment.call:
                    self.gate.stop_at(moment.call)
                    _await(lambda: self.gate.is_reached, command, log)
            finally:
                self._end()
                kill_provider(environment)
        return log.read_text()

    def _end(self) -> None:
        """SIGKILL to all that works in the checkout."""
        found = list(_working_in(self.checkout.directory.resolve()))
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in found:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, number)


def _await(condition: Callable[[], object], command: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + _LONGEST_SECONDS
    while not condition():
        told = log.read_text()
        assert command.poll() is None, f"it ended before, with {command.returncode}:\n{told}"
        assert time.monotonic() < deadline, f"it never came:\n{told}"
        time.sleep(_LOOK_AGAIN_SECONDS)


def _working_in(directory: Path) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # ended, or another user's
            if (process / "cwd").readlink().is_relative_to(directory):
                found.append(int(process.name))
    return found
