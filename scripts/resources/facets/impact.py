"""Kinds of impact that a change may have on those who depend on the deployment."""

from enum import Enum


class Kind(str, Enum):
    """Why somebody should look at a change before it happens, worst first."""

    DESTROYS_DATA = "destroys data"
    OPENS_ACCESS = "opens access"
    LOWERS_PROTECTION = "lowers protection"
    INTERRUPTS = "interrupts"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Kind).index(self)

    @property
    def needs_allow(self) -> bool:
        """True if somebody must allow the change by its address."""
        return self is not Kind.INTERRUPTS


# The same, short enough for tables.
DESTROYS, OPENS, LOWERS, INTERRUPTS = Kind
