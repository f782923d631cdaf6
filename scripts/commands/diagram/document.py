"""The pictures in docs/, of the deployment that docs/compliance.md describes too."""

import json
import tempfile
from pathlib import Path

from scripts.commands.diagram.building import picture_of
from scripts.commands.diagram.drawing import draw
from scripts.commands.diagram.layout import lay_out
from scripts.commands.reference_deployment import REFERENCE
from scripts.project import ROOT
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.configuration import Configuration, read_configuration

PICTURES = {
    False: ROOT / "docs" / "architecture.svg",
    True: ROOT / "docs" / "architecture-full.svg",
}
_DEPLOYMENT = "production"


def render(configuration: Configuration, *, full: bool) -> str:
    """The SVG of `configuration`."""
    picture = picture_of(configuration, full=full)
    return draw(picture, lay_out(picture), Components.read(configuration.document))


def reference_configuration() -> Configuration:
    """The reference deployment, synthesized."""
    # Here, as they load CDKTF, which drawing from a file does without.
    from stacks.app import synthesize  # noqa: PLC0415
    from stacks.settings import parse_settings  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="openemr-diagram-") as directory:
        synthesize(parse_settings(json.loads(REFERENCE.read_text())), directory)
        file = Path(directory, "stacks", _DEPLOYMENT, "cdk.tf.json")
        return read_configuration(_DEPLOYMENT, file.read_text(encoding="utf-8"))


def write_pictures() -> list[Path]:
    """Draw the pictures of docs/ anew."""
    configuration = reference_configuration()
    for full, file in PICTURES.items():
        file.write_text(render(configuration, full=full), encoding="utf-8")
    return list(PICTURES.values())
