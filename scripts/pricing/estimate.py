"""The estimate of one configuration: every charge, at three levels of usage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.cli.errors import InvalidInputError
from scripts.pricing.assumptions import LEVELS, TYPICAL, Assumptions
from scripts.pricing.prices import ASSUMED, Price, PriceTable
from scripts.resources import known
from scripts.resources.facets.charge import Charge, Free, NoPriceError, Situation
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.configuration import REMOTE_STATE, Configuration, Resource

Levels = Mapping[str, float]


class UnpricedError(InvalidInputError):
    """Resources without a price; one line for each."""


@dataclass(frozen=True)
class Line:
    """One charge of one resource: its quantity at each level, and the price of one unit.

    component: what made it, such as `application/task`. why: how the typical quantity comes about.
    """

    address: str
    component: str
    price: Price
    quantities: Levels
    why: str = ""

    def usd(self, level: str) -> float:
        """Dollars a month."""
        return self.quantities[level] * self.price.usd

    @property
    def part(self) -> str:
        """The component without its inner parts, by which people look for it."""
        return self.component.partition("/")[0]


@dataclass(frozen=True)
class Estimate:
    """Monthly cost of one configuration.

    free: address -> why nothing is charged. resources: how many were looked at.
    """

    name: str
    environment: str
    region: str
    lines: tuple[Line, ...]
    free: Mapping[str, str]
    assumptions: Assumptions

    def total(self, level: str = TYPICAL) -> float:
        """Dollars a month."""
        return sum(line.usd(level) for line in self.lines)

    @property
    def resources(self) -> int:
        """Number of resources, free ones included."""
        return len({line.address for line in self.lines} | set(self.free))

    def resting_on_assumed_prices(self, level: str = TYPICAL) -> float:
        """Dollars a month of the total that depend on unconfirmed prices."""
        return sum(line.usd(level) for line in self.lines if line.price.basis == ASSUMED)


def region_of(configuration: Configuration) -> str:
    """The Region of the provider; empty if it does not say."""
    named = (str(provider.get("region") or "") for provider in configuration.provider)
    return next((name for name in named if name), "")


def estimate(
    configuration: Configuration, prices: PriceTable, assumptions: Assumptions
) -> Estimate:
    """Price every resource. Raises UnpricedError naming each that has no price."""
    components = Components.read(configuration.document)
    managed = [each for each in configuration.resources if each.mode == "managed"]
    situations = [Situation(configuration, assumptions, level) for level in LEVELS]
    lines: list[Line] = []
    free: dict[str, str] = {}
    problems: list[str] = []
    for resource in managed:
        try:
            component = _component(resource, configuration, components)
            found = list(_lines(resource, component, situations, prices))
        except NoPriceError as missing:
            problems.append(f"{resource.address}: no price for {missing}")
            continue
        lines += [each for each in found if isinstance(each, Line)]
        reasons = [each.reason for each in found if isinstance(each, Free)]
        free |= dict.fromkeys([resource.address] if reasons else [], "".join(reasons))
    if problems:
        raise UnpricedError("\n".join(f"{configuration.name}: {each}" for each in problems))
    return Estimate(
        configuration.name,
        configuration.environment,
        prices.region,
        tuple(sorted(lines, key=lambda line: (-line.usd(TYPICAL), line.address, line.price.meter))),
        free,
        assumptions,
    )


def _lines(
    resource: Resource, component: str, situations: list[Situation], prices: PriceTable
) -> Iterator[Line | Free]:
    """The charges of one resource, those of all levels in one line for each meter."""
    rule = known(resource.type).charge
    if isinstance(rule, Free):
        yield rule
        return
    if rule is None:
        raise NoPriceError(f"resource type {resource.type}")
    quantities: dict[str, dict[str, float]] = {}
    reasons: dict[str, str] = {}
    for situation in situations:
        charges = rule(resource, situation)
        if isinstance(charges, Free):
            if situation.level == TYPICAL:
                yield charges
            continue
        for charge in charges:
            _add(quantities, reasons, charge, situation.level)
    for meter, by_level in quantities.items():
        if any(by_level.values()):
            levels = {level: by_level.get(level, 0.0) for level in LEVELS}
            yield Line(resource.address, component, prices[meter], levels, reasons[meter])


def _add(
    quantities: dict[str, dict[str, float]], reasons: dict[str, str], charge: Charge, level: str
) -> None:
    by_level = quantities.setdefault(charge.meter, {})
    by_level[level] = by_level.get(level, 0.0) + charge.quantity
    if level == TYPICAL or charge.meter not in reasons:
        reasons[charge.meter] = charge.why


def _component(resource: Resource, configuration: Configuration, components: Components) -> str:
    if configuration.environment == REMOTE_STATE:
        return REMOTE_STATE
    return components.of(resource.address)
