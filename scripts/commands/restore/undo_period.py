"""For how long the pair that served before a cut-over is kept for `openemr restore undo`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stacks.pairs import Color

DAYS = 7


@dataclass(frozen=True)
class UndoPeriod:
    """The days after a cut-over, at whose end nothing happens by itself.

    kept: the pair that served before. since: of the cut-over; None if AWS does not tell.
    """

    kept: Color
    since: datetime | None
    now: datetime

    @property
    def until(self) -> datetime | None:
        """Its end; None if it is not known."""
        return self.since + timedelta(days=DAYS) if self.since else None

    @property
    def is_over(self) -> bool:
        """What is not known is not over."""
        return self.until is not None and self.now >= self.until

    def __str__(self) -> str:
        if self.since is None or self.until is None:
            return (
                f"AWS does not tell when {self.kept} served last: the {DAYS} days in which it is "
                "kept for an undo may not be over."
            )
        served = f"{self.kept} served until {_spoken(self.since)}"
        if self.is_over:
            return f"{served}; the {DAYS} days for an undo ended on {_spoken(self.until)}."
        return f"{served} and is kept for an undo until {_spoken(self.until)}, {DAYS} days."


def _spoken(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
