"""`openemr diagram`: draw the architecture of a deployment."""

from pathlib import Path
from typing import Annotated

import typer

from scripts.cli.exit_codes import exit_codes
from scripts.commands.diagram.building import picture_of
from scripts.commands.diagram.drawing import draw
from scripts.commands.diagram.layout import lay_out
from scripts.commands.reference_deployment import reference_configurations
from scripts.project import ROOT
from scripts.rendering.png import to_png
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.configuration import Configuration
from scripts.terraform.subjects import find_subjects
from scripts.terraform.synthesis import choose_deployment

# The pictures in docs/, of the deployment that docs/compliance.md describes too.
PICTURES = {
    False: ROOT / "docs" / "architecture.svg",
    True: ROOT / "docs" / "architecture-full.svg",
}
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
        raise typer.BadParameter(f"--out {out}: accepted: names ending in .svg or .png")
    with exit_codes(failures=(OSError,)):
        if document:
            configuration = reference_configurations()["production"]
            for is_full, file in PICTURES.items():
                file.write_text(render(configuration, full=is_full), encoding="utf-8")
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


def render(configuration: Configuration, *, full: bool) -> str:
    """The SVG of `configuration`."""
    picture = picture_of(configuration, full=full)
    return draw(picture, lay_out(picture), Components.read(configuration.document))
