"""The verb `exec`."""

from typing import Annotated

import typer

from scripts.exit_codes import exit_codes
from scripts.operate.aws_command import AwsCommandMissingError, run_session, spoken
from scripts.operate.deployed import NotDeployedError, find_deployed
from scripts.operate.options import DryRunOption, TaskOption
from scripts.operate.tasks import CONTAINER, NoTaskError, choose_exec_task
from scripts.options import DeploymentArgument, TerraformOption


def execute(
    deployment: DeploymentArgument = None,
    command: Annotated[
        str, typer.Option(help="Program to run in the container, with its arguments.")
    ] = "/bin/sh",
    container: Annotated[
        str, typer.Option(help="Container of the task; default: the one that serves OpenEMR.")
    ] = CONTAINER,
    task: TaskOption = None,
    dry_run: DryRunOption = False,
    terraform: TerraformOption = None,
) -> None:
    """Open a recorded shell in a running task (ECS Exec), or run one command there.

    Everything typed and answered is kept as evidence in the deployment's log of exec sessions.
    Needs the AWS CLI and its Session Manager plugin. Exit codes: the session's own; 1 no such
    task, not deployed, or refused by AWS; 2 wrong options or settings.
    """
    failures = (NoTaskError, NotDeployedError, AwsCommandMissingError)
    with exit_codes(failures=failures):
        deployed = find_deployed(deployment, terraform)
        chosen = choose_exec_task(deployed, task)
        aws = ["aws", "ecs", "execute-command", "--region", deployed.region]
        aws += ["--cluster", chosen.cluster, "--task", chosen.id, "--container", container]
        aws += ["--interactive", "--command", command]
        if dry_run:
            typer.echo(spoken(aws))
            return
        code = run_session(aws)
    raise typer.Exit(code)
