"""A deployment in production whose settings a test chooses."""

import copy
from pathlib import Path
from typing import Any

from stacks.app import synthesize
from stacks.settings import parse_settings
from tests.configurations import PRODUCTION_WITH_CERTIFICATE
from tests.synthesized import Stack


def deployed(directory: Path, **settings: Any) -> Stack:
    """The stack of `production_with_certificate` with these settings on top."""
    context = copy.deepcopy(PRODUCTION_WITH_CERTIFICATE)
    context["deployments"]["production"] |= settings
    synthesize(parse_settings(context), str(directory / "out"))
    file = directory / "out" / "stacks" / "production" / "cdk.tf.json"
    return Stack("own", "production", file)
