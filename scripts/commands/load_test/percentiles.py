"""Percentiles of samples, exact: no buckets and no rounding before the end."""

import math
from collections.abc import Sequence

PERCENTILES = (50.0, 75.0, 90.0, 95.0, 99.0, 99.9)


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The nearest rank: the smallest value that `percent` of all values do not exceed."""
    # Rounded, for 0.999 * 1000 is a little more than 999.
    rank = math.ceil(round(percent / 100 * len(ordered), 9))
    return ordered[max(rank, 1) - 1]


def table(seconds: Sequence[float]) -> dict[str, float]:
    """p50 to p99.9, max and mean in milliseconds; empty without values."""
    if not seconds:
        return {}
    ordered = sorted(seconds)
    found = {f"p{percent:g}": percentile(ordered, percent) for percent in PERCENTILES}
    found |= {"max": ordered[-1], "mean": sum(ordered) / len(ordered)}
    return {name: round(value * 1000, 1) for name, value in found.items()}
