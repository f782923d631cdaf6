"""Verdicts on a change: its impact, and the reason."""

from dataclasses import dataclass

from scripts.resources.facets.impact import (
    DESTROYS,
    INTERRUPTS,
    IRREVERSIBLE,
    LOWERS,
    OPENS,
    UNREVIEWED,
    Kind,
)


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


__all__ = [
    "DESTROYS",
    "INTERRUPTS",
    "IRREVERSIBLE",
    "LOWERS",
    "OPENS",
    "UNREVIEWED",
    "Kind",
    "Verdict",
]
