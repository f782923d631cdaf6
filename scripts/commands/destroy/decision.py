"""What stays and what goes: by what holds data, by what AWS locks, by what that needs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from scripts.inventory.thing import Thing
from scripts.resources import known
from scripts.resources.entry import ResourceType
from scripts.terraform.documents.holdings import Holding, Holdings


class Mode(Enum):
    """The values are what people and reports are told."""

    KEEP_DATA = "production: what holds data stays"
    BY_SETTINGS = "evaluation: all goes, as its settings say"
    PURGE = "purge: the data goes as well"


_NEEDED = "something that stays needs it"
LAST_BACKUP = "holds the last backup"


@dataclass(frozen=True)
class Decision:
    """stays: address -> why. goes: the other addresses of the state."""

    mode: Mode
    stays: Mapping[str, str]
    goes: frozenset[str]


def decide(
    mode: Mode,
    holdings: Holdings,
    things: Sequence[Thing],
    *,
    keeps_vault: bool = False,
    copied_keys: Collection[str] = (),
) -> Decision:
    """Sort the state's resources.

    keeps_vault: a purge leaves the last backup in it. copied_keys: ARNs of the keys that encrypt
    copies which are still to be taken.
    """
    why = dict(_kept(mode, holdings, things))
    if mode is Mode.KEEP_DATA:
        why = {
            address: f"{reason}; {why[address]}" if address in why else reason
            for address, reason in _data(holdings)
        }
    if keeps_vault:
        for each in holdings.of_type("aws_backup_vault"):
            why.setdefault(each.address, LAST_BACKUP)
    if mode is not Mode.KEEP_DATA:
        why |= _keys(holdings, things, set(why), copied_keys)
        why |= {each.address: _NEEDED for each in _companions(holdings, set(why))}
    for address in holdings.with_needs(why):
        why.setdefault(address, _NEEDED)
    return Decision(mode, why, frozenset(holdings.by_address) - set(why))


def address_of(thing: Thing, holdings: Holdings) -> str | None:
    """Where the state has it; None if it has not."""
    for each in holdings.of_type(thing.type):
        if thing.id in (each.id, each.attributes.get("arn"), each.attributes.get("name")):
            return each.address
    return None


def _data(holdings: Holdings) -> Iterator[tuple[str, str]]:
    for each in holdings.by_address.values():
        entry = known(each.type)
        if entry.data and entry.data.stays:
            yield each.address, entry.data.stays
        elif isinstance(entry, ResourceType) and entry.guards_data:
            yield each.address, "guards what stays"


def _kept(mode: Mode, holdings: Holdings, things: Sequence[Thing]) -> Iterator[tuple[str, str]]:
    """What AWS locks, or what may be somebody else's, stays in any case."""
    for thing in things:
        address = address_of(thing, holdings)
        if address is None:
            continue
        if thing.type in ("aws_backup_vault", "aws_s3_bucket") and thing.locked:
            yield address, thing.locked
        elif thing.foreign and (mode is not Mode.PURGE or not thing.ours):
            yield address, thing.foreign


def _keys(
    holdings: Holdings, things: Sequence[Thing], stays: set[str], copied_keys: Collection[str]
) -> dict[str, str]:
    """The keys of what stays, whether the state has it or not."""
    used = set(copied_keys)
    for thing in things:
        address = address_of(thing, holdings)
        if address in stays or (address is None and thing.until is None):
            used.update(thing.keys)
    return {
        each.address: "encrypts what stays"
        for each in holdings.of_type("aws_kms_key")
        if each.attributes.get("arn") in used
    }


def _companions(holdings: Holdings, stays: set[str]) -> Iterator[Holding]:
    for address in stays:
        kept = holdings.by_address[address]
        data = known(kept.type).data
        for each in holdings.of_type(*data.companion_types) if data else ():
            if each.attributes.get(data.companions) in (kept.id, kept.attributes.get("key_id")):
                yield each
