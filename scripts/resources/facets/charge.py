"""Facet of `openemr cost`: the charges for a resource, or why it is free."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from scripts.terraform.documents.configuration import Configuration, Resource, as_list

DAYS_PER_MONTH = 365 / 12


@dataclass(frozen=True)
class Charge:
    """A quantity of one meter, for a month, and how it comes about."""

    meter: str
    quantity: float
    why: str = ""


@dataclass(frozen=True)
class Free:
    """AWS charges nothing for it, or charges it elsewhere; the reason says which."""

    reason: str


class NoPriceError(Exception):
    """AWS charges for it in a way that no rule knows; the message says what was found."""


class _Assumption(Protocol):
    def at(self, level: str) -> float: ...


class _Assumptions(Protocol):
    def __getitem__(self, name: str) -> _Assumption: ...


@dataclass(frozen=True)
class Situation:
    """The configuration that a resource belongs to, and what is taken for granted about its use."""

    configuration: Configuration
    assumptions: _Assumptions
    level: str

    def use(self, assumption: str) -> float:
        """An assumption's value at this level."""
        return self.assumptions[assumption].at(self.level)

    @property
    def hours(self) -> float:
        """Hours of a month."""
        return self.use("hours_per_month")

    def target(self, resource: Resource, type_: str, *path: str) -> Resource | None:
        """The resource of this type to which `path` refers, if it is in the configuration."""
        for address in sorted(resource.refers_to(*path)):
            found = self.configuration.by_address.get(address)
            if found and found.type == type_:
                return found
        return None

    def months_kept(self, days: float | None) -> float:
        """Months of data kept at a retention of so many days; None is indefinitely."""
        age = self.use("months_running")
        return age if days is None else min(age, days / DAYS_PER_MONTH)


# A function that prices a resource of one type.
Charges = Callable[[Resource, Situation], list[Charge] | Free]


def number(resource: Resource, *path: str, default: float = 0) -> float:
    """The number at `path`, also if it is written as text; `default` if there is none."""
    value = resource.get(*path)
    try:
        return float(value)
    except (TypeError, ValueError):
        return default


def count_subnets(resource: Resource, *path: str) -> int:
    """Number of subnets at `path`; a plan shows only what it refers to."""
    subnets = [each for each in resource.refers_to(*path) if each.startswith("aws_subnet.")]
    return len(subnets) or len(as_list(resource.get(*path)))
