"""`openemr exec`."""

import shlex
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.deployment.aws_cli import DryRunOption, run_session
from scripts.deployment.outputs import find_deployed
from scripts.deployment.tasks import CONTAINER, TaskOption, choose_exec_task

_SHELL = "/bin/sh"
_AS_USER = Path(__file__).with_name("as_user.sh")
_PROGRAM = f"{__name__}.program"


class User(str, Enum):
    """Users of the container."""

    APACHE = "apache"
    ROOT = "root"


class ProgramCommand(TyperCommand):
    """Separates the words after `--` from the arguments, which the parser would not."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments before `--`."""
        if "--" in args:
            at = args.index("--")
            ctx.meta[_PROGRAM], args = args[at + 1 :], args[:at]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The usage line of --help."""
        return [*super().collect_usage_pieces(ctx), "[-- PROGRAM [ARGUMENT]...]"]


def execute(
    context: typer.Context,
    deployment: DeploymentArgument = None,
    command: Annotated[
        str | None,
        typer.Option(help=f"Command line that ECS Exec splits into words. Default: {_SHELL}."),
    ] = None,
    user: Annotated[
        User | None,
        typer.Option(
            help="User in the container. Default: apache for a program after --, as OpenEMR's "
            "command line requires; root for a shell and for --command."
        ),
    ] = None,
    container: Annotated[
        str, typer.Option(help="Container of the task; default: the one that serves OpenEMR.")
    ] = CONTAINER,
    task: TaskOption = None,
    dry_run: DryRunOption = False,
    terraform: TerraformOption = None,
) -> None:
    """Open a recorded shell in a running task (ECS Exec), or run a program there.

    openemr exec clinic -- php bin/console list

    A program after -- runs in OpenEMR's directory, as apache; its arguments are passed unchanged,
    without a shell in the container. Input and output are kept in the deployment's log of exec
    sessions. Requires the AWS CLI and its Session Manager plugin. Exit codes: the session's own; 1
    no such task, not deployed, or refused by AWS; 2 invalid options or settings.
    """
    sent = _sent(context.meta.get(_PROGRAM), command, user)
    with exit_codes():
        deployed = find_deployed(deployment, terraform)
        chosen = choose_exec_task(deployed, task)
        aws = chosen.exec_command(deployed.region, sent, container)
        if dry_run:
            typer.echo(shlex.join(aws))
            return
        code = run_session(aws)
    raise typer.Exit(code)


def _sent(program: Any, command: str | None, user: User | None) -> str:
    """The command line for ECS Exec. Raises typer.BadParameter."""
    if program is None:
        if user in (None, User.ROOT):
            return command or _SHELL
        return run_as(user, _split(command or _SHELL))
    if command is not None:
        raise typer.BadParameter(
            f"--command {command!r} with a program after --: accepted: one of them"
        )
    if not program:
        raise typer.BadParameter("-- without a program: accepted: -- PROGRAM [ARGUMENT]...")
    return run_as(user or User.APACHE, program)


def _split(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError as problem:
        raise typer.BadParameter(f"--command {command!r}: {problem}") from problem


def run_as(user: User, program: Sequence[str]) -> str:
    """A command line for ECS Exec, whose agent splits it into words as a shell, expanding nothing.

    amazon-ssm-agent, agent/session/shell/shell_unix.go: shlex.Split in ContainerMode (read
    2026-11-29).
    """
    lines = _AS_USER.read_text(encoding="utf-8").splitlines()
    script = "\n".join(line for line in lines if line and not line.lstrip().startswith("#"))
    return shlex.join(["sh", "-c", script, _AS_USER.stem, user.value, *program])
