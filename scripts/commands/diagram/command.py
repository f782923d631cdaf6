"""`openemr diagram`: draw the architecture of a deployment."""

from pathlib import Path
from typing import Annotated

import typer

from scripts.cli.exit_codes import exit_codes
from scripts.commands.diagram.document import render, write_pictures
from scripts.rendering.png import to_png
from scripts.terraform.subjects import find_subjects
from scripts.terraform.synthesis import choose_deployment

_SUFFIXES = (".svg", ".png")


def diagram(
    deployment: Annotated[
        str | None,
        typer.Argument(
            help="A name in cdktf.json, a cdk.tf.json, or the JSON of a plan; default: the first "
            "deployment."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="File to write, .svg or .png; default: DEPLOYMENT.svg.", metavar="FILE"),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Show also what the overview folds or leaves out.")
    ] = False,
    document: Annotated[
        bool, typer.Option("--document", help="Only redraw the pictures in docs/.")
    ] = False,
) -> None:
    """Draw the architecture of a deployment from its Terraform configuration.

    Arrows are security group rules and references between resources, numbers are the KMS keys
    that encrypt. Exit codes: 0 drawn; 1 it could not be drawn; 2 wrong options or
    settings.
    """
    if out and out.suffix not in _SUFFIXES:
        raise typer.BadParameter(f"--out {out}: accepted are names ending in .svg or .png")
    with exit_codes(failures=(OSError,)):
        if document:
            for file in write_pictures():
                typer.echo(f"Wrote {file}")
            return
        configuration = find_subjects([deployment or choose_deployment(None)])[0]
        svg = render(configuration, full=full)
        file = out or Path(f"{configuration.name}.svg")
        if file.suffix == ".png":
            file.write_bytes(to_png(svg))
        else:
            file.write_text(svg, encoding="utf-8")
        typer.echo(f"Wrote {file}")
