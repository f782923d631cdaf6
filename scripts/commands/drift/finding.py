"""One thing that AWS has otherwise than the state, and how much that matters."""

from dataclasses import dataclass
from enum import Enum


class Severity(str, Enum):
    """How soon somebody should look, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return list(Severity).index(self)


class Event(str, Enum):
    """What happened behind Terraform's back."""

    CHANGED = "changed"
    DELETED = "deleted"
    ADDED = "added"


@dataclass(frozen=True)
class Finding:
    """One attribute of a resource, the resource as a whole, or something added to it.

    attribute: in Terraform's words where it has one, otherwise in AWS's; empty for the whole.
    before, after: masked and shortened, as they may be shown. lines: the same for documents,
    `- ` and `+ ` line by line. reasons: why it matters, a sentence each. outlook: what the next
    apply does about it. identity: the id of what was added.
    """

    address: str
    event: Event
    attribute: str
    before: str
    after: str
    severity: Severity
    reasons: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    outlook: str = ""
    identity: str = ""

    @property
    def type(self) -> str:
        """The resource's type."""
        return self.address.split(".")[-2]

    @property
    def name(self) -> str:
        """The attribute's first name, such as `tags` of `tags.Owner`."""
        return self.attribute.partition(".")[0].partition("[")[0]

    @property
    def order(self) -> tuple[int, str, str]:
        """Worst first, then by address."""
        return self.severity.rank, self.address, self.attribute


REMOVE_BY_HAND = "Stays until somebody removes it: Terraform does not know of it."


def added(
    address: str, attribute: str, what: str, severity: Severity, reason: str, *, identity: str = ""
) -> Finding:
    """Something beside what Terraform made; `what` says it in a few words."""
    return Finding(
        address,
        Event.ADDED,
        attribute,
        "",
        what,
        severity,
        (reason,),
        outlook=REMOVE_BY_HAND,
        identity=identity,
    )
