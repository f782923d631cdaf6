"""What there is in AWS of a deployment's data, kind by kind."""

from collections.abc import Callable, Iterator

from scripts.cli.steps import Steps
from scripts.inventory.backups import backup_vaults
from scripts.inventory.buckets import buckets
from scripts.inventory.databases import clusters, snapshots
from scripts.inventory.files import file_systems
from scripts.inventory.keys import keys
from scripts.inventory.logs import log_groups, trails
from scripts.inventory.scope import Scope
from scripts.inventory.secrets import secrets
from scripts.inventory.states import state_versions
from scripts.inventory.thing import Thing

KINDS: tuple[tuple[str, Callable[[Scope], Iterator[Thing]]], ...] = (
    ("database clusters", clusters),
    ("database snapshots", snapshots),
    ("file systems", file_systems),
    ("backup vaults", backup_vaults),
    ("buckets", buckets),
    ("trails", trails),
    ("log groups", log_groups),
    ("secrets", secrets),
    ("keys", keys),
    ("state versions", state_versions),
)

__all__ = ["KINDS", "Scope", "survey"]


def survey(scope: Scope, steps: Steps) -> list[Thing]:
    """All of them, shown as a step. Raises AwsError."""
    with steps.step("look", "What AWS has of its data") as step:
        things: list[Thing] = []
        for kind, find in KINDS:
            step.say(kind)
            things += find(scope)
        step.say(f"{len(things)} things")
    return things
