"""What a change means for those who depend on the deployment."""

from dataclasses import dataclass
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


@dataclass(frozen=True)
class Verdict:
    """One reason to look at a change.

    attribute: the path that it is about; empty for the resource as a whole.
    reason: one sentence that fits a planned change and one that has already happened.
    source: where the behaviour of AWS, Terraform or the provider behind it is described.
    """

    kind: Kind
    attribute: str
    reason: str
    source: str = ""


# The same, short enough for tables of rules.
DESTROYS, OPENS, LOWERS, INTERRUPTS = Kind
