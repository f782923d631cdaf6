"""The file by which a plan adopts resources: Terraform's import blocks, beside the stack's JSON."""

import json
from collections.abc import Mapping
from pathlib import Path

from scripts.state.adoption.found import Found

NAME = "adopt.tf.json"


def write_imports(directory: Path, adopted: Mapping[str, Found]) -> None:
    """Let the next plan in `directory` import `adopted`; none: remove an earlier file."""
    path = directory / NAME
    if not adopted:
        path.unlink(missing_ok=True)
        return
    blocks = [{"to": address, "id": each.import_id} for address, each in sorted(adopted.items())]
    path.write_text(json.dumps({"import": blocks}, indent=2) + "\n")
