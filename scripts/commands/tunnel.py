"""`openemr tunnel`."""

import json
import shlex
from typing import Annotated

import typer

from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.deployment.aws_cli import DryRunOption, run_session
from scripts.deployment.outputs import find_deployed
from scripts.deployment.tasks import TaskOption, choose_exec_task

# https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html
# (read 2026-11-25)
_DOCUMENT = "AWS-StartPortForwardingSessionToRemoteHost"
_USAGE = """\
127.0.0.1:{port} is forwarded to the database of {name} for {minutes} minutes; Ctrl-C closes it.
  mariadb --host 127.0.0.1 --port {port} --ssl --user openemr --password openemr
The password: openemr password {name} --of database --reveal"""


def tunnel(
    deployment: DeploymentArgument = None,
    reader: Annotated[
        bool,
        typer.Option("--reader", help="Forward to a reader of the database, not its writer."),
    ] = False,
    local_port: Annotated[
        int, typer.Option(help="Port of 127.0.0.1 to forward.", min=1, max=65535)
    ] = 13306,
    minutes: Annotated[
        int, typer.Option(help="Close the tunnel after this time.", min=1, max=480)
    ] = 30,
    task: TaskOption = None,
    dry_run: DryRunOption = False,
    terraform: TerraformOption = None,
) -> None:
    """Forward a local port to the database through a running task, for a limited time.

    Nothing is opened to the internet: Session Manager carries the connection, and the database
    accepts connections only from the tasks, with TLS and a password. Requires the AWS CLI and its
    Session Manager plugin. Exit codes: 0 closed; 1 no such task, not deployed, refused, or lost; 2
    invalid options or settings.
    """
    with exit_codes():
        deployed = find_deployed(deployment, terraform)
        chosen = choose_exec_task(deployed, task)
        endpoint = "database_reader_endpoint" if reader else "database_endpoint"
        parameters = {
            "host": [deployed.output(endpoint)],
            "portNumber": [deployed.output("database_port")],
            "localPortNumber": [str(local_port)],
        }
        aws = ["aws", "ssm", "start-session", "--region", deployed.region]
        aws += ["--target", chosen.ssm_target, "--document-name", _DOCUMENT]
        aws += ["--parameters", json.dumps(parameters)]
        if dry_run:
            typer.echo(shlex.join(aws))
            return
        usage = _USAGE.format(name=deployed.name, port=local_port, minutes=minutes)
        typer.echo(usage, err=True)
        code = run_session(aws, seconds=minutes * 60)
    raise typer.Exit(1 if code > 0 else 0)
