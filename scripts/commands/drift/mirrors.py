"""Attributes that only show what is a resource of its own, and is compared there."""

from collections.abc import Collection

from scripts.commands.drift.resources import Resources
from scripts.resources import known
from scripts.resources.facets.drift import ShownBy
from scripts.review import Change, Difference

_BALANCERS = "load_balancer_arns"


class Mirrors:
    """Knows the resources of a deployment, those that were deleted behind its back included."""

    def __init__(self, resources: Resources, deleted: Collection[Change]) -> None:
        self._resources = resources
        self._deleted = deleted

    def shows_another(self, change: Change, difference: Difference) -> bool:
        """True if the difference is none of the resource's own."""
        name = difference.attribute
        if self._resources.sets(change.address, name):
            return False
        traits = known(change.type).drift
        if name in traits.read_elsewhere:
            return True
        if change.type == "aws_lb_target_group" and name == _BALANCERS:
            return set(difference.after or []) <= self._resources.ids("aws_lb")
        owner = traits.shows.get(name)
        return owner is not None and change.after.get(owner.ours) in self._values(owner)

    def _values(self, owner: ShownBy) -> set[str]:
        gone = {
            str(each.before.get(owner.theirs)) for each in self._deleted if each.type == owner.type
        }
        return self._resources.ids(owner.type, key=owner.theirs) | gone
