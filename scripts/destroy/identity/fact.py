"""The verdict on a deployment, and the facts that it rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum


class Source(Enum):
    """Where a fact was read."""

    SETTINGS = "settings"
    STATE = "state"
    TAGS = "tags in AWS"
    PROTECTION = "protections in AWS"
    CREATION = "creation of the database"
    HISTORY = "snapshots"


class Says(Enum):
    """What a fact speaks for. UNKNOWN: it is missing, or could not be read."""

    EVALUATION = "evaluation"
    PRODUCTION = "production"
    UNKNOWN = "unknown"


# Without them nothing was decided: they are never simply absent.
REQUIRED = (Source.SETTINGS, Source.CREATION)


@dataclass(frozen=True)
class Fact:
    """words: a clause for people. type: the Terraform type that has it, where that matters."""

    source: Source
    says: Says
    words: str
    type: str = ""


@dataclass(frozen=True)
class Identity:
    """An evaluation only if all facts say so and none of the required ones is missing."""

    facts: Sequence[Fact] = ()

    @property
    def is_production(self) -> bool:
        """True as long as one fact speaks for it, is unknown, or is missing."""
        return bool(self.doubts or self._missing)

    @property
    def doubts(self) -> tuple[Fact, ...]:
        """What does not say evaluation: what says production comes first."""
        found = [each for each in self.facts if each.says is not Says.EVALUATION]
        return tuple(sorted(found, key=lambda each: each.says is Says.UNKNOWN))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is one, or why it is none, for people."""
        if self.is_production:
            told = [each.words for each in self.doubts]
            return tuple(dict.fromkeys([*told, *(f"no {each.value}" for each in self._missing)]))
        return tuple(dict.fromkeys(each.words for each in self.facts))

    def with_facts(self, more: Iterable[Fact]) -> "Identity":
        """The same, and what was found later."""
        return Identity((*self.facts, *more))

    @property
    def _missing(self) -> tuple[Source, ...]:
        known = {each.source for each in self.facts}
        return tuple(each for each in REQUIRED if each not in known)
