"""What the commands of `openemr image` have in common."""

from typing import Annotated

import typer

from scripts.images.chosen import ChosenImage, choose_image
from scripts.project import ROOT
from scripts.terraform.synthesis import choose_deployment

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of text.")]
CDKTF_JSON = ROOT / "cdktf.json"


def image_of(deployment: str | None) -> ChosenImage:
    """The image of `deployment` (None: the first of cdktf.json).

    Raises UnknownDeploymentError, SettingsError.
    """
    return choose_image(choose_deployment(deployment), CDKTF_JSON)
