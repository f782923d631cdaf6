"""A checkout with settings of its own whose state is a file, for DEPLOYMENT instead of --url."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.project import ROOT

FAKES = Path(__file__).parent / "fakes"
_STAND_IN = ROOT / "tests" / "contract" / "commands" / "tiny_project"
NAME = "clinic"
CERTIFICATE = "arn:aws:acm:us-west-2:123456789012:certificate/00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Checkout:
    """Synthesis by a stand-in for main.py, state by a stand-in for Terraform."""

    directory: Path

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "OPENEMR_TERRAFORM": str(FAKES / "terraform"),
            "FAKE_STATE": str(self.directory / "state.json"),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "PATH": os.environ["PATH"],
        }


def make_checkout(directory: Path, outputs: Mapping[str, str], **settings: Any) -> Checkout:
    """One deployment with these settings, applied with these outputs."""
    shutil.copytree(_STAND_IN, directory)
    for name in ("imports", "scripts", "stacks"):
        (directory / name).symlink_to(ROOT / name, target_is_directory=True)
    configuration = directory / "configuration.tf.json"
    described = json.loads(configuration.read_text())
    described["terraform"]["backend"] = {"local": {"path": "unused.tfstate"}}
    configuration.write_text(json.dumps(described))
    evaluation = {"environment": "evaluation", "certificate_arn": CERTIFICATE}
    deployment = {"activate_openemr_apis": True, **evaluation, **settings}
    context = {"deployments": {NAME: deployment}}
    (directory / "cdktf.json").write_text(json.dumps({"context": context}))
    values = {name: {"value": value, "type": "string"} for name, value in outputs.items()}
    state = {"version": 4, "outputs": values, "resources": []}
    (directory / "state.json").write_text(json.dumps(state) if outputs else "")
    return Checkout(directory)
