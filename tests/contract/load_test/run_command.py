"""`openemr load-test` run as a user runs it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.project import ROOT
from tests.contract.load_test.double.server import PASSWORD, RUNNING

_SECONDS = 120
_MOST_RUNS = 4
VARIABLE = "LOAD_TEST_PASSWORD"
SIGNED_IN = ("--user", "admin", "--password-env", VARIABLE)


@dataclass
class Outcome:
    """How a run ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def report(self) -> dict[str, Any]:
        return dict(json.loads(self.stdout))

    def is_fine(self, error_percent: float = 0) -> bool:
        """Nothing was wrong with the answers, however busy this machine was while it asked."""
        if self.code == 0:
            return True
        report = self.report
        busy = ["this machine" in each.lower() for each in report["reasons"]]
        is_void = report["outcome"] == "void" and bool(busy) and all(busy)
        return is_void and report["overall"]["error_percent"] <= error_percent

    def kind(self, name: str) -> dict[str, Any]:
        """The figures of one kind of request."""
        return next(kind for kind in self.report["kinds"] if kind["kind"] == name)

    def meanings(self) -> dict[str, str]:
        """Answer -> explanation."""
        return {each["answer"]: each["meaning"] for each in self.report["explanations"]}


def load_test(*arguments: str, **surroundings: Any) -> Outcome:
    """Run it to its end, as `_run` does.

    Again if the command finds that this machine was too busy for its timing: tests run beside
    others, and such a result is void by its own word.
    """
    for _ in range(_MOST_RUNS - 1):
        outcome = _run(*arguments, **surroundings)
        if "This machine was too busy" not in outcome.stdout:
            return outcome
        for url in set(arguments) & set(RUNNING):
            RUNNING[url].reset()
    return _run(*arguments, **surroundings)


def _run(
    *arguments: str,
    directory: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    typed: str | None = None,
    interrupt_when: Callable[[], bool] | None = None,
) -> Outcome:
    """Once. typed: standard input; None: nobody is there."""
    process = subprocess.Popen(
        [sys.executable, "-E", "-m", "scripts", "load-test", *arguments],
        cwd=directory,
        env={**os.environ, VARIABLE: PASSWORD, "COLUMNS": "200", **(environment or {})},
        stdin=subprocess.PIPE if typed is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            while interrupt_when and not interrupt_when():
                if process.poll() is not None:
                    break
            if interrupt_when:
                process.send_signal(signal.SIGINT)
            stdout, stderr = process.communicate(typed, timeout=_SECONDS)
        except BaseException:
            process.kill()
            raise
    return Outcome(process.returncode, stdout, stderr)
