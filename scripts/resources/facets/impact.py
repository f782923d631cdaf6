"""Kinds of impact that a change may have on those who depend on the deployment."""

from enum import Enum


class Kind(str, Enum):
    """Impact of a change that calls for review, worst first."""

    DESTROYS_DATA = "destroys data"
    IRREVERSIBLE = "cannot be taken back"
    OPENS_ACCESS = "opens access"
    LOWERS_PROTECTION = "lowers protection"
    UNREVIEWED = "not a reviewed change"
    INTERRUPTS = "interrupts"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Kind).index(self)

    @property
    def needs_allow(self) -> bool:
        """True if the change requires `--allow ADDRESS`."""
        return self is not Kind.INTERRUPTS


# The same, short enough for tables.
DESTROYS, IRREVERSIBLE, OPENS, LOWERS, UNREVIEWED, INTERRUPTS = Kind
