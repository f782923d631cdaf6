"""A checkout with its own settings, state and AWS account, and the command line run in it."""

import json
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
from scripts.terraform import Terraform, find_terraform, terraform_environment
from tests.configurations import PROJECT, copy_project
from tests.contract.embedded_aws.account import Account
from tests.terraform.provider import sharing_provider

OUTPUT = "cdktf.out"
# Real Terraform takes seconds where it has a core for itself.
PATIENCE_SECONDS = 900
_FIREWALL = "stacks/components/firewall/rules.py"
_ALL_RULES = "enumerate(ordered)]"
_ONE_RULE = "enumerate(ordered[:1])]"


@dataclass(frozen=True)
class Checkout:
    """What one operator has: a folder with the project, and credentials for one account."""

    directory: Path
    aws: EmbeddedAws
    # Not where a test kills the provider, or stops AWS under it.
    shares_provider: bool = True

    @classmethod
    def make(cls, directory: Path, context: Any, aws: EmbeddedAws) -> "Checkout":
        """A new checkout with the settings `context`, and one of the firewall's rules."""
        copy_project(directory, context)
        (directory / "scripts").symlink_to(PROJECT / "scripts", target_is_directory=True)
        firewall = directory / _FIREWALL
        text = firewall.read_text(encoding="utf-8")
        assert text.count(_ALL_RULES) == 1
        firewall.write_text(text.replace(_ALL_RULES, _ONE_RULE), encoding="utf-8")
        return cls(directory, aws)

    def use_whole_firewall(self) -> None:
        """Synthesize all of the firewall's rules from now on."""
        shutil.copy(PROJECT / _FIREWALL, self.directory / _FIREWALL)

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
        environment = self.aws.environment() | {INTERPRETER_VARIABLE: emulator} | settings
        return sharing_provider(self.aws, environment) if self.shares_provider else environment

    def terraform(self, deployment: str) -> Terraform:
        """Terraform in the deployment's directory, as the commands run it."""
        environment = self.environment()
        directory = self.directory / OUTPUT / "stacks" / deployment
        configuration = json.loads((directory / "cdk.tf.json").read_text(encoding="utf-8"))
        required = configuration["terraform"]["required_providers"]["aws"]["version"]
        binary = find_terraform(environment=environment)
        return Terraform(binary, directory, terraform_environment(binary, required, environment))

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
