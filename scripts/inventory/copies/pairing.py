"""Pairs of database copy and files copy that may be restored together; pure functions.

OpenEMR's data lie in both. What it has to find again after a restore decides which copies fit:

1. A document's file is written first, its row in `documents` afterwards (openemr,
   library/classes/Document.class.php at 057e7bcf, `createDocument`). So files copied at or after
   the moment of the database hold the file of every row, and besides some that no row names, which
   is harmless. Files copied before it lack those of the rows between. A document that somebody
   deleted in between is lost either way.
2. Keys are in both (src/Common/Crypto/CryptoGen.php at 04e4f4d3): those on the drive decrypt
   columns and are themselves encrypted by those in the database, which decrypt documents. They are
   made at installation and with a new version of the keys, by an upgrade. Copies from both sides of
   such a moment do not open each other, whichever is newer. Of the moments that AWS tells of, the
   creation of a cluster or file system is one: what is of different ones is never paired. An
   upgrade in between is found by the release (scripts/inventory/releases.py).
3. AWS Backup copies files while they change: what is written after the copy began may be in it or
   not (https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html, "Backup consistency", 2026-11-30).
   So the moment of files is the beginning, and only what is older counts as contained.

Hence the order in which a database copy fits a files copy: by point-in-time recovery the database
as of the very moment of the files, while it is in the window; among copies first those of the same
run, of which the database's is not newer, then those of the same run of which it is newer, then
earlier ones; of equals the nearest. Every copy is in one pair of copies at most.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from scripts.inventory.copies.copy import DATABASE, FILES, MOMENT, Copy, Creation, Window

# Jobs of one run start within its start window (stacks/components/backup.py, 60 minutes) at any
# time, each for itself; then the snapshot or the scan begins, for which half an hour is allowed.
SAME_RUN = timedelta(minutes=90)
# `openemr destroy --purge` waits this long for the snapshot before it copies the files.
LONGEST_GAP = timedelta(hours=4)
SHORTEST_ID = 6
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class Pair:
    """Copies of database and files that are restored together.

    gap: how much later the files were copied; negative: the database is newer.
    """

    database: Copy
    files: Copy
    id: str = ""

    @property
    def gap(self) -> timedelta:
        """See above."""
        return self.files.moment - self.database.moment

    @property
    def moment(self) -> datetime:
        """As of when the records are."""
        return self.database.moment

    @property
    def lacks_files(self) -> bool:
        """Whether rows may name documents that are not in the files."""
        return self.gap < timedelta(0)

    @property
    def digest(self) -> str:
        """All letters of its id: made from both copies alone, so that it is the same tomorrow."""
        text = f"{self.database.identity}\n{self.files.identity}"
        number = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
        letters = []
        while number:
            number, rest = divmod(number, len(_ALPHABET))
            letters.append(_ALPHABET[rest])
        return "".join(letters)


@dataclass(frozen=True)
class Alone:
    """A copy without a partner, and why."""

    copy: Copy
    why: str


@dataclass(frozen=True)
class Pairing:
    """Pairs, newest first, and the copies that are in none."""

    pairs: tuple[Pair, ...] = ()
    alone: tuple[Alone, ...] = ()

    def named(self, id_: str) -> list[Pair]:
        """The pairs whose id begins so, whatever its case."""
        wanted = id_.lower()
        if len(wanted) < SHORTEST_ID:
            return []
        return [each for each in self.pairs if each.digest.startswith(wanted)]


def pair_up(
    copies: Iterable[Copy], windows: Iterable[Window], creations: Collection[Creation]
) -> Pairing:
    """Pair the copies by the rule above."""
    every, spans = list(copies), list(windows)
    databases = [each for each in every if each.content == DATABASE]
    files = [each for each in every if each.content == FILES]
    pairs = [*_of_moments(files, spans, creations), *_of_copies(databases, files, creations)]
    paired = {id(each) for pair in pairs for each in (pair.database, pair.files)}
    alone = [
        Alone(each, _why(each, files if each.content == DATABASE else databases, creations))
        for each in every
        if id(each) not in paired
    ]
    return Pairing(
        tuple(sorted(with_ids(pairs), key=_newest_first)),
        tuple(sorted(alone, key=lambda each: (each.copy.moment, each.copy.arn), reverse=True)),
    )


def _newest_first(pair: Pair) -> tuple[float, float, str]:
    return (-pair.moment.timestamp(), -pair.files.moment.timestamp(), pair.digest)


def with_ids(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """The pairs with ids as short as tells them apart; longer ones of the same pair are valid."""
    length = SHORTEST_ID
    while len({each.digest[:length] for each in pairs}) < len({each.digest for each in pairs}):
        length += 1
    for each in pairs:
        yield Pair(each.database, each.files, each.digest[:length])


def belong_together(
    database: Copy | Window, files: Copy, moment: datetime, creations: Iterable[Creation]
) -> bool:
    """Whether both are of the same stores, and none of these was made anew in between.

    moment: of the database.
    """
    if not files.store or (database.store, database.place) != (files.store, files.place):
        return False
    return not _made_between(files.store, moment, files.moment, creations)


def _made_between(
    store: str, one: datetime, other: datetime, creations: Iterable[Creation]
) -> list[Creation]:
    first, last = sorted((one, other))
    return sorted(each for each in creations if each.store == store and first < each.time <= last)


def _of_moments(
    files: Iterable[Copy], windows: Sequence[Window], creations: Collection[Creation]
) -> Iterator[Pair]:
    """The database as of the moment of each files copy, from the window with the newest end."""
    for each in files:
        # To the second before: then every file of the database is older than the copy's beginning.
        moment = each.moment.replace(microsecond=0)
        fitting = [
            span
            for span in windows
            if span.has(moment) and belong_together(span, each, moment, creations)
        ]
        if fitting:
            yield Pair(max(fitting, key=lambda span: (span.latest, span.arn)).at(moment), each)


def _of_copies(
    databases: Sequence[Copy], files: Sequence[Copy], creations: Collection[Creation]
) -> Iterator[Pair]:
    """Each copy in one pair at most, the best first."""
    candidates = sorted(
        (*rank, each.moment, each.arn, one.moment, one.arn, i, j)
        for i, one in enumerate(databases)
        for j, each in enumerate(files)
        if (rank := rank_of(each.moment - one.moment)) is not None
        and belong_together(one, each, one.moment, creations)
    )
    taken_databases: set[int] = set()
    taken_files: set[int] = set()
    for *_, i, j in candidates:
        if i not in taken_databases and j not in taken_files:
            taken_databases.add(i)
            taken_files.add(j)
            yield Pair(databases[i], files[j])


def rank_of(gap: timedelta) -> tuple[int, timedelta] | None:
    """How well copies fit whose files are later by `gap`, the best least; None: not at all."""
    if timedelta(0) <= gap <= SAME_RUN:
        return 0, gap
    if -SAME_RUN <= gap < timedelta(0):
        return 1, -gap
    if SAME_RUN < gap <= LONGEST_GAP:
        return 2, gap
    return None


def _why(copy: Copy, partners: Sequence[Copy], creations: Collection[Creation]) -> str:
    """Why the copy has no partner."""
    other = "files" if copy.content == DATABASE else "database"
    if not copy.store:
        return f"its name does not tell to which pair of stores the {copy.content} belonged"
    here = [each for each in partners if (each.store, each.place) == (copy.store, copy.place)]
    if not here:
        return f"there is no copy of the {other} in {copy.place}"

    def gap(each: Copy) -> timedelta:
        files, database = (each, copy) if copy.content == DATABASE else (copy, each)
        return files.moment - database.moment

    by_distance = sorted(here, key=lambda each: (abs(gap(each)), each.moment, each.arn))
    near = [each for each in by_distance if rank_of(gap(each)) is not None]
    apart = [_made_between(copy.store, copy.moment, each.moment, creations) for each in near]
    if near and all(apart):
        return (
            f"{apart[0][0].what} was made between it and the copy of the {other}, so that their "
            "keys differ"
        )
    if near:
        return f"the copy of the {other} near it fits another one better"
    nearest = f"{by_distance[0].moment:%Y-%m-%d %H:%M} UTC"
    return f"the nearest copy of the {other}, of {nearest}, is too far away"


def database_at(
    moment: datetime,
    copies: Iterable[Copy],
    windows: Iterable[Window],
    creations: Collection[Creation],
) -> list[Pair]:
    """The database as of a moment, with each files copy not newer than it, the nearest first.

    Not newer, as the moment is chosen to be before some damage, which later files may have. What
    was filed between the copy and the moment has a row and no file.
    """
    found = [
        Pair(span.at(moment), each)
        for span in windows
        if span.has(moment)
        for each in copies
        if each.content == FILES
        and each.moment <= moment
        and belong_together(span, each, moment, creations)
    ]
    return sorted(with_ids(found), key=lambda pair: (-pair.files.moment.timestamp(), pair.digest))


def is_exact(pair: Pair) -> bool:
    """Whether the database is restored to the moment of the files."""
    return pair.database.source == MOMENT
