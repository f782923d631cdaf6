"""Which configured resources a state lacks."""

from collections.abc import Mapping
from typing import Any

from scripts.terraform.documents.state import read_resources


def lacks_nothing(configuration: Mapping[str, Any], state: Mapping[str, Any]) -> bool:
    """Whether every configured resource is in the state, as after each whole apply."""
    held = {
        each.address for each in read_resources(state) if each.is_managed and not each.is_deposed
    }
    wanted = {
        f"{kind}.{name}"
        for kind, resources in configuration.get("resource", {}).items()
        for name in resources
    }
    return wanted <= held
