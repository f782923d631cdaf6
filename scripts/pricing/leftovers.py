"""Prices of resources that remain after a deployment was destroyed."""

from collections.abc import Mapping

from scripts.pricing.prices import prices_of
from scripts.resources import CATALOGUE, known


def price_leftover(region: str, type_: str, quantities: Mapping[str, float]) -> float:
    """Dollars a month for a resource of a type in `priced_leftovers`, by its charged quantities.

    Raises PricesError for a Region without a table.
    """
    table, meters = prices_of(region), _meters(type_)
    return sum(quantity * table[meters[name]].usd for name, quantity in quantities.items())


def priced_leftovers() -> list[str]:
    """The types whose leftovers have a price."""
    return sorted(type_ for type_ in CATALOGUE if _meters(type_))


def _meters(type_: str) -> Mapping[str, str]:
    """Quantity -> meter."""
    data = known(type_).data
    return data.leftovers if data else {}
