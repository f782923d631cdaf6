"""Copies of a deployment's database and files in AWS, and which of them belong together.

They are found by the deployment's names, not by its state: after a loss there may be none.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from scripts.inventory.copies.copy import (
    DATABASE,
    FILES,
    Copies,
    Copy,
    Creation,
    Key,
    Place,
    Window,
    store_of,
)
from scripts.inventory.copies.database import (
    describe_clusters,
    describe_snapshots,
    snapshot_copies,
    windows,
)
from scripts.inventory.copies.keys import read_keys
from scripts.inventory.copies.vaults import (
    Ownership,
    describe_file_systems,
    other_vault,
    own_vaults,
    read_points,
    vault_copies,
)
from scripts.inventory.scope import Scope
from stacks.pairs import BLUE, GREEN

__all__ = ["Copies", "Copy", "Key", "Place", "Window", "read_copies"]


def read_copies(scope: Scope, now: datetime, vault: str | None = None) -> Copies:
    """Ask AWS. vault: name or ARN of one more vault. Raises UnknownVaultError, AwsError."""
    home = Place(scope.account.region, scope.account_id)
    clusters, systems = describe_clusters(scope), describe_file_systems(scope)
    described, spans = describe_snapshots(scope), tuple(windows(scope, clusters))
    ownership = Ownership(home, scope.is_named, {each.id: each for each in systems})
    points, others = _points(scope, ownership, now, vault)
    snapshots = snapshot_copies(scope, described, spans)
    copies = _with_known_stores(merged(snapshots, points), spans)
    own = [each for each in systems if scope.is_named(each.name)]
    births = [
        (each["DBClusterIdentifier"], each["ClusterCreateTime"])
        for each in (*clusters, *described)
        if each.get("ClusterCreateTime")
    ]
    creations = {Creation(store_of(name), time, name) for name, time in births}
    creations |= {Creation(store_of(each.name), each.created, each.id) for each in own}
    present = {(store_of(each["DBClusterIdentifier"]), DATABASE) for each in clusters}
    used = {each.key for each in copies} | {each.key for each in spans}
    return Copies(
        home=home,
        now=now,
        copies=copies,
        windows=spans,
        creations=tuple(sorted(creations)),
        stores=frozenset(present | {(store_of(each.name), FILES) for each in own}),
        keys=read_keys(scope, used - {""}),
        others=others,
    )


def _points(
    scope: Scope, ownership: Ownership, now: datetime, named: str | None
) -> tuple[list[Copy], int]:
    """The copies in the deployment's vaults and the named one; how many points are others'."""
    read = [(scope, each) for each in own_vaults(scope)]
    if named:
        there, other = other_vault(scope, named)
        known = {(each.name, each.place) for _, each in read}
        read += [] if (other.name, other.place) in known else [(there, other)]
    copies: list[Copy] = []
    others = 0
    for there, vault in read:
        points = read_points(there, vault)
        found = list(vault_copies(points, vault, ownership, now))
        others += len(points) - len(found)
        copies += found
        if vault.is_own:
            ids = (each.origin for each in found if each.content == FILES)
            ownership = replace(ownership, seen=ownership.seen.union(ids))
    return copies, others


def merged(snapshots: Iterable[Copy], points: Iterable[Copy]) -> tuple[Copy, ...]:
    """Each copy once: AWS Backup's copies of Aurora are cluster snapshots besides.

    The snapshot tells the moment, as the recovery point's time is that of its job; the recovery
    point tells all else. Both must be complete.
    https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointByBackupVault.html
    (2026-11-30)
    """
    of_arn = {each.arn: each for each in snapshots}
    found = [_joined(each, of_arn.pop(each.arn, None)) for each in points]
    return tuple(sorted([*found, *of_arn.values()], key=lambda each: (each.moment, each.arn)))


def _joined(point: Copy, snapshot: Copy | None) -> Copy:
    if snapshot is None:
        return point
    return replace(
        point,
        moment=snapshot.moment,
        origin=snapshot.origin,
        store=snapshot.store,
        size_bytes=point.size_bytes or snapshot.size_bytes,
        key=point.key or snapshot.key,
        status=point.status if snapshot.is_usable else snapshot.status,
    )


def _with_known_stores(copies: tuple[Copy, ...], spans: tuple[Window, ...]) -> tuple[Copy, ...]:
    """Copies whose names do not tell their store are blue's, as long as there was no other."""
    stores = {each.store for each in copies} | {each.store for each in spans}
    if GREEN in stores:
        return copies
    return tuple(replace(each, store=each.store or BLUE) for each in copies)
