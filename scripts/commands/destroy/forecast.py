"""What is going to stay of a deployment's data, and what is going to be lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scripts.commands.destroy.decision import Decision, address_of
from scripts.commands.destroy.pricing import monthly_usd
from scripts.inventory.thing import Thing
from scripts.resources import known
from scripts.terraform.documents.holdings import Holding, Holdings

_BY_HAND = "no state knows it: stays until somebody deletes it"


@dataclass(frozen=True)
class Row:
    """A thing that stays.

    usd: dollars a month; None where AWS does not charge by size, or where no prices are known.
    """

    thing: Thing
    why: str
    usd: float | None

    @property
    def title(self) -> str:
        """What it is, for people."""
        return title_of(self.thing)

    def as_data(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "type": self.thing.type,
            "id": self.thing.id,
            "name": self.thing.name,
            "amount": self.thing.amount,
            "why": self.why,
            "until": self.thing.until.isoformat() if self.thing.until else None,
            "monthly_usd": None if self.usd is None else round(self.usd, 4),
        }


@dataclass(frozen=True)
class Forecast:
    """stays: with reasons and prices. lost: things whose data nobody gets back."""

    region: str
    stays: tuple[Row, ...] = ()
    lost: tuple[Thing, ...] = field(default=())

    @property
    def monthly_usd(self) -> float | None:
        """All of it together; None without prices."""
        known = [row.usd for row in self.stays if row.usd is not None]
        return sum(known) if known or not self.stays else None


def forecast(
    region: str,
    decision: Decision,
    holdings: Holdings,
    things: Sequence[Thing],
    copies: Sequence[Thing] = (),
) -> Forecast:
    """Before anything goes; `copies` are still to be taken."""
    staying: list[tuple[Thing, str]] = [(copy, "the last copy") for copy in copies]
    lost = []
    for thing in things:
        address = address_of(thing, holdings)
        if address is None and _goes_with_database(thing, decision, holdings):
            continue
        if address is None:
            staying.append((thing, _waiting(thing) or _by_hand(thing)))
        elif address in decision.stays:
            staying.append((thing, decision.stays[address]))
        else:
            window = _window(holdings.by_address[address])
            if window:
                waits = Thing(thing.type, thing.id, thing.name, amount=thing.amount)
                staying.append((waits, f"can be brought back for {window} days, free of charge"))
            else:
                lost.append(thing)
    return Forecast(region, tuple(_rows(region, staying)), tuple(lost))


def what_is_left(
    region: str, why: Mapping[str, str], holdings: Holdings, things: Sequence[Thing]
) -> Forecast:
    """After it: what AWS still has, by the reasons of the decision."""
    staying = []
    for thing in things:
        address = address_of(thing, holdings)
        reason = _waiting(thing) or (why.get(address, "") if address else "") or _by_hand(thing)
        staying.append((thing, reason))
    return Forecast(region, tuple(_rows(region, staying)))


def _rows(region: str, staying: Sequence[tuple[Thing, str]]) -> Iterator[Row]:
    prices = monthly_usd(region, [thing for thing, _ in staying])
    for thing, why in staying:
        until = f"; until {thing.until:%Y-%m-%d}" if _expires(thing) else ""
        yield Row(thing, f"{why}{until}", None if prices is None else prices.get(thing.id))


def _goes_with_database(thing: Thing, decision: Decision, holdings: Holdings) -> bool:
    clusters = [each.address for each in holdings.of_type("aws_rds_cluster")]
    return _is_rds_own(thing) and not set(clusters) & set(decision.stays)


def _by_hand(thing: Thing) -> str:
    return "AWS's own, of the database" if _is_rds_own(thing) else _BY_HAND


def _is_rds_own(thing: Thing) -> bool:
    return thing.type == "aws_secretsmanager_secret" and thing.name.startswith("rds!")


def _expires(thing: Thing) -> bool:
    return isinstance(thing.until, datetime) and not _waiting(thing)


def _waiting(thing: Thing) -> str:
    """Why it is there although it was deleted."""
    if _recoverable_days(thing.type) and thing.until:
        return f"waits for its deletion on {thing.until:%Y-%m-%d}, free of charge"
    return ""


def _window(held: Holding) -> int:
    return int(held.attributes.get(_recoverable_days(held.type)) or 0)


def title_of(thing: Thing) -> str:
    """What it is, for people."""
    data = known(thing.type).data
    return data.title if data else thing.type


def _recoverable_days(type_: str) -> str:
    """The attribute with the days within which a deletion can be undone; empty if it cannot."""
    data = known(type_).data
    return data.recoverable_days if data else ""
