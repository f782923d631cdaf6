"""What remains after a deployment was destroyed, and what AWS charges for it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scripts.pricing.prices import Price, PriceTable, prices_of
from scripts.resources import CATALOGUE, known


class LeftoverError(ValueError):
    """Something that cannot be priced; one line for each, with what is accepted."""


@dataclass(frozen=True)
class Leftover:
    """One thing that stays: its Terraform type, its name, and how much of it AWS charges.

    Quantities that are left out are 0. A KMS key or secret that waits for its deletion costs
    nothing: give 0 `keys` or `secrets`.
    """

    type: str
    name: str
    quantities: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One charge of a leftover: a quantity and the price of one unit."""

    name: str
    quantity: float
    price: Price

    @property
    def monthly_usd(self) -> float:
        """Dollars a month."""
        return self.quantity * self.price.usd


@dataclass(frozen=True)
class PricedLeftover:
    """A leftover with its charges."""

    leftover: Leftover
    parts: tuple[Part, ...]

    @property
    def monthly_usd(self) -> float:
        """Dollars a month."""
        return sum(part.monthly_usd for part in self.parts)


def price_leftovers(region: str, leftovers: Iterable[Leftover]) -> list[PricedLeftover]:
    """The monthly price of each, in the given order.

    Raises LeftoverError naming all that is wrong, and PricesError for a Region without a table.
    """
    wanted = list(leftovers)
    problems = [problem for each in wanted for problem in _problems(each)]
    if problems:
        raise LeftoverError("\n".join(problems))
    table = prices_of(region)
    return [PricedLeftover(each, _parts(each, table)) for each in wanted]


def _parts(leftover: Leftover, table: PriceTable) -> tuple[Part, ...]:
    meters = _meters(leftover.type)
    return tuple(
        Part(name, quantity, table[meters[name]]) for name, quantity in leftover.quantities.items()
    )


def _problems(leftover: Leftover) -> list[str]:
    who = f"{leftover.type} {leftover.name}"
    names = tuple(_meters(leftover.type))
    if not names:
        return [f"{who}: no price for what stays of it; accepted: {', '.join(priced_leftovers())}"]
    found = []
    for name, quantity in leftover.quantities.items():
        if name not in names:
            found.append(f"{who}: quantity {name!r}; accepted: {', '.join(names)}")
        elif not math.isfinite(quantity) or quantity < 0:
            found.append(f"{who}: {name} {quantity}; accepted: a number from 0")
    return found


def priced_leftovers() -> list[str]:
    """The types whose leftovers have a price."""
    return sorted(type_ for type_ in CATALOGUE if _meters(type_))


def _meters(type_: str) -> Mapping[str, str]:
    """Quantity -> meter."""
    data = known(type_).data
    return data.leftovers if data else {}
