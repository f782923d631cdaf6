"""Local states of deployments that cdktf.json no longer names."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.project import ROOT
from scripts.steps import Steps
from scripts.synthesis import deployments

_PREFIX, _SUFFIX = "terraform.", ".tfstate"
# The remote state's own bucket and table (stacks/remote_state.py), which is no deployment.
_REMOTE_STATE = "remote-state"


@dataclass(frozen=True)
class OrphanedState:
    """The file, the deployment it was named after, and how many resources it holds."""

    file: str
    deployment: str
    resources: int


def warn_of_orphaned_states(steps: Steps) -> None:
    """Tell each: a renamed deployment is a new one, and nothing reaches the old one any more.

    Raises UnknownDeploymentError if cdktf.json cannot be read.
    """
    for each in orphaned_states():
        steps.warn(
            f"Not in cdktf.json: {each.deployment}",
            f"{each.file} holds {each.resources} resources of a deployment {each.deployment}, "
            "which cdktf.json does not name. A deployment that is renamed is a new one, and the "
            "old one stays in AWS as it is: no plan and no drift watches it, and it costs what it "
            f"did. Describe it again as {each.deployment} to reach it.",
        )


def orphaned_states() -> Iterator[OrphanedState]:
    """Those of this checkout that still hold resources."""
    known = {*deployments(), _REMOTE_STATE}
    for file in sorted(ROOT.glob(f"{_PREFIX}*{_SUFFIX}")):
        name = file.name.removeprefix(_PREFIX).removesuffix(_SUFFIX)
        count = 0 if name in known else _count(file.read_bytes())
        if count:
            yield OrphanedState(file.name, name, count)


def _count(text: bytes) -> int:
    """Managed resources; none of what is no state."""
    try:
        read: Any = json.loads(text)
        return sum(
            len(each["instances"]) for each in read["resources"] if each["mode"] == "managed"
        )
    except (ValueError, KeyError, TypeError):
        return 0
