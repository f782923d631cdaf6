"""`openemr open`."""

import webbrowser
from typing import Annotated

import typer

from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.deployment.outputs import find_deployed


def open_browser(
    deployment: DeploymentArgument = None,
    print_only: Annotated[
        bool, typer.Option("--print", "--dry-run", help="Only print the URL.")
    ] = False,
    terraform: TerraformOption = None,
) -> None:
    """Print OpenEMR's URL, and open it in a browser if there is one.

    Exit codes: 0 done; 1 not deployed; 2 invalid options or settings.
    """
    with exit_codes():
        deployed = find_deployed(deployment, terraform)
        url = deployed.output("application_url")
        typer.echo(url)
        if print_only:
            return
        user = deployed.output("admin_user")
    command = f"openemr password {deployed.name} --reveal"
    typer.echo(f"User {user}; to print the password: {command}", err=True)
    if not webbrowser.open(url):
        typer.echo("No browser was found; copy the URL.", err=True)
