"""Checks that no other command changes the deployment during the comparison.

A scheduled reader must not block a deploy, so it takes no lock. But a deploy under way has changed
AWS and not yet the state, which would look like drift; so locks and the state's serial number are
checked before and after.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.cli.errors import OperationFailedError
from scripts.terraform.backend.locks import FILE, Lock, locks_of
from scripts.terraform.backend.place import place_of
from scripts.terraform.working_directory import WorkingDirectory


class StateInUseError(OperationFailedError):
    """Another command is changing the deployment; a comparison now would show it as drift."""


@dataclass(frozen=True)
class StateSnapshot:
    """The state as it was when the comparison began."""

    state: Mapping[str, Any]

    @classmethod
    def take(cls, work: WorkingDirectory) -> "StateSnapshot":
        """Read the state, unlocked. Raises StateInUseError, TerraformFailedError, AwsError."""
        _refuse_lock(work)
        return cls(work.state())

    def refuse_changes(self, work: WorkingDirectory) -> None:
        """Raise if the state was locked or written since; raises as `take` does."""
        _refuse_lock(work)
        now = work.state()
        if any(now.get(key) != self.state.get(key) for key in ("lineage", "serial")):
            raise StateInUseError(
                f"The state of {work.name} was changed during the comparison (serial "
                f"{self.state.get('serial')}, now {now.get('serial')}). Compare again."
            )


def _refuse_lock(work: WorkingDirectory) -> None:
    place = place_of(work.configuration, work.terraform.directory)
    lock = next((each for each in locks_of(place) if _is_held(each)), None)
    if lock:
        who, operation = lock.info.get("Who", "somebody"), lock.info.get("Operation", "a command")
        raise StateInUseError(
            f"The state of {work.name} is locked by {who} ({operation}, since "
            f"{lock.info.get('Created', 'unknown')}): a comparison now would show half of that "
            "work as drift. Compare again when it has ended. If it died and left the lock: "
            f"openemr state unlock {work.name}."
        )


def _is_held(lock: Lock) -> bool:
    # The description of a file's lock may outlive its process; the lock itself does not.
    return lock.kind != FILE or lock.holder is not None
