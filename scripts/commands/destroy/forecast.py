"""Forecast of a destroy: data that is kept, its price, and data that is lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scripts.commands.destroy.decision import Decision, address_of
from scripts.inventory.data_asset import DataAsset
from scripts.pricing.leftovers import price_leftover, priced_leftovers
from scripts.pricing.prices import PricesError
from scripts.resources import known
from scripts.terraform.documents.state import StateResource, StateResources

_BY_HAND = "not in the state: kept until it is deleted by hand"


def monthly_usd(region: str, assets: Sequence[DataAsset]) -> Mapping[str, float]:
    """Id -> dollars a month, for assets charged by size; empty for Regions without prices."""
    priced = priced_leftovers()
    try:
        return {
            each.id: price_leftover(region, each.type, each.quantities)
            for each in assets
            if each.type in priced
        }
    except PricesError:
        return {}


@dataclass(frozen=True)
class Row:
    """An asset that is kept.

    usd: dollars a month; None where AWS does not charge by size, or where no prices are known.
    """

    asset: DataAsset
    why: str
    usd: float | None

    @property
    def title(self) -> str:
        """Kind and name of the asset, for reports."""
        return title_of(self.asset)

    def as_data(self) -> dict[str, Any]:
        """The row as JSON types."""
        return {
            "type": self.asset.type,
            "id": self.asset.id,
            "name": self.asset.name,
            "amount": self.asset.amount,
            "why": self.why,
            "until": self.asset.until.isoformat() if self.asset.until else None,
            "monthly_usd": None if self.usd is None else round(self.usd, 4),
        }


@dataclass(frozen=True)
class Forecast:
    """kept: assets kept, with reasons and prices. lost: assets whose data cannot be recovered."""

    region: str
    kept: tuple[Row, ...] = ()
    lost: tuple[DataAsset, ...] = field(default=())

    @property
    def monthly_usd(self) -> float | None:
        """Monthly price of all assets kept; None without prices."""
        known = [row.usd for row in self.kept if row.usd is not None]
        return sum(known) if known or not self.kept else None


def forecast(
    region: str,
    decision: Decision,
    resources: StateResources,
    assets: Sequence[DataAsset],
    copies: Sequence[DataAsset] = (),
) -> Forecast:
    """Forecast before any deletion; `copies` are still to be taken."""
    staying: list[tuple[DataAsset, str]] = [(copy, "the last copy") for copy in copies]
    lost = []
    for asset in assets:
        address = address_of(asset, resources)
        if address is None and _deleted_with_database(asset, decision, resources):
            continue
        if address is None:
            staying.append((asset, _waiting(asset) or _by_hand(asset)))
        elif address in decision.kept:
            staying.append((asset, decision.kept[address]))
        else:
            window = _window(resources.by_address[address])
            if window:
                waits = DataAsset(asset.type, asset.id, asset.name, amount=asset.amount)
                staying.append((waits, f"recoverable for {window} days, free of charge"))
            else:
                lost.append(asset)
    return Forecast(region, tuple(_rows(region, staying)), tuple(lost))


def what_is_left(
    region: str,
    why: Mapping[str, str],
    resources: StateResources,
    assets: Sequence[DataAsset],
) -> Forecast:
    """Remaining assets in AWS after a destroy, with the reasons of the decision."""
    staying = []
    for asset in assets:
        address = address_of(asset, resources)
        reason = _waiting(asset) or (why.get(address, "") if address else "") or _by_hand(asset)
        staying.append((asset, reason))
    return Forecast(region, tuple(_rows(region, staying)))


def _rows(region: str, staying: Sequence[tuple[DataAsset, str]]) -> Iterator[Row]:
    prices = monthly_usd(region, [asset for asset, _ in staying])
    for asset, why in staying:
        until = f"; until {asset.until:%Y-%m-%d}" if _expires(asset) else ""
        yield Row(asset, f"{why}{until}", prices.get(asset.id))


def _deleted_with_database(asset: DataAsset, decision: Decision, resources: StateResources) -> bool:
    """Whether it is RDS's secret of a database that is deleted; of an unknown one, of all."""
    clusters = resources.of_type("aws_rds_cluster")
    own = [each.address for each in clusters if asset.id in _secrets_of(each)]
    of = own or [each.address for each in clusters]
    return _is_rds_own(asset) and not set(of) & set(decision.kept)


def _secrets_of(cluster: StateResource) -> list[str]:
    found = cluster.attributes.get("master_user_secret") or []
    return [str(each.get("secret_arn")) for each in found]


def _by_hand(asset: DataAsset) -> str:
    return "kept by RDS, deleted with the database" if _is_rds_own(asset) else _BY_HAND


def _is_rds_own(asset: DataAsset) -> bool:
    return asset.type == "aws_secretsmanager_secret" and asset.name.startswith("rds!")


def _expires(asset: DataAsset) -> bool:
    return isinstance(asset.until, datetime) and not _waiting(asset)


def _waiting(asset: DataAsset) -> str:
    """The reason for which a deleted asset is still listed."""
    if _recoverable_days(asset.type) and asset.until:
        return f"scheduled for deletion on {asset.until:%Y-%m-%d}, free of charge"
    return ""


def _window(held: StateResource) -> int:
    return int(held.attributes.get(_recoverable_days(held.type)) or 0)


def title_of(asset: DataAsset) -> str:
    """Kind and name of the asset, for reports."""
    data = known(asset.type).data
    return data.title if data else asset.type


def _recoverable_days(type_: str) -> str:
    """The attribute with the days within which a deletion can be undone; empty if none."""
    data = known(type_).data
    return data.recoverable_days if data else ""
