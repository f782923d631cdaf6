"""What AWS and the provider change by themselves: never drift."""

import re
from collections.abc import Mapping
from typing import Any

from scripts.resources import known
from scripts.review import Change, Difference

_INDEX = re.compile(r"\[[^]]*\]")
# AWS's own tags cannot be set by anybody else.
_AWS_TAGS = "aws:"
_TAGS = ("tags", "tags_all")
# Compared as a whole, since it is masked as a whole: its status passes through rotation.
_MASTER = "master_user_secret"


def is_noise(change: Change, difference: Difference) -> bool:
    """True if nobody did it."""
    traits = known(change.type).drift
    path = _INDEX.sub("", difference.path)
    if difference.attribute == _MASTER:
        return _without_status(difference.before) == _without_status(difference.after)
    if path in _TAGS:
        return _without_aws_tags(difference.before) == _without_aws_tags(difference.after)
    if _under(path, traits.by_itself):
        return True
    if path in traits.comes_later:
        return not difference.before
    if difference.before is None and difference.after in (0, False):
        # The provider writes what nobody set as zero when it reads it for the first time.
        return True
    name, _, tag = path.partition(".")
    return name in _TAGS and tag.startswith(_AWS_TAGS)


def _without_status(secrets: Any) -> list[dict[str, Any]]:
    return [{**each, "secret_status": ""} for each in secrets or []]


def _without_aws_tags(tags: Any) -> dict[str, str]:
    return {key: tag for key, tag in (tags or {}).items() if not key.startswith(_AWS_TAGS)}


def _under(path: str, known: Mapping[str, str]) -> bool:
    return any(path == name or path.startswith(f"{name}.") for name in known)
