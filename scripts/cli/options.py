"""Arguments shared by most commands."""

import math
from typing import Annotated

import typer


def _minutes(given: str | float) -> float:
    try:
        minutes = float(given)
    except ValueError:
        minutes = -1
    if not 0 <= minutes < math.inf:
        raise typer.BadParameter(f"received {given!r}; accepted: minutes, 0 or more")
    return minutes


DeploymentArgument = Annotated[
    str | None, typer.Argument(help="A name in cdktf.json; default: the first one.")
]
StackArgument = Annotated[
    str | None,
    typer.Argument(
        help="A name in cdktf.json, or of its copies, NAME-REGION; default: the first one.",
        metavar="[DEPLOYMENT]",
    ),
]
TerraformOption = Annotated[
    str | None,
    typer.Option(
        help="Terraform or OpenTofu to run; default: OPENEMR_TERRAFORM, else from PATH.",
        metavar="PROGRAM",
    ),
]
StableWithinOption = Annotated[
    float,
    typer.Option(
        "--timeout", help="Maximum wait for a stable service.", metavar="MINUTES", parser=_minutes
    ),
]
IgnorePreflightOption = Annotated[
    bool, typer.Option("--ignore-preflight", help="Go on despite failed pre-flight checks.")
]
AllowOption = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        help="Allow this change although the review stops it; repeatable.",
        metavar="ADDRESS",
    ),
]
