"""The predecessor's base figure, out of its own assumptions, by the same arithmetic as ours."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scripts.pricing.assumptions import LEVELS
from scripts.pricing.estimate import Estimate, Line
from scripts.pricing.prices import PriceTable, prices_of


@dataclass(frozen=True)
class Predecessor:
    """What its README counts, and the sum that it states in dollars a month.

    It counts hours of idle compute only, so its estimate is the same at every level of usage.
    """

    estimate: Estimate
    stated: float
    what: str
    url: str

    @property
    def deviation(self) -> float:
        """Ours of its base against the stated sum, as a part of it."""
        return self.estimate.total() / self.stated - 1


@cache
def predecessor(region: str = "") -> Predecessor:
    """Price it in a Region, by default the one whose prices it quotes. Raises PricesError."""
    data: dict[str, Any] = json.loads(
        Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    )
    prices = prices_of(region or data["region"])
    lines = [_line(each, prices, data["hours_per_month"]) for each in data["lines"]]
    found = Estimate(data["name"], "production", prices.region, tuple(lines), {}, {})
    return Predecessor(found, data["monthly_usd"], data["what"], data["url"])


def _line(described: dict[str, Any], prices: PriceTable, hours: float) -> Line:
    quantity = described.get("each_hour", 0) * hours + described.get("each_month", 0)
    return Line(
        described["address"],
        described["component"],
        prices[described["meter"]],
        dict.fromkeys(LEVELS, float(quantity)),
        f"quoted as {described['quoted']}",
    )
