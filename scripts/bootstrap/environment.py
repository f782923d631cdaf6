"""One virtual environment: complete and stamped, or made anew."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scripts.project import ROOT, TOOLS

_STAMP = "complete"
_LOG_TAIL_LINES = 30
# Settings of the caller that would move or hinder an installation; package indexes stay theirs.
_DROPPED_PREFIXES = ("PIPENV_", "PYTHON", "VIRTUALENV_")
_DROPPED = (
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_ROOT",
    "PIP_TARGET",
    "PIP_USER",
    "VIRTUAL_ENV",
)


class SetUpError(RuntimeError):
    """An environment could not be made; the message holds the end of the log."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment that is either complete and stamped, or made anew.

    `contents` decides what belongs in it; when that, the place of the checkout or the
    interpreter changes, or an earlier run was interrupted, the stamp no longer fits.
    """

    name: str
    directory: Path
    contents: str
    install: Callable[["Environment"], None]

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.directory / "bin" / "python"

    @property
    def log(self) -> Path:
        """What Pipenv and pip said."""
        return TOOLS / "logs" / f"setup-{self.directory.name.lstrip('.')}.log"

    def is_complete(self) -> bool:
        """The stamp fits and the interpreter is still there."""
        try:
            return (self.directory / _STAMP).read_text() == self._stamp()
        except OSError:
            return False

    def make(self) -> None:
        """Make it from nothing."""
        shutil.rmtree(self.directory, ignore_errors=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_text("")
        self.install(self)
        (self.directory / _STAMP).write_text(self._stamp())

    def run(self, command: list[str], **settings: str) -> None:
        """Run one installer step, its noise in the log; raise SetUpError."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(_DROPPED_PREFIXES) and name not in _DROPPED
        }
        with self.log.open("a") as log:
            code = subprocess.run(
                command,
                cwd=ROOT,
                env={**inherited, **settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
        if code:
            end = self.log.read_text(errors="replace").splitlines()[-_LOG_TAIL_LINES:]
            raise SetUpError(
                "\n".join([*end, f"{self.name}: exit code {code}. The whole log: {self.log}"])
            )

    def _stamp(self) -> str:
        """The interpreter is named as resolved: an upgrade of the system's Python moves it."""
        described = json.dumps([str(ROOT), str(self.python.resolve(strict=True)), self.contents])
        return hashlib.sha256(described.encode()).hexdigest()
