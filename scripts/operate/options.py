"""Arguments that the verbs of everyday operation share."""

from typing import Annotated

import typer

DeploymentArgument = Annotated[
    str | None, typer.Argument(help="A name in cdktf.json; default: the first one.")
]
DryRunOption = Annotated[
    bool,
    typer.Option("--dry-run", help="Only print the AWS command that this stands for."),
]
TerraformOption = Annotated[
    str | None,
    typer.Option(
        help="Terraform or OpenTofu to run; default: OPENEMR_TERRAFORM, else from PATH.",
        metavar="PROGRAM",
    ),
]
TaskOption = Annotated[
    str | None,
    typer.Option(help="Task id; default: the running task that started last.", metavar="ID"),
]
