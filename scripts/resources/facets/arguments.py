"""Facet of scan and plan: the arguments that a resource is given, and how they may change."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scripts.resources.facets.predicates import Trend

# Of Terraform, for every resource; `count`, `for_each` and `provider` could hide one.
EVERYWHERE = frozenset({"depends_on"})


@dataclass(frozen=True)
class Arguments:
    """Reviewed arguments, as paths such as `rule.lifecycle.delete_after`, separated by blanks.

    needed: given wherever their block is given. optional: may be left out.
    refers: path -> types of resources of the same configuration that it must refer to.
    accepted: path -> accepted values; None means that it may be left out.
    from_settings: those whose value follows from the settings; the rest are constant or refer.
    free: those whose change in place needs no `--allow`, whatever it is.
    accepts: path -> which of its changes in place need none. judged: those whose changes a function
    of scripts/review/rules knows both ways. grows: lists that what the same plan creates may join.
    Inside of a listed argument nothing is reviewed unless paths into it are listed as well.
    """

    needed: str = ""
    optional: str = ""
    refers: Mapping[str, str] = field(default_factory=dict)
    accepted: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    from_settings: str = ""
    free: str = ""
    accepts: Mapping[str, Trend] = field(default_factory=dict)
    judged: str = ""
    grows: str = ""

    @property
    def all(self) -> frozenset[str]:
        """Every path that may be given."""
        return frozenset([*self.needed.split(), *self.optional.split()]) | EVERYWHERE
