"""Facet of `openemr plan`: the impact of deleting or replacing a resource."""

from dataclasses import dataclass

from scripts.resources.facets.impact import DESTROYS, Kind


@dataclass(frozen=True)
class Deletion:
    """The impact of a deletion.

    kind, reason: None where nothing is lost. meanwhile: what a replacement interrupts, where it is
    less than a deletion. rebuilt: a replacement is as good as before. source: a page of AWS's.
    """

    kind: Kind | None = None
    reason: str = ""
    source: str = ""
    meanwhile: str = ""
    rebuilt: bool = False


# The type was not reviewed, so the worst is assumed.
UNREVIEWED = Deletion(DESTROYS, "The type was not reviewed, so it may hold data.")
