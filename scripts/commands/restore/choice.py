"""Which pair of copies a restore is to bring back: one by its id, or one for a moment."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone

from scripts.cli import moments
from scripts.cli.errors import InvalidInputError, OperationFailedError
from scripts.inventory.copies.copy import Copies
from scripts.inventory.copies.judging import refusals
from scripts.inventory.copies.pairing import SHORTEST_ID, Pair, Pairing, database_at, is_exact

_MOST = 12
_FORMS = "2026-11-28T17:00Z or 2026-11-28T12:00-05:00"


class WrongChoiceError(InvalidInputError):
    """--pair or --at cannot be used; the message says what was received and what is accepted."""


class NothingThereError(OperationFailedError):
    """No copies for that moment, or several that fit alike; the message says what there is."""


def demand_one(pair: str | None, at: str | None) -> None:
    """Refuse none and both. Raises WrongChoiceError."""
    if (pair is None) == (at is None):
        received = "neither" if pair is None else f"--pair {pair} and --at {at}"
        raise WrongChoiceError(
            f"restore plan takes either --pair ID or --at TIME; received: {received}."
        )


def parse_moment(text: str, now: datetime) -> datetime:
    """A moment in UTC. Raises WrongChoiceError for anything without a time zone."""
    try:
        moment = moments.parse_moment(text)
    except ValueError:
        raise WrongChoiceError(f"--at {text}: accepted: a time such as {_FORMS}.") from None
    if moment.tzinfo is None:
        raise WrongChoiceError(
            f"--at {text}: has no time zone, and hours matter. Accepted: {_FORMS}."
        )
    moment = moment.astimezone(timezone.utc)
    if moment > now:
        raise WrongChoiceError(f"--at {text}: is in the future; now is {now:%Y-%m-%dT%H:%MZ}.")
    return moment


def by_id(pairing: Pairing, id_: str) -> Pair:
    """The pair of this id. Raises WrongChoiceError."""
    found = pairing.named(id_)
    if len(found) == 1:
        return found[0]
    if found:
        raise WrongChoiceError(
            f"--pair {id_}: begins the ids of several pairs. Accepted: {_ids(found)}."
        )
    known = _ids(pairing.pairs) if pairing.pairs else "none, as there are no pairs"
    short = f" (at least {SHORTEST_ID} characters)" if len(id_) < SHORTEST_ID else ""
    raise WrongChoiceError(f"--pair {id_}: no such pair{short}. Accepted: {known}.")


def _ids(pairs: Sequence[Pair]) -> str:
    more = f" and {len(pairs) - _MOST} more" if len(pairs) > _MOST else ""
    return ", ".join(each.id for each in pairs[:_MOST]) + more


def for_moment(copies: Copies, pairing: Pairing, moment: datetime) -> Pair:
    """The newest database that is not newer than the moment, and the newest such files with it.

    A window that ends before gives its last second, as RDS lags minutes behind. Neither part is
    ever newer than the moment: it is chosen to be before some damage. What can be restored is
    preferred. Raises NothingThereError.
    """
    before = [
        each for each in pairing.pairs if each.moment <= moment and each.files.moment <= moment
    ]
    every = [*_of_windows(copies, moment), *before]
    usable = [each for each in every if not refusals(each, copies)] or every
    if not usable:
        raise NothingThereError(
            f"No copies of both database and files from before {moment:%Y-%m-%d %H:%M} UTC. "
            + _oldest(pairing)
        )
    newest = max(each.moment for each in usable)
    found = [each for each in usable if each.moment == newest]
    if len({each.files.store for each in found}) > 1:
        raise NothingThereError(
            f"Two databases existed at {newest:%Y-%m-%d %H:%M} UTC, "
            f"{', '.join(sorted({each.database.origin for each in found}))}. "
            "Choose a pair of one of them by --pair; openemr restore list shows both."
        )
    return max(found, key=lambda each: (each.files.moment, each.digest))


def _of_windows(copies: Copies, moment: datetime) -> Iterator[Pair]:
    for span in copies.windows:
        asked = min(moment, span.latest)
        yield from database_at(asked, copies.copies, [span], copies.creations)


def why_not_exact(copies: Copies, pair: Pair, moment: datetime) -> list[str]:
    """Why the database comes back older than asked; empty if it does not."""
    if pair.moment == moment.replace(microsecond=0):
        return []
    if any(span.has(moment) for span in copies.windows):
        return ["the point-in-time window has that second, but there are no files to go with it"]
    ends = [
        f"{span.cluster} {span.earliest:%Y-%m-%d %H:%M} to {span.latest:%Y-%m-%d %H:%M} UTC"
        for span in copies.windows
    ]
    return [f"that second is outside of the point-in-time window ({', '.join(ends) or 'none'})"]


def _oldest(pairing: Pairing) -> str:
    if not pairing.pairs:
        return "There are no pairs at all."
    oldest = min(pairing.pairs, key=lambda each: max(each.moment, each.files.moment))
    moment = max(oldest.moment, oldest.files.moment)
    return f"The oldest pair is {oldest.id}, of {moment:%Y-%m-%d %H:%M} UTC."


def as_of_the_files(pairing: Pairing, pair: Pair) -> Pair | None:
    """The pair with the same files, and the database as old as them; None if it is this one."""
    for each in pairing.pairs:
        if each.files == pair.files and is_exact(each) and each.moment != pair.moment:
            return each
    return None
