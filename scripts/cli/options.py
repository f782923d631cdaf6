"""Arguments shared by most commands."""

from typing import Annotated

import typer

DeploymentArgument = Annotated[
    str | None, typer.Argument(help="A name in cdktf.json; default: the first one.")
]
TerraformOption = Annotated[
    str | None,
    typer.Option(
        help="Terraform or OpenTofu to run; default: OPENEMR_TERRAFORM, else from PATH.",
        metavar="PROGRAM",
    ),
]
IgnorePreflightOption = Annotated[
    bool, typer.Option("--ignore-preflight", help="Go on despite failed pre-flight checks.")
]
