"""Prices of AWS: a table for each Region, each figure with its source and date.

`meters.json` says what is charged and in which unit, `<region>.json` holds the figures, and
`evidence.json` says where each figure was read. Nothing is fetched: an estimate is the same today
and tomorrow, on any machine.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scripts.cli.errors import InvalidInputError

HERE = Path(__file__).parent
OFFERS = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws"
# Basis of a figure, the best first.
PRICE_LIST, PUBLISHED, ASSUMED = "price list", "published", "assumed"
# Their offer files have no Regions.
GLOBAL_OFFERS = ("AmazonRoute53",)
_NO_TABLES = ("meters", "evidence")


class PricesError(InvalidInputError):
    """There is no such price; the message lists the available ones."""


@dataclass(frozen=True)
class Price:
    """Price of one unit of a meter in one Region.

    meter, what, unit: what is charged. usd: dollars for one unit.
    basis: `price list` if it was read there, `published` if AWS or a bill shows it in another way,
        `assumed` if nothing confirms it. evidence: in words; where: its address.
    date: ISO day on which it was fetched, or last known. source: AWS's own price list, to check it.
    page: AWS's pricing page.
    """

    meter: str
    what: str
    unit: str
    usd: float
    basis: str
    evidence: str
    where: str
    date: str
    source: str
    page: str


@dataclass(frozen=True)
class PriceTable:
    """All prices of one Region."""

    region: str
    name: str
    prices: Mapping[str, Price]

    def __getitem__(self, meter: str) -> Price:
        """The price of a meter. Raises PricesError."""
        if meter not in self.prices:
            raise PricesError(f"no price {meter!r} in {self.region}.json")
        return self.prices[meter]

    def __iter__(self) -> Iterator[Price]:
        """Every price."""
        return iter(self.prices.values())


def regions() -> list[str]:
    """The Regions that have a table."""
    return sorted(file.stem for file in HERE.glob("*.json") if file.stem not in _NO_TABLES)


@cache
def prices_of(region: str) -> PriceTable:
    """The table of a Region. Raises PricesError naming the Regions there are."""
    if region not in regions():
        what = f"no prices for Region {region!r}" if region else "the provider has no Region"
        raise PricesError(
            f"{what}; there are tables for {', '.join(regions())}. "
            "--region NAME prices the deployment as if it were there."
        )
    meters, evidence, table = _read("meters"), _read("evidence"), _read(region)
    prices = {
        meter: _price(meter, meters[meter], figure, evidence[figure["evidence"]], region)
        for meter, figure in table["prices"].items()
    }
    return PriceTable(region, table["name"], prices)


def _price(
    meter: str,
    described: Mapping[str, str],
    figure: Mapping[str, Any],
    evidence: Mapping[str, str],
    region: str,
) -> Price:
    offer = described["offer"]
    part = "" if offer in GLOBAL_OFFERS else f"/{region}"
    return Price(
        meter,
        described["what"],
        described["unit"],
        float(figure["usd"]),
        figure["basis"],
        evidence["what"],
        evidence["url"],
        evidence["date"],
        f"{OFFERS}/{offer}/current{part}/index.json",
        described["page"],
    )


def _read(name: str) -> dict[str, Any]:
    return dict(json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")))
