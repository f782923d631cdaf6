"""Decision which resources a destroy deletes and keeps, by data, locks and dependencies."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from scripts.inventory.data_asset import DataAsset
from scripts.resources import known
from scripts.resources.entry import ResourceType
from scripts.terraform.documents.state import StateResource, StateResources


class Mode(Enum):
    """Extent of the deletion; the values are for reports."""

    KEEP_DATA = "production: data is kept"
    BY_SETTINGS = "evaluation: everything is deleted, as configured"
    PURGE = "purge: the data is deleted as well"


_NEEDED = "needed by something that is kept"
LAST_BACKUP = "holds the last backup"


@dataclass(frozen=True)
class Decision:
    """Addresses by fate. kept: address -> reason. deleted: the other addresses of the state."""

    mode: Mode
    kept: Mapping[str, str]
    deleted: frozenset[str]


def decide(
    mode: Mode,
    resources: StateResources,
    assets: Sequence[DataAsset],
    *,
    keeps_vault: bool = False,
    copied_keys: Collection[str] = (),
) -> Decision:
    """Sort the state's resources.

    keeps_vault: a purge leaves the last backup in it. copied_keys: ARNs of the keys that encrypt
    copies which are still to be taken.
    """
    why = dict(_kept(mode, resources, assets))
    if mode is Mode.KEEP_DATA:
        why = {
            address: f"{reason}; {why[address]}" if address in why else reason
            for address, reason in _data(resources)
        }
    if keeps_vault:
        for each in resources.of_type("aws_backup_vault"):
            why.setdefault(each.address, LAST_BACKUP)
    if mode is not Mode.KEEP_DATA:
        why |= _keys(resources, assets, set(why), copied_keys)
        why |= {each.address: _NEEDED for each in _companions(resources, set(why))}
    for address in resources.with_dependencies(why):
        why.setdefault(address, _NEEDED)
    return Decision(mode, why, frozenset(resources.by_address) - set(why))


def address_of(asset: DataAsset, resources: StateResources) -> str | None:
    """The address of an asset in the state; None if it is not there."""
    for each in resources.of_type(asset.type):
        if asset.id in (each.id, each.attributes.get("arn"), each.attributes.get("name")):
            return each.address
    return None


def _data(resources: StateResources) -> Iterator[tuple[str, str]]:
    for each in resources.by_address.values():
        entry = known(each.type)
        if entry.data and entry.data.kept_because:
            yield each.address, entry.data.kept_because
        elif isinstance(entry, ResourceType) and entry.guards_data:
            yield each.address, "protects what is kept"


def _kept(
    mode: Mode, resources: StateResources, assets: Sequence[DataAsset]
) -> Iterator[tuple[str, str]]:
    """The reason to keep an asset; locked ones, and possibly other owners', are always kept."""
    for asset in assets:
        address = address_of(asset, resources)
        if address is None:
            continue
        if asset.type in ("aws_backup_vault", "aws_s3_bucket") and asset.locked:
            yield address, asset.locked
        elif asset.foreign and (mode is not Mode.PURGE or not asset.ours):
            yield address, asset.foreign


def _keys(
    resources: StateResources,
    assets: Sequence[DataAsset],
    kept: set[str],
    copied_keys: Collection[str],
) -> dict[str, str]:
    """The keys of assets that are kept, in the state or not."""
    used = set(copied_keys)
    for asset in assets:
        address = address_of(asset, resources)
        if address in kept or (address is None and asset.until is None):
            used.update(asset.keys)
    return {
        each.address: "encrypts what is kept"
        for each in resources.of_type("aws_kms_key")
        if each.attributes.get("arn") in used
    }


def _companions(resources: StateResources, kept: set[str]) -> Iterator[StateResource]:
    for address in kept:
        held = resources.by_address[address]
        data = known(held.type).data
        if data is None:
            continue
        for each in resources.of_type(*data.companion_types):
            if each.attributes.get(data.companions) in (held.id, held.attributes.get("key_id")):
                yield each
