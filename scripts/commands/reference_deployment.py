"""The deployment described in the documents: production with a domain, for one network."""

import json
from pathlib import Path

from scripts.terraform.documents.configuration import Configuration
from scripts.terraform.subjects import configurations_of

# The `context` of a cdktf.json.
_CONTEXT = Path(__file__).with_suffix(".json")


def reference_configurations() -> dict[str, Configuration]:
    """Its stacks, synthesized: `production`, and the one of Terraform's state."""
    return configurations_of(json.loads(_CONTEXT.read_text(encoding="utf-8")))
