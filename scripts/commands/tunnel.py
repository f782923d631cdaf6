"""The verb `tunnel`."""

import json
from typing import Annotated

import typer

from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.deployment.aws_cli import AwsCommandMissingError, run_session, spoken
from scripts.deployment.options import DryRunOption, TaskOption
from scripts.deployment.outputs import Deployed, NotDeployedError, find_deployed
from scripts.deployment.tasks import NoTaskError, RunningTask, choose_exec_task

# https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html
# (read 2026-11-25)
_DOCUMENT = "AWS-StartPortForwardingSessionToRemoteHost"


def tunnel(
    deployment: DeploymentArgument = None,
    reader: Annotated[
        bool, typer.Option("--reader", help="To a reader of the database instead of its writer.")
    ] = False,
    local_port: Annotated[
        int, typer.Option(help="Port on 127.0.0.1 that leads to the database.", min=1, max=65535)
    ] = 13306,
    minutes: Annotated[
        int, typer.Option(help="The tunnel closes by itself after this time.", min=1, max=480)
    ] = 30,
    task: TaskOption = None,
    dry_run: DryRunOption = False,
    terraform: TerraformOption = None,
) -> None:
    """Forward a local port to the database through a running task, for a limited time.

    Nothing is opened to the internet: Session Manager carries the connection, and the database
    admits the tasks only, by TLS and password. Needs the AWS CLI and its Session Manager plugin.
    Exit codes: 0 closed; 1 no such task, not deployed, refused, or lost; 2 wrong options or
    settings.
    """
    failures = (NoTaskError, NotDeployedError, AwsCommandMissingError)
    with exit_codes(failures=failures):
        deployed = find_deployed(deployment, terraform)
        chosen = choose_exec_task(deployed, task)
        aws = _command(deployed, chosen, reader, local_port)
        if dry_run:
            typer.echo(spoken(aws))
            return
        typer.echo(_advice(deployed, local_port, minutes), err=True)
        code = run_session(aws, seconds=minutes * 60)
    raise typer.Exit(1 if code > 0 else 0)


def _command(deployed: Deployed, task: RunningTask, reader: bool, local_port: int) -> list[str]:
    host = deployed.output("database_reader_endpoint" if reader else "database_endpoint")
    parameters = {
        "host": [host],
        "portNumber": [deployed.output("database_port")],
        "localPortNumber": [str(local_port)],
    }
    aws = ["aws", "ssm", "start-session", "--region", deployed.region]
    aws += ["--target", task.ssm_target, "--document-name", _DOCUMENT]
    return [*aws, "--parameters", json.dumps(parameters)]


def _advice(deployed: Deployed, local_port: int, minutes: int) -> str:
    return (
        f"127.0.0.1:{local_port} leads to the database of {deployed.name} for {minutes} minutes; "
        "Ctrl-C closes it before.\n"
        f"  mariadb --host 127.0.0.1 --port {local_port} --ssl --user openemr --password openemr\n"
        f"The password: openemr password {deployed.name} --of database --reveal"
    )
