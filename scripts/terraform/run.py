"""Terraform commands in one directory: streamed, logged, and stopped gracefully."""

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.terraform.binary import TerraformBinary
from scripts.terraform.errors import TerraformFailedError
from scripts.terraform.imports import importing
from scripts.terraform.messages import (
    Message,
    parse_message,
    validation_diagnostics,
)
from scripts.terraform.process import killed_by, lines_until_stopped, start, start_supervised

PLAN_FILE = "plan.tfplan"

OnMessage = Callable[[Message], None]


def _ignore(_message: Message) -> None:
    """The default message handler."""


@dataclass(frozen=True)
class Completed:
    """A finished command: exit code, messages and log file."""

    command: str
    exit_code: int
    log: Path
    messages: tuple[Message, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of planned or applied resources by action: `add`, `change`, ..."""
        found = [message.counts for message in self.messages if message.counts]
        return found[-1] if found else {}

    @property
    def changes(self) -> list[str]:
        """Each planned change as `address: action`."""
        return [message.change for message in self.messages if message.change]

    @property
    def errors(self) -> list[str]:
        """Terraform's error messages; for a killed process, the signal."""
        if self.exit_code < 0:
            return [killed_by(self.exit_code)]
        text = "\n".join(message.text for message in self.messages).strip()
        if self.command == "validate":
            diagnostics = validation_diagnostics(text)
        else:
            diagnostics = [each.diagnostic for each in self.messages if each.diagnostic]
        found = [str(each) for each in diagnostics if each.severity == "error"]
        # Commands without -json print progress and warnings first.
        return found or [text[max(0, text.find("\nError: ")) :].strip()]

    def check(self, *accepted: int) -> "Completed":
        """Itself, if it ended with 0 or one of `accepted`. Raises TerraformFailedError."""
        if self.exit_code not in (0, *accepted):
            raise TerraformFailedError(self.command, self.errors, self.log)
        return self


class Terraform:
    """One Terraform working directory.

    `environment` is the whole environment of the process (terraform_environment, to which the
    embedded AWS adds its own); every command writes a readable log to `logs/<command>.log`.
    `imports`, address -> import id, are what the next plan imports, until an apply ended well.
    """

    def __init__(
        self,
        binary: TerraformBinary,
        directory: Path,
        environment: Mapping[str, str],
        logs: Path | None = None,
        plan_file: str = PLAN_FILE,
    ) -> None:
        self.binary = binary
        self.directory = directory
        self.environment = dict(environment)
        self._logs = logs or directory / "logs"
        self.plan_file = plan_file
        self.imports: dict[str, str] = {}

    def init(self, *options: str) -> Completed:
        """Install the provider and open the backend."""
        return self.run("init", "-input=false", "-no-color", *options)

    def validate(self) -> Completed:
        """Check the configuration against the provider's schema."""
        return self.run("validate", "-no-color", "-json")

    def plan(
        self, *options: str, log_name: str = "plan", on_message: OnMessage = _ignore
    ) -> Completed:
        """Plan to `plan_file`; exit code 2 means changes, with `-detailed-exitcode` as option."""
        if not self.imports:
            return self._plan(self, options, log_name, on_message)
        with importing(self.directory, self.imports) as directory:
            elsewhere = Terraform(self.binary, directory, self.environment, self._logs)
            opened = elsewhere.init()
            if opened.exit_code:
                return opened
            return self._plan(elsewhere, options, log_name, on_message)

    def apply(self, on_message: OnMessage = _ignore) -> Completed:
        """Apply the plan of the last `plan`; `on_message` receives its messages."""
        arguments = ("-input=false", "-no-color", "-json", self.plan_file)
        applied = self.run("apply", *arguments, on_message=on_message)
        if not applied.exit_code:
            self.imports = {}
        return applied

    def destroy(self) -> Completed:
        """Destroy what the state holds."""
        return self.run("destroy", "-input=false", "-no-color", "-auto-approve", "-json")

    def state_pull(self) -> str:
        """The state as it is stored, wherever that is; empty if there is none.

        Raises TerraformFailedError.
        """
        return self._read("state", "pull")

    def state_push(self, file: Path) -> Completed:
        """Store `file` as the state; Terraform refuses another lineage and an older serial."""
        return self.run("state", "push", str(file.absolute()), log_name="state-push")

    def output(self) -> dict[str, dict[str, Any]]:
        """The outputs: name -> {`sensitive`, `type`, `value`}."""
        return dict(self._read_json("output", "-json", "-no-color"))

    def show(self, *options: str) -> dict[str, Any]:
        """The state, or with `plan_file` as option the plan, in Terraform's JSON representation."""
        return dict(self._read_json("show", "-json", "-no-color", *options))

    def run(
        self,
        command: str,
        *arguments: str,
        log_name: str = "",
        on_message: OnMessage = _ignore,
    ) -> Completed:
        """Run any command; an interruption stops Terraform gracefully, then is raised again."""
        log = self._logs / f"{log_name or command}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        messages: list[Message] = []
        process = start_supervised(
            self._words(command, arguments), self.directory, self.environment
        )
        with process, log.open("w") as sink:
            for line in lines_until_stopped(process):
                message = parse_message(line)
                messages.append(message)
                sink.write(f"{_readable(message)}\n")
                sink.flush()
                on_message(message)
        return Completed(command, process.returncode, log, tuple(messages))

    def _plan(
        self, where: "Terraform", options: tuple[str, ...], log_name: str, on_message: OnMessage
    ) -> Completed:
        saved = f"-out={self.directory / self.plan_file}"
        arguments = ("-input=false", "-no-color", saved, "-json", *options)
        return where.run("plan", *arguments, log_name=log_name, on_message=on_message)

    def _read_json(self, command: str, *arguments: str) -> Any:
        return json.loads(self._read(command, *arguments))

    def _read(self, command: str, *arguments: str) -> str:
        words = self._words(command, arguments)
        with start(words, self.directory, self.environment, errors=subprocess.PIPE) as process:
            text, problem = process.communicate()
        if process.returncode:
            spoken = " ".join([command, *(each for each in arguments if each[:1] != "-")])
            reason = killed_by(process.returncode) if process.returncode < 0 else problem.strip()
            raise TerraformFailedError(spoken, [reason])
        return text

    def _words(self, command: str, arguments: tuple[str, ...]) -> list[str]:
        return [str(self.binary.path), command, *arguments]


def _readable(message: Message) -> str:
    diagnostic = message.diagnostic
    return f"{diagnostic.severity}: {diagnostic}" if diagnostic else message.text
