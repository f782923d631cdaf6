"""Facet of `openemr plan`: what it means that a resource is deleted, or deleted and made anew."""

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


# Nobody has reviewed the type, so the worst is assumed.
UNREVIEWED = Deletion(DESTROYS, "No rule says what it keeps, so it may be anything.")
