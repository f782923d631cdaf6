"""Which configured resources a state lacks."""

from collections.abc import Mapping
from typing import Any


def lacks_nothing(configuration: Mapping[str, Any], state: Mapping[str, Any]) -> bool:
    """Whether every configured resource is in the state, as after each whole apply."""
    held = {
        (each["type"], each["name"])
        for each in state.get("resources", ())
        if each["mode"] == "managed" and any("deposed" not in one for one in each["instances"])
    }
    wanted = {
        (kind, name)
        for kind, resources in configuration.get("resource", {}).items()
        for name in resources
    }
    return wanted <= held
