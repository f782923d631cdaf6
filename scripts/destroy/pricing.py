"""What something that stays costs a month."""

from collections.abc import Mapping, Sequence

from scripts.cost.leftovers import LEFTOVER_QUANTITIES, Leftover, price_leftovers
from scripts.cost.prices import PricesError
from scripts.destroy.thing import Thing


def monthly_usd(region: str, things: Sequence[Thing]) -> Mapping[str, float] | None:
    """Id -> dollars a month, for what AWS charges by its size; None without prices there."""
    priced = [each for each in things if each.type in LEFTOVER_QUANTITIES]
    leftovers = [Leftover(each.type, each.id, each.quantities) for each in priced]
    try:
        return {each.leftover.name: each.monthly_usd for each in price_leftovers(region, leftovers)}
    except PricesError:
        return None
