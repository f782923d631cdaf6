"""The settings that make the stores of a restore: which pair is free, and from which copies."""

from typing import Any

from scripts.cli.errors import OperationFailedError
from scripts.inventory.copies.copy import MOMENT, Copies
from scripts.inventory.copies.pairing import Pair
from stacks.pairs import COLORS


class NoFreeStoresError(OperationFailedError):
    """Both pairs of stores exist, so that a restore has nowhere to go."""


def free_stores(copies: Copies) -> str:
    """`green` beside what is there, `blue` where nothing is. Raises NoFreeStoresError."""
    taken = _taken(copies)
    for store in COLORS:
        if store not in taken:
            return store
    raise NoFreeStoresError(
        "Both pairs of stores exist, blue and green. Destroy the one that does not serve first "
        "(openemr restore discard), or there is no room for a third."
    )


def stores_block(copies: Copies, pair: Pair) -> dict[str, Any]:
    """The setting `stores` with which OpenEMR still uses what it uses now.

    `serving` is switched afterwards, when the new pair is filled and checked. Raises
    NoFreeStoresError.
    """
    free = free_stores(copies)
    used = _taken(copies)
    made = {f"{free}_database": _database(copies, pair), f"{free}_files": pair.files.arn}
    if not used:
        return {"serving": free, **made}
    (serving,) = used
    return {"serving": serving, "standby": "restoring", **made}


def _taken(copies: Copies) -> set[str]:
    """Pairs of which AWS has at least one part."""
    return {store for store, _ in copies.stores if store}


def _database(copies: Copies, pair: Pair) -> str:
    database = pair.database
    if database.source != MOMENT:
        return database.arn
    # By its own id, which a deleted cluster keeps and no other ever gets (2026-11-30):
    # https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterToPointInTime.html
    resource = next(each.resource for each in copies.windows if each.arn == database.arn)
    return f"{resource}@{database.moment:%Y-%m-%dT%H:%M:%SZ}"
