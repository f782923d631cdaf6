"""Facet of `openemr plan`: changes of an attribute that call for review."""

from dataclasses import dataclass

from scripts.resources.facets.impact import LOWERS, Kind
from scripts.resources.facets.predicates import Trend, left


@dataclass(frozen=True)
class Rule:
    """If the attribute at `path` moves as `trend` says, the change is of `kinds`.

    path: through nested blocks, the first of each. reason: a sentence in which {before} and {after}
    are replaced by the values. new_too: it also counts where the resource is created, by what is
    set then. nothing: the text for a value that is 0 or not set.
    """

    path: str
    trend: Trend
    kinds: Kind | tuple[Kind, ...]
    reason: str
    source: str = ""
    new_too: bool = False
    nothing: str = ""

    @property
    def needs_allow(self) -> bool:
        """True if one of its kinds does."""
        kinds = self.kinds if isinstance(self.kinds, tuple) else (self.kinds,)
        return any(kind.needs_allow for kind in kinds)


# Of what holds data or evidence; a production is recognized by its tags among other facts.
LEAVES_PRODUCTION = Rule(
    "tags_all.Environment",
    left("production"),
    LOWERS,
    "It is no longer marked as part of a production. openemr deploy requires the deployment's name "
    "for this.",
)
