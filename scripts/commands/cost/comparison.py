"""Two estimates side by side: where the difference lies."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scripts.pricing.assumptions import LEVELS, TYPICAL
from scripts.pricing.estimate import Estimate, Levels, Line
from scripts.pricing.prices import Price

Key = tuple[str, str]


@dataclass(frozen=True)
class Side:
    """One charge on one side: the quantity and amount at each level, and the price of a unit."""

    quantities: Levels
    amounts: Levels
    price: Price


@dataclass(frozen=True)
class Difference:
    """One charge on both sides; None where a side does not have it."""

    part: str
    what: str
    first: Side | None
    second: Side | None

    def amounts(self, level: str = TYPICAL) -> tuple[float, float]:
        """What both cost."""
        first, second = (side.amounts[level] if side else 0.0 for side in (self.first, self.second))
        return first, second

    def usd(self, level: str = TYPICAL) -> float:
        """How much dearer the second is; negative if it is cheaper."""
        first, second = self.amounts(level)
        return second - first

    def why(self, first: str, second: str) -> str:
        """The reason in words, with the names of both sides; empty if they are equal."""
        if self.first is None or self.second is None:
            return f"only in {second if self.first is None else first}"
        reasons = []
        before, after = self.first.quantities[TYPICAL], self.second.quantities[TYPICAL]
        if round(before, 6) != round(after, 6):
            reasons.append(f"{before:,.4g} against {after:,.4g} {self.first.price.unit}")
        if self.first.price.usd != self.second.price.usd:
            reasons.append(f"${self.first.price.usd:g} against ${self.second.price.usd:g} a unit")
        return "; ".join(reasons)


@dataclass(frozen=True)
class Comparison:
    """All charges of two estimates, the largest difference first."""

    first: Estimate
    second: Estimate
    differences: tuple[Difference, ...]

    @property
    def in_both(self) -> list[Difference]:
        """Charges that both have."""
        return [each for each in self.differences if each.first and each.second]


def by_part(line: Line) -> Key:
    """Charges are the same if they are of one component and one meter."""
    return line.part, line.price.meter


def by_meter(line: Line) -> Key:
    """Charges are the same if they are of one meter, whichever component has them."""
    return "", line.price.meter


def compare(
    first: Estimate, second: Estimate, key: Callable[[Line], Key] | None = None
) -> Comparison:
    """Compare charge by charge: by component, or by meter alone where a plan does not know them."""
    if key is None:
        known_parts = all(line.component for line in (*first.lines, *second.lines))
        key = by_part if known_parts else by_meter
    sides = [_sides(estimate.lines, key) for estimate in (first, second)]
    found = []
    for each in dict.fromkeys([*sides[0], *sides[1]]):
        before, after = sides[0].get(each), sides[1].get(each)
        if known := before or after:
            found.append(Difference(each[0], known.price.what, before, after))
    found.sort(key=lambda each: (-abs(each.usd()), each.part, each.what))
    return Comparison(first, second, tuple(found))


def _sides(lines: Iterable[Line], key: Callable[[Line], Key]) -> dict[Key, Side]:
    grouped: dict[Key, list[Line]] = {}
    for line in lines:
        grouped.setdefault(key(line), []).append(line)
    return {
        each: Side(
            {level: sum(line.quantities[level] for line in group) for level in LEVELS},
            {level: sum(line.usd(level) for line in group) for level in LEVELS},
            group[0].price,
        )
        for each, group in grouped.items()
    }
