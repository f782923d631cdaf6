"""The options that the verbs of `openemr state` share."""

from typing import Annotated

import typer

Deployment = Annotated[
    str | None, typer.Argument(help="A name in cdktf.json; default: the first one.")
]
Program = Annotated[
    str | None,
    typer.Option(
        help="Terraform or OpenTofu to run; default: OPENEMR_TERRAFORM, else from PATH.",
        metavar="PROGRAM",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of text.")]
