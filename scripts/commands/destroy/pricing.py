"""What something that stays costs a month."""

from collections.abc import Mapping, Sequence

from scripts.inventory.data_asset import DataAsset
from scripts.pricing.leftovers import (
    Leftover,
    price_leftovers,
    priced_leftovers,
)
from scripts.pricing.prices import PricesError


def monthly_usd(region: str, assets: Sequence[DataAsset]) -> Mapping[str, float] | None:
    """Id -> dollars a month, for what AWS charges by its size; None without prices there."""
    priced = [each for each in assets if each.type in priced_leftovers()]
    leftovers = [Leftover(each.type, each.id, each.quantities) for each in priced]
    try:
        return {each.leftover.name: each.monthly_usd for each in price_leftovers(region, leftovers)}
    except PricesError:
        return None
