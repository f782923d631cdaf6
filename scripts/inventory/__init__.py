"""Inventory of a deployment's data in AWS."""

from collections.abc import Callable, Iterator

from scripts.cli.steps import Steps
from scripts.inventory.buckets import buckets, state_versions
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.records import keys, log_groups, secrets, trails
from scripts.inventory.scope import Scope
from scripts.inventory.stores import backup_vaults, clusters, file_systems, snapshots

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
    """All data assets of a deployment, listed as a step. Raises AwsError."""
    with steps.step("look", "List its data in AWS") as step:
        assets: list[DataAsset] = []
        for kind, find in KINDS:
            step.update(kind)
            assets += find(scope)
        step.update(f"{len(assets)} assets")
    return assets
