"""Refuse to destroy a database whose final snapshot's name is taken, before any deletion."""

from collections.abc import Collection

from scripts.cli.errors import OperationFailedError
from scripts.inventory.final_snapshots import commands_to_rename, taken_final_snapshots
from scripts.inventory.scope import Scope


class SnapshotNameTakenError(OperationFailedError):
    """RDS would refuse to delete the database; nothing was destroyed."""


def refuse_taken_snapshot_name(scope: Scope, deleted: Collection[str]) -> None:
    """Look for the final snapshots of the clusters among `deleted`.

    Not for a purge, which sets skip_final_snapshot and names its snapshot by the time. Raises
    SnapshotNameTakenError, AwsError.
    """
    for address, name in taken_final_snapshots(scope.aws, scope.resources).items():
        if address in deleted:
            raise SnapshotNameTakenError(
                f"Nothing was destroyed. {address} takes a final snapshot {name}, a snapshot of "
                "this name exists, and RDS would refuse to delete the database "
                "(DBClusterSnapshotAlreadyExistsFault). Keep the earlier snapshot under another "
                f"name and run the command again:\n  {commands_to_rename(name)}\n"
                f"Or openemr destroy {scope.deployment} --purge {scope.deployment}, whose last "
                "snapshot has the time in its name."
            )
