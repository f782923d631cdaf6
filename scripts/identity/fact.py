"""The identity of a deployment, production or evaluation, and the facts behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum


class Source(Enum):
    """The origin of a fact."""

    SETTINGS = "settings"
    STATE = "state"
    TAGS = "tags in AWS"
    PROTECTION = "protections in AWS"
    CREATION = "creation of the database"
    HISTORY = "snapshots"


class Says(Enum):
    """Indication of a fact. UNKNOWN: it is missing or could not be read."""

    EVALUATION = "evaluation"
    PRODUCTION = "production"
    UNKNOWN = "unknown"


# They exist for every deployment, so that their absence is a doubt too.
REQUIRED = (Source.SETTINGS, Source.CREATION)


@dataclass(frozen=True)
class Fact:
    """words: a clause for reports. type: the Terraform type that has it, where that matters."""

    source: Source
    says: Says
    words: str
    type: str = ""


@dataclass(frozen=True)
class Identity:
    """The identity of a deployment: an evaluation only if all facts agree and none is missing."""

    facts: Sequence[Fact] = ()

    @property
    def is_production(self) -> bool:
        """True if any fact indicates it, is unknown, or is missing."""
        return bool(self.doubts or self._missing)

    @property
    def doubts(self) -> tuple[Fact, ...]:
        """Facts that do not indicate an evaluation, those that indicate a production first."""
        found = [each for each in self.facts if each.says is not Says.EVALUATION]
        return tuple(sorted(found, key=lambda each: each.says is Says.UNKNOWN))

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons for the verdict, for people."""
        if self.is_production:
            clauses = [each.words for each in self.doubts]
            return tuple(dict.fromkeys([*clauses, *(f"no {each.value}" for each in self._missing)]))
        return tuple(dict.fromkeys(each.words for each in self.facts))

    def with_facts(self, more: Iterable[Fact]) -> "Identity":
        """A copy with further facts."""
        return Identity((*self.facts, *more))

    @property
    def _missing(self) -> tuple[Source, ...]:
        known = {each.source for each in self.facts}
        return tuple(each for each in REQUIRED if each not in known)
