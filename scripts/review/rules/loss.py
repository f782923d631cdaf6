"""What is lost with a resource."""

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.review.verdict import DESTROYS, INTERRUPTS, LOWERS, Kind, Verdict
from scripts.terraform.documents.change import Change

REMOVED_BLOCKS = "https://developer.hashicorp.com/terraform/language/block/removed"


@dataclass(frozen=True)
class Loss:
    """What it means that a resource is deleted, or deleted and made anew.

    kind, reason: of a deletion; None where nothing is lost. A replacement is as bad, unless
    `meanwhile` says what it interrupts, or it is `rebuilt` as good as before.
    """

    kind: Kind | None = None
    reason: str = ""
    source: str = ""
    meanwhile: str = ""
    rebuilt: bool = False

    def judge(self, change: Change) -> Iterator[Verdict]:
        """The verdicts on the deletion, replacement or abandonment of a resource."""
        if change.action == "forget" and self.kind:
            kind = LOWERS if self.kind is DESTROYS else self.kind
            reason = "It stays in AWS, but Terraform no longer knows, restores or protects it."
            yield Verdict(kind, "", reason, REMOVED_BLOCKS)
        if change.action == "delete" and self.kind:
            yield Verdict(self.kind, "", self.reason, self.source)
        if change.action == "replace" and not self.rebuilt:
            yield from self._of_replacement(change)

    def _of_replacement(self, change: Change) -> Iterator[Verdict]:
        because = f" (because of {', '.join(change.replace_paths)})" if change.replace_paths else ""
        if self.meanwhile:
            yield Verdict(INTERRUPTS, "", f"It is made anew{because}: {self.meanwhile}")
        elif self.kind:
            yield Verdict(self.kind, "", f"It is made anew{because}. {self.reason}", self.source)


def survives(kind: Kind | None, reason: str, meanwhile: str, source: str = "") -> Loss:
    """What only pauses while it is made anew."""
    return Loss(kind, reason, source, meanwhile)


def rebuilt(kind: Kind | None = None, reason: str = "", source: str = "") -> Loss:
    """What is as good as before once it has been made anew."""
    return Loss(kind, reason, source, rebuilt=True)


# Nobody has thought about these types yet, so the worst is assumed.
UNREVIEWED = Loss(DESTROYS, "No rule says what it keeps, so it may be anything.")
