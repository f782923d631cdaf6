"""Named profiles: settings to copy into cdktf.json, and the usage they are meant for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.cli.errors import InvalidInputError
from scripts.terraform.documents.configuration import Configuration
from scripts.terraform.subjects import configurations_of
from stacks.settings import SettingsError

HERE = Path(__file__).parent
# The smallest first.
NAMES = ("evaluation", "small", "production", "large")


class ProfileError(InvalidInputError):
    """There is no such profile; the message says which there are."""


@dataclass(frozen=True)
class Profile:
    """A profile.

    summary: for whom it is. settings: one deployment of cdktf.json. assumptions: what differs from
    the project's own for its environment.
    """

    name: str
    summary: str
    settings: dict[str, Any]
    assumptions: dict[str, Any]


def profile_named(name: str) -> Profile:
    """A profile by its name. Raises ProfileError."""
    if name not in NAMES:
        raise ProfileError(f"profile {name!r} is unknown. Accepted: {', '.join(NAMES)}")
    read = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return Profile(name, read["summary"], read["settings"], read["assumptions"])


def synthesize_profiles(profiles: Sequence[Profile]) -> list[Configuration]:
    """What Terraform would make of each. Raises ProfileError if settings are wrong."""
    try:
        stacks = configurations_of({"deployments": {each.name: each.settings for each in profiles}})
    except SettingsError as wrong:
        raise ProfileError(str(wrong)) from wrong
    return [stacks[each.name] for each in profiles]
