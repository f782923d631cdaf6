"""What the next apply does about a change that somebody made by hand."""

from collections.abc import Iterable, Mapping

from scripts.commands.drift.severity import holds_data
from scripts.review import Change

STAYS = "Stays: the settings do not say what it should be."
NOT_REMADE = "Stays: the settings no longer ask for it."
SET_BACK = "The next apply sets it back."
REPLACED = "The next apply replaces the whole resource to set it back."
REMADE = "The next apply makes it again."
REMADE_EMPTY = "The next apply makes a new one, without what the old one held: restore first."
UNKNOWN = "Unknown: Terraform could not plan. See openemr plan."


class Outlook:
    """Knows the planned changes; None where only a refresh could be done."""

    def __init__(self, planned: Iterable[Change] | None) -> None:
        self._planned: Mapping[str, Change] | None = None
        if planned is not None:
            self._planned = {each.address: each for each in planned if not each.deposed}

    def of_attribute(self, address: str, attribute: str) -> str:
        """For an attribute that changed."""
        if self._planned is None:
            return UNKNOWN
        planned = self._planned.get(address)
        if planned is None or attribute not in {each.attribute for each in planned.differences}:
            return STAYS
        return REPLACED if planned.action == "replace" else SET_BACK

    def of_deletion(self, change: Change) -> str:
        """For a resource that is gone."""
        if self._planned is None:
            return UNKNOWN
        planned = self._planned.get(change.address)
        if planned is None or planned.action != "create":
            return NOT_REMADE
        return REMADE_EMPTY if holds_data(change.type) else REMADE
