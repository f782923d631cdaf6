"""Copies and pairs as JSON types."""

from datetime import datetime
from typing import Any

from scripts.inventory.copies.copy import Copies, Copy, Key, Window
from scripts.inventory.copies.judging import cautions, refusals
from scripts.inventory.copies.pairing import Alone, Pair


def moment_data(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the second."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


def copy_data(copy: Copy, found: Copies) -> dict[str, Any]:
    """Everything that AWS tells of a copy."""
    key = found.keys.get(copy.key)
    return {
        "arn": copy.arn,
        "source": copy.source,
        "moment": moment_data(copy.moment),
        "age_seconds": int((found.now - copy.moment).total_seconds()),
        "of": copy.origin,
        "stores": copy.store,
        "region": copy.place.region,
        "account": copy.place.account,
        "vault": copy.vault,
        "status": copy.status,
        "size_bytes": copy.size_bytes,
        "storage_class": "COLD" if copy.cold else "WARM",
        "locked": copy.locked,
        "expires": moment_data(copy.expires),
        "key": copy.key,
        "key_state": key.state if key else None,
        "key_owner": key.owner if key else None,
    }


def pair_data(pair: Pair, found: Copies) -> dict[str, Any]:
    """A pair with both copies, and whether it can be restored."""
    against = refusals(pair, found)
    return {
        "id": pair.id,
        "gap_seconds": int(pair.gap.total_seconds()),
        "restorable": not against,
        "refusals": against,
        "cautions": cautions(pair),
        "database": copy_data(pair.database, found),
        "files": copy_data(pair.files, found),
    }


def alone_data(alone: Alone, found: Copies) -> dict[str, Any]:
    """A copy without a partner."""
    return {"content": alone.copy.content, "why": alone.why, **copy_data(alone.copy, found)}


def window_data(window: Window) -> dict[str, Any]:
    """A point-in-time window."""
    return {
        "cluster": window.cluster,
        "resource_id": window.resource,
        "earliest": moment_data(window.earliest),
        "latest": moment_data(window.latest),
        "retained_after_deletion": window.retained,
        "stores": window.store,
        "key": window.key,
    }


def key_data(key: Key) -> dict[str, Any]:
    """A KMS key."""
    return {
        "arn": key.arn,
        "state": key.state,
        "usable": key.is_usable,
        "owner": key.owner,
        "deletion": moment_data(key.deletion),
    }
