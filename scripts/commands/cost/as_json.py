"""Estimates as plain data."""

from typing import Any

from scripts.commands.cost.comparison import Comparison, Side
from scripts.commands.cost.predecessor import Predecessor
from scripts.pricing.assumptions import LEVELS
from scripts.pricing.estimate import Estimate, Levels, Line


def estimate_data(estimate: Estimate) -> dict[str, Any]:
    """Totals, every charge with its price's source, every free resource with the reason."""
    return {
        "name": estimate.name,
        "environment": estimate.environment,
        "region": estimate.region,
        "currency": "USD",
        "monthly": _rounded({level: estimate.total(level) for level in LEVELS}),
        "resting_on_assumed_prices": _rounded(
            {level: estimate.resting_on_assumed_prices(level) for level in LEVELS}
        ),
        "charges": [_line(line) for line in estimate.lines],
        "free": [
            {"address": address, "reason": reason}
            for address, reason in sorted(estimate.free.items())
        ],
        "assumptions": {
            each.name: {
                **dict(zip(LEVELS, each.values, strict=True)),
                "unit": each.unit,
                "sentence": each.sentence,
                "changed": each.changed,
            }
            for each in estimate.assumptions.values()
        },
    }


def comparison_data(compared: Comparison) -> dict[str, Any]:
    """Both estimates and each difference, in dollars a month at each level."""
    first, second = compared.first.name, compared.second.name
    return {
        "first": estimate_data(compared.first),
        "second": estimate_data(compared.second),
        "difference": _rounded(
            {level: compared.second.total(level) - compared.first.total(level) for level in LEVELS}
        ),
        "charges": [
            {
                "component": each.part,
                "what": each.what,
                "first": _side(each.first),
                "second": _side(each.second),
                "difference": _rounded({level: each.usd(level) for level in LEVELS}),
                "why": each.why(first, second),
            }
            for each in compared.differences
        ],
    }


def predecessor_data(predecessor: Predecessor, compared: Comparison) -> dict[str, Any]:
    """The stated sum, ours of it, and the comparison with a deployment."""
    return {
        "stated": predecessor.stated,
        "reproduced": round(predecessor.estimate.total(), 4),
        "deviation": round(predecessor.deviation, 6),
        "source": predecessor.url,
        "comparison": comparison_data(compared),
    }


def _line(line: Line) -> dict[str, Any]:
    price = line.price
    return {
        "address": line.address,
        "component": line.component,
        "meter": price.meter,
        "what": price.what,
        "quantity": _rounded(line.quantities, 6),
        "unit": price.unit,
        "calculation": line.why,
        "unit_price": {
            "usd": price.usd,
            "basis": price.basis,
            "evidence": price.evidence,
            "evidence_url": price.where,
            "date": price.date,
            "source": price.source,
            "page": price.page,
        },
        "monthly": _rounded({level: line.usd(level) for level in LEVELS}),
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "quantity": _rounded(side.quantities, 6),
        "unit_price": side.price.usd,
        "monthly": _rounded(side.amounts),
    }


def _rounded(levels: Levels, digits: int = 4) -> dict[str, float]:
    return {level: round(levels[level], digits) for level in LEVELS}
