"""How far the last cut-over or undo came, by what ECS runs, and for how long it can be undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from scripts.commands.deploy.health import place_of
from scripts.commands.deploy.service_tasks import Tasks
from scripts.commands.restore.undo_period import UndoPeriod
from scripts.inventory.scope import Scope
from scripts.inventory.serving import served_since, used_pair
from scripts.terraform.working_directory import WorkingDirectory
from stacks.pairs import Color
from stacks.settings.stores import StoresSettings


@dataclass(frozen=True)
class CutOver:
    """A change of the pair that OpenEMR uses, to the one that the settings name.

    used: the pair of the service's task definition; None if that does not tell. are_stopped: its
    tasks were stopped for the change, and autoscaling is off. period: for an undo.
    """

    wanted: Color
    used: Color | None
    are_stopped: bool
    period: UndoPeriod

    @classmethod
    def read(
        cls, work: WorkingDirectory, state: Mapping[str, Any], stores: StoresSettings
    ) -> "CutOver | None":
        """The last one; None if the state has no service. Raises AwsError."""
        place = place_of(state)
        if place is None:
            return None
        scope = Scope.of(work, state)
        since = served_since(scope, stores.serving)
        return cls(
            stores.serving,
            used_pair(scope, place.cluster, place.service),
            Tasks(work.account, place).are_suspended(),
            UndoPeriod(stores.other, since, datetime.now(timezone.utc)),
        )

    @property
    def is_unfinished(self) -> bool:
        """Whether it was interrupted."""
        return self.are_stopped or self.used not in (None, self.wanted)
