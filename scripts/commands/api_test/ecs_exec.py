"""Enabling and removing API clients inside a running task, by ECS Exec."""

import base64
import shlex
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.aws.account import AwsError
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.deployment.aws_cli import PLUGIN, spoken
from scripts.deployment.outputs import Deployed, NotDeployedError
from scripts.deployment.tasks import CONTAINER, NoTaskError, choose_exec_task

_PROGRAM = Path(__file__).parent / "enable_client.php"
_LONGEST_QUOTE = 500


@dataclass(frozen=True)
class EcsExec:
    """ECS Exec into the service's tasks. The database's login stays in the task.

    may_wait: somebody may run the shown command elsewhere if it cannot be run here.
    """

    deployed: Deployed
    may_wait: bool

    def enable(self, ids: Sequence[str], tell: Callable[[str], None]) -> None:
        """Show the AWS command and run it. Raises CheckFailedError."""
        self._run("enable", ids, tell)

    def remove(self, ids: Sequence[str], tell: Callable[[str], None]) -> bool:
        """The same for removing them; True if it was run here."""
        return self._run("remove", ids, tell)

    def command(self, action: str, ids: Sequence[str]) -> list[str]:
        """The AWS CLI's arguments. Raises CheckFailedError if there is no task to enter."""
        try:
            task = choose_exec_task(self.deployed, None)
        except (AwsError, NoTaskError, NotDeployedError) as problem:
            raise CheckFailedError(Kind.ECS_EXEC_FAILED, str(problem)) from problem
        program = base64.b64encode(_PROGRAM.read_bytes()).decode()
        # Errors show no arguments, of which one is the database's password.
        php = "php -d zend.exception_ignore_args=1"
        inside = f"echo {program} | base64 -d | {php} -- {shlex.join([action, *ids])}"
        command = ["aws", "ecs", "execute-command", "--region", self.deployed.region]
        command += ["--cluster", task.cluster, "--task", task.id, "--container", CONTAINER]
        return [*command, "--interactive", "--command", f"sh -c {shlex.quote(inside)}"]

    def _run(self, action: str, ids: Sequence[str], tell: Callable[[str], None]) -> bool:
        command = self.command(action, ids)
        tell(f"To {action} the API clients:\n\n{spoken(command)}")
        missing = [program for program in ("aws", PLUGIN) if not shutil.which(program)]
        if missing:
            lack = f"Not on PATH: {', '.join(missing)}."
            if not self.may_wait:
                raise CheckFailedError(Kind.ECS_EXEC_FAILED, f"{lack} Nothing was run.")
            tell(f"{lack} Run the command above where they are.")
            return False
        said = _output(command)
        if any(f"{action} {id_}: " not in said for id_ in ids):
            last = " / ".join(line for line in said.splitlines() if line.strip())
            raise CheckFailedError(
                Kind.ECS_EXEC_FAILED,
                f"ECS Exec did not {action} the clients. It said: {last[-_LONGEST_QUOTE:]}",
            )
        return True


def _output(command: list[str]) -> str:
    """What a command says. Its input stays open, for the plugin ends where it finds none."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None  # noqa: S101  a pipe was asked for
        try:
            return process.stdout.read()
        except BaseException:
            process.kill()
            raise
