"""References of container images: `repository:tag@digest`."""

import re

MOVING_WORDS = {
    *("", "latest", "dev", "next", "edge", "flex", "main", "master", "stable", "nightly"),
}
# `8` and `8.2` move from release to release.
_SHORT_VERSION = re.compile(r"v?\d+(?:\.\d+)?")


def may_move(tag: str) -> bool:
    """True if a registry's owner is expected to move this tag."""
    words = re.split(r"[._-]", tag.lower())
    return bool(MOVING_WORDS.intersection(words) or _SHORT_VERSION.fullmatch(tag))
