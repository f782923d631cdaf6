"""A checkout with its own settings, state and AWS account, and the command line run in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.embedded_aws import INTERPRETER_VARIABLE, EmbeddedAws
from scripts.project import TOOLS
from tests.configurations import PROJECT, copy_project
from tests.contract.embedded_aws.account import Account

OUTPUT = "cdktf.out"
# Real Terraform takes seconds where it has a core for itself.
PATIENCE_SECONDS = 900


@dataclass(frozen=True)
class Checkout:
    """What one operator has: a folder with the project, and credentials for one account."""

    directory: Path
    aws: EmbeddedAws

    @classmethod
    def make(cls, directory: Path, context: Any, aws: EmbeddedAws) -> "Checkout":
        """A new checkout with the settings `context`."""
        copy_project(directory, context)
        (directory / "scripts").symlink_to(PROJECT / "scripts", target_is_directory=True)
        return cls(directory, aws)

    @property
    def account(self) -> Account:
        """Clients of the account, for what happens behind Terraform's back."""
        return Account(self.aws)

    def command(self, *arguments: str) -> list[str]:
        """The command line of `openemr` here."""
        return [sys.executable, "-E", "-m", "scripts", *arguments]

    def environment(self, **settings: str) -> dict[str, str]:
        """The operator's environment: the embedded AWS, and nothing of the caller's own AWS."""
        emulator = os.environ.get(INTERPRETER_VARIABLE) or str(TOOLS / "emulator/bin/python")
        return self.aws.environment() | {INTERPRETER_VARIABLE: emulator} | settings

    def openemr(
        self, *arguments: str, typed: str | None = None, **settings: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run the command line to its end; `typed` is what the operator answers."""
        answer = {"stdin": subprocess.DEVNULL} if typed is None else {"input": typed}
        return subprocess.run(
            self.command(*arguments),
            cwd=self.directory,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            **answer,
        )

    def state_file(self, deployment: str) -> Path:
        """The local state, where the synthesized backend puts it."""
        return self.directory / f"terraform.{deployment}.tfstate"

    @contextmanager
    def copy(self, directory: Path, account: Path) -> Iterator["Checkout"]:
        """A copy of this checkout and of the account's snapshot, to do with as one likes."""
        shutil.copytree(self.directory, directory, symlinks=True)
        with EmbeddedAws(restore_from=account) as aws:
            yield Checkout(directory, aws)
