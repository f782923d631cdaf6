"""`openemr api-test` run as a user runs it, with a person beside it."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.project import ROOT
from tests.contract.api_test.double.server import Double
from tests.contract.api_test.person import Person

_ADDRESS = re.compile(r"^https?://\S+/authorize\?\S+$")
# What is said to whoever enables the clients.
_REQUESTS = (
    "Administration > System > API Clients,",
    "Run the command above on a machine that has them.",
)
_SECONDS = 120


@dataclass
class Outcome:
    """How a run ended. report: of --json; empty if standard output is no JSON."""

    code: int
    stdout: str
    stderr: str
    pages: list[str] = field(default_factory=list)

    @property
    def report(self) -> dict[str, Any]:
        return dict(json.loads(self.stdout))

    def flow(self, name: str) -> dict[str, Any]:
        """That flow of the report."""
        return next(flow for flow in self.report["flows"] if flow["name"] == name)

    def statuses(self) -> dict[str, str]:
        """Flow -> status."""
        return {flow["name"]: flow["status"] for flow in self.report["flows"]}

    def kinds(self) -> dict[str, str]:
        """Flow -> kind of its failure, for those that failed."""
        return {
            flow["name"]: flow["failure"]["kind"]
            for flow in self.report["flows"]
            if flow["failure"]
        }


@dataclass
class Command:
    """One run. person: signs in when asked to; None: nobody does. administrator: enables clients
    when asked to.
    """

    arguments: list[str]
    double: Double | None = None
    person: Person | None = None
    administrator: bool = True
    interrupt_when: str = ""
    directory: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> Outcome:
        """Run it to its end."""
        said: list[str] = []
        pages: list[str] = []
        with subprocess.Popen(
            [sys.executable, "-E", "-m", "scripts", "api-test", *self.arguments],
            cwd=self.directory,
            env={**os.environ, **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            watch = threading.Timer(_SECONDS, process.kill)
            watch.start()
            with ThreadPoolExecutor(1) as pool:
                listening = pool.submit(self._listen, process, said, pages)
                stdout = process.stdout.read()
            watch.cancel()
            listening.result()
        return Outcome(process.returncode, stdout, "".join(said), pages)

    def _listen(self, process: "subprocess.Popen[str]", said: list[str], pages: list[str]) -> None:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                said.append(line)
                self._react(line, process, pages)
        except BaseException:
            process.kill()
            raise

    def _react(self, line: str, process: "subprocess.Popen[str]", pages: list[str]) -> None:
        if self.interrupt_when and self.interrupt_when in line:
            process.send_signal(signal.SIGINT)
        is_asked = any(request in line for request in _REQUESTS)
        if is_asked and self.administrator and self.double:
            self.double.clients.enable()
        if self.person and _ADDRESS.match(line):
            back = self.person.sign_in(line.strip())
            if "--paste" in self.arguments:
                assert process.stdin is not None
                process.stdin.write(f"{back}\n")
                process.stdin.flush()
            else:
                pages.append(self.person.come_back(back).text)
