"""The final snapshot of a pair that is discarded, whose name an earlier discard may have taken."""

from scripts.cli.errors import OperationFailedError
from scripts.inventory.final_snapshots import commands_to_rename, taken_final_snapshots
from scripts.inventory.scope import Scope


class SnapshotNameTakenError(OperationFailedError):
    """RDS would refuse to delete the database; nothing was destroyed."""


def refuse_taken_name(scope: Scope, cluster: str) -> None:
    """Look for the snapshot of the cluster at this address.

    Raises SnapshotNameTakenError, AwsError.
    """
    name = taken_final_snapshots(scope.aws, scope.resources).get(cluster)
    if name:
        raise SnapshotNameTakenError(
            f"Nothing was destroyed. {cluster} takes a final snapshot {name}, and an earlier one "
            "has this name. Keep that under another name and run the command again:\n"
            f"  {commands_to_rename(name)}"
        )
