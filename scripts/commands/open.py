"""The verb `open`."""

import webbrowser
from typing import Annotated

import typer

from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.deployment.outputs import NotDeployedError, find_deployed


def browse(
    deployment: DeploymentArgument = None,
    print_only: Annotated[
        bool, typer.Option("--print", "--dry-run", help="Only print the address.")
    ] = False,
    terraform: TerraformOption = None,
) -> None:
    """Print OpenEMR's URL, and open it in a browser if there is one.

    Exit codes: 0 done; 1 not deployed; 2 wrong options or settings.
    """
    with exit_codes(failures=(NotDeployedError,)):
        deployed = find_deployed(deployment, terraform)
        url = deployed.output("application_url")
        typer.echo(url)
        if print_only:
            return
        typer.echo(
            f"User {deployed.output('admin_user')}; the password: "
            f"openemr password {deployed.name} --reveal",
            err=True,
        )
        if not webbrowser.open(url):
            typer.echo("There is no browser here; copy the address.", err=True)
