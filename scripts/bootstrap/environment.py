"""A virtual environment: complete and stamped, or created again."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


# How pip and Pipenv report that the package index does not answer, and its name.
_UNREACHABLE = re.compile(
    "Failed to establish a new connection|Failed to resolve|Max retries exceeded|timed out"
    "|connection broken by|Cannot connect to proxy|[Nn]ame resolution"
)
_HOST = re.compile(r"host='([^']+)'|Looking in indexes: https?://(?:[^@/ ]*@)?([^/:, ]+)")
_DEFAULT_HOST = "pypi.org"


class SetUpError(RuntimeError):
    """An environment could not be made; the message holds the end of the log."""


class UnreachableError(SetUpError):
    """The package index could not be reached; the message is one sentence."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment that is either complete and stamped, or created again.

    `contents` decides what belongs in it, by category of the lock file; when that, the place of
    the checkout or the interpreter changes, or an earlier run was interrupted, the stamp no longer
    fits.
    """

    name: str
    directory: Path
    contents: Mapping[str, Any]
    install: Callable[["Environment"], None]

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.directory / "bin" / "python"

    @property
    def log(self) -> Path:
        """Log of Pipenv and pip."""
        return TOOLS / "logs" / f"setup-{self.directory.name.lstrip('.')}.log"

    def is_complete(self) -> bool:
        """The stamp fits and the interpreter is still there."""
        try:
            return (self.directory / _STAMP).read_text() == self._stamp()
        except OSError:
            return False

    @property
    def packages(self) -> int:
        """Largest number of packages in it; environment markers exclude some."""
        return sum(map(len, self.contents.values()))

    def installed(self) -> int:
        """Number of packages installed."""
        return len(list(self.directory.glob("lib/python*/site-packages/*.dist-info")))

    def make(self) -> None:
        """Make it from nothing. If that fails, the one that was there is back."""
        before = self.directory.with_name(f"{self.directory.name}.before")
        # An interrupted run may have left both: what is in place is then half-made.
        if self.directory.exists() and not before.exists():
            self.directory.rename(before)
        try:
            shutil.rmtree(self.directory, ignore_errors=True)
            self.log.parent.mkdir(parents=True, exist_ok=True)
            self.log.write_text("")
            self.install(self)
            (self.directory / _STAMP).write_text(self._stamp())
        except BaseException:
            shutil.rmtree(self.directory, ignore_errors=True)
            if before.exists():
                before.rename(self.directory)
            raise
        shutil.rmtree(before, ignore_errors=True)

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
            raise self._failure(code)

    def _failure(self, code: int) -> SetUpError:
        lines = self.log.read_text(errors="replace").splitlines()
        told = [line for line in lines if "--hash=sha256:" not in line]
        text = " ".join(" ".join(told).split())  # Pipenv wraps pip's output
        if _UNREACHABLE.search(text):
            found = _HOST.search(text)
            host = found[1] or found[2] if found else _DEFAULT_HOST
            return UnreachableError(
                f"{host} could not be reached, so {self.name} could not be installed: connect this "
                "machine, or name a proxy in HTTPS_PROXY or a mirror in PIP_INDEX_URL, and run "
                f"scripts/setup again (log: {self.log})"
            )
        end = "\n".join(told[-_LOG_TAIL_LINES:])
        return SetUpError(f"{end}\n{self.name}: exit code {code}. The whole log: {self.log}")

    def _stamp(self) -> str:
        """The interpreter is named as resolved: an upgrade of the system's Python moves it."""
        described = json.dumps(
            [str(ROOT), str(self.python.resolve(strict=True)), self.contents], sort_keys=True
        )
        return hashlib.sha256(described.encode()).hexdigest()
