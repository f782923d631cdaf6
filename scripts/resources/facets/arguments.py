"""Facet of `openemr scan`: the arguments that a resource is given, and what they may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Of Terraform, for every resource; `count`, `for_each` and `provider` could hide one.
EVERYWHERE = frozenset({"depends_on"})


@dataclass(frozen=True)
class Arguments:
    """Reviewed arguments, as paths such as `rule.lifecycle.delete_after`, separated by blanks.

    needed: given wherever their block is given. optional: may be left out.
    refers: path -> types of resources of the same configuration that it must refer to.
    accepted: path -> accepted values; None means that it may be left out.
    from_settings: those whose value follows from the settings; the rest are constant or refer.
    free: those whose change in place needs no `--allow`.
    Inside of a listed argument nothing is reviewed unless paths into it are listed as well.
    """

    needed: str = ""
    optional: str = ""
    refers: Mapping[str, str] = field(default_factory=dict)
    accepted: Mapping[str, tuple[object, ...]] = field(default_factory=dict)
    from_settings: str = ""
    free: str = ""

    @property
    def all(self) -> frozenset[str]:
        """Every path that may be given."""
        return frozenset([*self.needed.split(), *self.optional.split()]) | EVERYWHERE
