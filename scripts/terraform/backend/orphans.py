"""Local states of deployments that cdktf.json no longer names."""

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.cli.steps import Steps
from scripts.terraform.backend.place import local_places
from scripts.terraform.documents.state import DamagedStateError, parse_state
from scripts.terraform.synthesis import deployments, places

# The remote state's own bucket and table (stacks/remote_state.py), which is not a deployment.
_REMOTE_STATE = "remote-state"


@dataclass(frozen=True)
class OrphanedState:
    """The file, the deployment it was named after, and how many resources it holds."""

    file: str
    deployment: str
    resources: int


def warn_of_orphaned_states(steps: Steps) -> None:
    """Warn about each: after a rename, no command reaches the old deployment.

    Raises UnknownDeploymentError if cdktf.json cannot be read.
    """
    for each in orphaned_states():
        steps.warn(
            f"Not in cdktf.json: {each.deployment}",
            f"{each.file} contains {each.resources} resources of the deployment {each.deployment}, "
            "which is not in cdktf.json. A renamed deployment is a new one: the old one keeps "
            "running and costing, but plan, drift and destroy no longer reach it. To manage it, "
            f"add {each.deployment} to cdktf.json again.",
        )


def orphaned_states() -> Iterator[OrphanedState]:
    """Orphaned states in this checkout that still contain resources."""
    known = {*deployments(), *places(), _REMOTE_STATE}
    for name, place in local_places().items():
        count = 0 if name in known else _count(place.path.read_bytes())
        if count:
            yield OrphanedState(place.path.name, name, count)


def _count(text: bytes) -> int:
    """Number of managed resources; 0 for what is not a state."""
    try:
        return parse_state(text).resources
    except (DamagedStateError, KeyError, TypeError):
        return 0
