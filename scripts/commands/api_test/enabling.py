"""Waits until an administrator has enabled the registered clients, or enables them by ECS Exec."""

import base64
import os
import secrets
import shlex
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import RunningStep
from scripts.commands.api_test.connection import as_object
from scripts.commands.api_test.context import Client, Context
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.report import Flow
from scripts.deployment.aws_cli import missing_programs
from scripts.deployment.outputs import Deployed
from scripts.deployment.tasks import choose_exec_task

_PROGRAM = Path(__file__).with_name("enable_client.php")
_LONGEST_QUOTE = 500


def instructions(clients: Sequence[Client]) -> str:
    """Where to click."""
    names = "\n".join(f"  {client.name}  (client id {client.id})" for client in clients)
    return (
        "Sign in to OpenEMR as an administrator, open Administration > System > API Clients,\n"
        f"and enable:\n{names}"
    )


def wait_until_enabled(
    context: Context, waiting: Sequence[tuple[Flow, Client]], enable: Callable[[], None]
) -> None:
    """Poll until all are enabled; `enable` is called once, for the first that is not.

    Each flow records its own check and, when time is up, its own failure. One request per poll,
    whatever the number of clients, for the firewall counts them.
    """
    called = False
    failure: CheckFailedError | None = None
    ends = time.monotonic() + context.options.timeout
    for flow, client in waiting:
        with flow.stage(), flow.check("enabled", f"{client.name} is enabled") as step:
            if _is_enabled(context, client):
                continue
            if not called:
                called = True
                try:
                    enable()
                except CheckFailedError as failed:
                    # Every waiting flow fails by it.
                    failure = failed
            if failure:
                raise failure
            _wait_for(context, client, ends, step)


def _wait_for(context: Context, client: Client, ends: float, step: RunningStep) -> None:
    while not _is_enabled(context, client):
        left = ends - time.monotonic()
        if left <= 0:
            raise Kind.CLIENT_DISABLED.error(
                f"The client {client.name} (client id {client.id}) is registered but still "
                f"disabled after {context.options.timeout:g} s.",
            )
        step.update(f"{left:.0f} s left")
        time.sleep(min(context.options.poll, left))
    step.update("")


def _is_enabled(context: Context, client: Client) -> bool:
    """Try a refresh with an invalid token; there is no API that tells.

    OpenEMR checks the client first, and answers invalid_client as long as it is disabled.
    Raises CheckFailedError.
    """
    form = {
        "grant_type": "refresh_token",
        "client_id": client.id,
        "client_secret": client.secret,
        "refresh_token": secrets.token_urlsafe(32),
    }
    response = context.http.post(context.endpoints.token_endpoint, data=form)
    error = as_object(response).get("error")
    if not error:
        raise Kind.UNEXPECTED_ANSWER.error(
            f"The token endpoint answers HTTP {response.status_code} to a refresh that must be "
            "refused.",
        )
    return bool(error != "invalid_client")


@dataclass(frozen=True)
class EcsExec:
    """Enables and removes clients in a running task. The database's credentials stay there."""

    deployed: Deployed
    context: Context

    def run(self, action: str, clients: Sequence[Client]) -> bool:
        """Print the AWS command for `enable` or `remove` and run it.

        False if it could not be run here, but a person may run it elsewhere.
        Raises CheckFailedError.
        """
        ids = [client.id for client in clients]
        command = self._command(action, ids)
        self.context.prompt(f"To {action} the API clients:\n\n{shlex.join(command)}")
        if missing := missing_programs():
            problem = f"Not on PATH: {', '.join(missing)}."
            if self.context.options.non_interactive:
                raise Kind.ECS_EXEC_FAILED.error(f"{problem} Nothing was run.")
            self.context.prompt(f"{problem} Run the command above on a machine that has them.")
            return False
        output = _output(command)
        if any(f"{action} {id_}: " not in output for id_ in ids):
            last = " / ".join(line for line in output.splitlines() if line.strip())
            raise Kind.ECS_EXEC_FAILED.error(
                f"ECS Exec did not {action} the clients. Its output: {last[-_LONGEST_QUOTE:]}",
            )
        return True

    def _command(self, action: str, ids: Sequence[str]) -> list[str]:
        try:
            task = choose_exec_task(self.deployed, None)
        except OperationFailedError as error:
            raise Kind.ECS_EXEC_FAILED.error(str(error)) from error
        program = base64.b64encode(_PROGRAM.read_bytes()).decode()
        # Errors show no arguments, of which one is the database's password.
        php = "php -d zend.exception_ignore_args=1"
        script = f"echo {program} | base64 -d | {php} -- {shlex.join([action, *ids])}"
        return task.exec_command(self.deployed.region, f"sh -c {shlex.quote(script)}")


def _output(command: list[str]) -> str:
    """A command's output. Its input stays open, for the plugin ends where it finds none."""
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "w"):
        return subprocess.run(
            command,
            stdin=reading,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        ).stdout
