"""What there is in AWS of a deployment's data, kind by kind."""

from collections.abc import Callable, Iterator

from scripts.cli.steps import Steps
from scripts.inventory.backups import backup_vaults
from scripts.inventory.buckets import buckets
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.databases import clusters, snapshots
from scripts.inventory.files import file_systems
from scripts.inventory.keys import keys
from scripts.inventory.logs import log_groups, trails
from scripts.inventory.scope import Scope
from scripts.inventory.secrets import secrets
from scripts.inventory.states import state_versions

KINDS: tuple[tuple[str, Callable[[Scope], Iterator[DataAsset]]], ...] = (
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


def survey(scope: Scope, steps: Steps) -> list[DataAsset]:
    """All of them, shown as a step. Raises AwsError."""
    with steps.step("look", "List its data in AWS") as step:
        assets: list[DataAsset] = []
        for kind, find in KINDS:
            step.update(kind)
            assets += find(scope)
        step.update(f"{len(assets)} assets")
    return assets
