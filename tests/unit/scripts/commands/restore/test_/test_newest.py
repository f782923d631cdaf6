"""Which pair a restore test takes by itself."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from scripts.commands.restore.choice import NothingThereError
from scripts.commands.restore.options import Found
from scripts.commands.restore.test_.newest import newest
from scripts.inventory.copies.copy import SNAPSHOT, Copies, Copy
from scripts.inventory.copies.pairing import Pair, pair_up
from tests.unit.scripts.commands.deploy.scripted import ScriptedAccount
from tests.unit.scripts.inventory.copies.account import scope_of
from tests.unit.scripts.inventory.copies.strategies import DAY, HERE, at, copy, window


def pair(day: int, store: str = "blue", source: str = "vault") -> list[Copy]:
    database = copy("database", 2 * day, day * DAY, store)
    return [replace(database, source=source), copy("files", 2 * day + 1, day * DAY + 5, store)]


def found(*copies: Copy, windows: Sequence[tuple[float, float]] = ()) -> Found:
    spans = tuple(window(first, last) for first, last in windows)
    read = Copies(HERE, at(20 * DAY), copies, spans, (), frozenset(), {})
    return Found(scope_of(ScriptedAccount({})), read, pair_up(copies, spans, ()))


def taken(chosen: Pair) -> tuple[int, str]:
    return (chosen.files.moment - at(0)).days, chosen.database.source


def test_the_newest_of_the_vault_is_taken():
    assert taken(newest(found(*pair(3), *pair(9), *pair(5)), "blue")) == (9, "vault")


def test_the_vault_comes_before_newer_snapshots_and_moments():
    every = found(*pair(3), *pair(9, source=SNAPSHOT), windows=[(8 * DAY, 10 * DAY)])
    assert taken(newest(every, "blue")) == (3, "vault")
    assert taken(newest(found(*pair(9, source=SNAPSHOT)), "blue")) == (9, SNAPSHOT)


def test_copies_of_the_other_pair_are_not_taken():
    assert taken(newest(found(*pair(3), *pair(9, store="green")), "blue")) == (3, "vault")
    assert taken(newest(found(*pair(3), *pair(9, store="green")), "green")) == (9, "vault")


def test_what_cannot_be_restored_is_not_taken():
    broken = [replace(each, status="EXPIRED") for each in pair(9)]
    assert taken(newest(found(*pair(3), *broken), "blue")) == (3, "vault")


@pytest.mark.parametrize("copies", [[], pair(9, store="green"), pair(9)[:1]])
def test_without_a_pair_it_says_how_to_make_one(copies: list[Copy]):
    with pytest.raises(NothingThereError, match="openemr backups --now makes a pair"):
        newest(found(*copies), "blue")
