"""What `openemr restore run` did, for people and as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.commands.restore.as_json import moment_data
from scripts.commands.restore.undo_period import UndoPeriod


@dataclass
class Result:
    """How far a restore came.

    outcome: `restored`, or `stopped` in `phase`. checked: whether a task judged the pair, with
    these facts; None if a cut-over alone was repeated. period: for an undo; None if no other pair
    served before.
    """

    deployment: str
    color: str = ""
    phase: str = "settings"
    outcome: str = "stopped"
    facts: Mapping[str, str] = field(default_factory=dict)
    checked: bool | None = None
    period: UndoPeriod | None = None

    def as_data(self) -> dict[str, Any]:
        """JSON types."""
        data = {name: value for name, value in vars(self).items() if name != "period"}
        until = self.period.until if self.period else None
        return {**data, "facts": dict(self.facts), "undo_until": moment_data(until)}
