"""Reasons why a pair of copies cannot be restored, and what to know before it is."""

from collections.abc import Iterator
from datetime import timedelta

from scripts.inventory.copies.copy import MOMENT, Copies, Copy
from scripts.inventory.copies.pairing import Pair

# A copy that AWS deletes during the restore is none. Cold storage takes 4 hours and more
# (scripts/commands/restore/duration.py); a moment is read at the beginning only, by RDS.
SHORTEST_LIFE = timedelta(hours=6)
SHORTEST_LIFE_OF_MOMENT = timedelta(hours=1)


def refusals(pair: Pair, found: Copies) -> list[str]:
    """Why the pair cannot be restored; empty if nothing known is against it."""
    return [reason for copy in (pair.database, pair.files) for reason in copy_refusals(copy, found)]


def copy_refusals(copy: Copy, found: Copies) -> Iterator[str]:
    """The same for one copy."""
    what = f"the copy of the {copy.content}"
    if copy.refused:
        yield f"{what} is {copy.refused}"
    if not copy.is_usable:
        yield f"{what} is not complete: AWS says {copy.status}"
    if copy.place != found.home:
        yield (
            f"{what} is in {copy.place}, the deployment in {found.home}: copy it there first "
            "(aws backup start-copy-job)"
        )
    if copy.expires and copy.expires <= found.now:
        yield f"{what} expired on {copy.expires:%Y-%m-%d %H:%M} UTC"
    elif copy.expires and copy.expires - found.now < _shortest_life(copy):
        rest = spoken(copy.expires - found.now)
        yield f"{what} expires in {rest}, maybe before the restore has read it"
    if copy.key:
        key = found.keys.get(copy.key)
        if key is None or not key.is_usable:
            state = key or "not readable"
            yield f"{what} cannot be decrypted: its key {copy.key} is {state}"


def _shortest_life(copy: Copy) -> timedelta:
    return SHORTEST_LIFE_OF_MOMENT if copy.source == MOMENT else SHORTEST_LIFE


def cautions(pair: Pair) -> list[str]:
    """What the pair lacks, although it can be restored."""
    told = []
    if pair.lacks_files:
        told.append(
            f"the database is {spoken(-pair.gap)} newer than the files: documents filed in that "
            "time have an entry, but no file"
        )
    if pair.files.cold:
        told.append("the files are in cold storage, which takes hours more")
    told += [each.note for each in (pair.database, pair.files) if each.note]
    return told


def spoken(duration: timedelta) -> str:
    """A duration in its largest two units, such as `2 d 4 h`."""
    minutes = int(duration.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min" if rest else f"{int(duration.total_seconds())} s"
