"""Whether somebody else changed the deployment while it was compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.working_directory import WorkingDirectory


class SomebodyWorksError(RuntimeError):
    """A comparison now would show half of somebody's work as drift."""


@dataclass(frozen=True)
class Others:
    """The state as it was when the comparison began."""

    state: Mapping[str, Any]

    @classmethod
    def look(cls, work: WorkingDirectory) -> "Others":
        """Read the state. Raises TerraformFailedError."""
        return cls(work.state())

    def refuse_changes(self, work: WorkingDirectory) -> None:
        """Raise SomebodyWorksError if the state was written since."""
        now = work.state()
        if any(now.get(key) != self.state.get(key) for key in ("lineage", "serial")):
            raise SomebodyWorksError(
                f"The state of {work.name} was changed during the comparison (serial "
                f"{self.state.get('serial')}, now {now.get('serial')}): somebody deployed. "
                "Compare again."
            )
