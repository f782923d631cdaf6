"""Choice of a pair: by its id, or for a moment."""

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given

from scripts.commands.restore.choice import (
    NothingThereError,
    WrongChoiceError,
    as_of_the_files,
    by_id,
    demand_one,
    for_moment,
    parse_moment,
)
from scripts.inventory.copies.copy import Copies, Copy, Creation, Window
from scripts.inventory.copies.judging import refusals
from scripts.inventory.copies.pairing import Pairing, pair_up
from tests.unit.scripts.inventory.copies.strategies import (
    HERE,
    at,
    copies,
    copy,
    creations,
    minutes,
    window,
    windows,
)

NOW = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("pair", "moment", "received"),
    [(None, None, "neither"), ("abcdef", "x", "--pair abcdef and --at x")],
)
def test_exactly_one_is_demanded(pair: str | None, moment: str | None, received: str):
    with pytest.raises(WrongChoiceError, match=f"received: {received}"):
        demand_one(pair, moment)
    demand_one("abcdef", None)
    demand_one(None, "x")


@pytest.mark.parametrize(
    "text",
    ["2026-11-28T17:00Z", "2026-11-28T12:00-05:00", "2026-11-28 17:00:00+00:00", "20261128T1700Z"],
)
def test_a_moment_has_a_time_zone(text: str):
    assert parse_moment(text, NOW) == datetime(2026, 11, 28, 17, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-11-28T17:00", "has no time zone"),
        ("2026-11-28", "has no time zone"),
        ("yesterday", "accepted: a time such as"),
        ("", "accepted: a time such as"),
        ("2026-11-30T12:01Z", "is in the future; now is 2026-11-30T12:00Z"),
    ],
)
def test_other_moments_are_refused(text: str, told: str):
    with pytest.raises(WrongChoiceError, match=told):
        parse_moment(text, NOW)


def found(*every: Copy, windows: tuple[Window, ...] = (), **more: Any) -> tuple[Copies, Pairing]:
    stores = frozenset({("blue", "database"), ("blue", "files")})
    read = Copies(HERE, at(20_000), every, windows, (), stores, {}, **more)
    return read, pair_up(every, windows, ())


def test_a_pair_is_found_by_its_id():
    _, pairing = found(copy("database", 1, 0), copy("files", 2, 5))
    (pair,) = pairing.pairs
    assert by_id(pairing, pair.id) == by_id(pairing, pair.digest[:9].upper()) == pair


def test_an_unknown_id_names_the_known_ones():
    _, pairing = found(copy("database", 1, 0), copy("files", 2, 5))
    with pytest.raises(WrongChoiceError, match=f"no such pair. Accepted: {pairing.pairs[0].id}"):
        by_id(pairing, "zzzzzz")
    with pytest.raises(WrongChoiceError, match="at least 6 characters"):
        by_id(pairing, pairing.pairs[0].id[:3])
    with pytest.raises(WrongChoiceError, match="none, as there are no pairs"):
        by_id(Pairing(), "zzzzzz")


def test_a_moment_in_the_window_is_restored_to_the_second_with_the_files_before_it():
    span = window(0, 10_000)
    read, pairing = found(
        copy("files", 1, 100), copy("files", 2, 200), copy("files", 3, 400), windows=(span,)
    )
    chosen = for_moment(read, pairing, at(300))
    assert chosen.database.moment == at(300)
    assert chosen.files.moment == at(200)
    exact = as_of_the_files(pairing, chosen)
    assert exact is not None
    assert exact.database.moment == exact.files.moment == at(200)
    assert as_of_the_files(pairing, exact) is None


def test_a_files_copy_that_cannot_be_restored_gives_way_to_the_one_before():
    broken = replace(copy("files", 2, 200), status="PARTIAL")
    read, pairing = found(copy("files", 1, 100), broken, windows=(window(0, 10_000),))
    assert for_moment(read, pairing, at(300)).files.moment == at(100)


def test_after_the_end_of_the_window_its_last_second_counts_unless_a_pair_is_newer():
    span, files = window(0, 500), copy("files", 1, 100)
    read, pairing = found(files, windows=(span,))
    assert for_moment(read, pairing, at(900)).moment == at(500)
    pair = (copy("database", 2, 600), copy("files", 3, 605))
    read, pairing = found(files, *pair, windows=(span,))
    assert for_moment(read, pairing, at(900)).moment == at(600)
    assert for_moment(read, pairing, at(602)).moment == at(500)


@given(copies(), windows(), creations, minutes)
def test_nothing_is_ever_newer_than_the_moment(
    every: list[Copy], spans: list[Window], made: list[Creation], minute: int
):
    """And nothing that is not newer would lose fewer records."""
    moment = at(minute)
    read = Copies(HERE, at(5000), tuple(every), tuple(spans), tuple(made), frozenset(), {})
    pairing = pair_up(every, spans, made)
    try:
        chosen = for_moment(read, pairing, moment)
    except NothingThereError:
        return
    assert max(chosen.moment, chosen.files.moment) <= moment
    usable = [each for each in pairing.pairs if not refusals(each, read)]
    older = [each for each in usable if max(each.moment, each.files.moment) <= moment]
    assert all(each.moment <= chosen.moment for each in older)


def test_without_window_the_newest_pair_of_before_is_taken():
    read, pairing = found(
        copy("database", 1, 0),
        copy("files", 2, 5),
        copy("database", 3, 1000),
        copy("files", 4, 1005),
        copy("database", 5, 2000),
        copy("files", 6, 2005),
    )
    chosen = for_moment(read, pairing, at(2003))
    assert (chosen.moment, chosen.files.moment) == (at(1000), at(1005))


def test_a_pair_with_one_part_newer_than_the_moment_is_not_taken():
    read, pairing = found(copy("database", 1, 10), copy("files", 2, 5))
    assert len(pairing.pairs) == 1
    with pytest.raises(NothingThereError):
        for_moment(read, pairing, at(7))
    read, pairing = found(copy("database", 1, 5), copy("files", 2, 10))
    with pytest.raises(NothingThereError):
        for_moment(read, pairing, at(7))


def test_nothing_before_the_moment_is_told_with_the_oldest():
    read, pairing = found(copy("database", 1, 10), copy("files", 2, 15))
    with pytest.raises(NothingThereError, match=r"The oldest pair is .*, of 2026-11-01 00:15 UTC"):
        for_moment(read, pairing, at(12))
    with pytest.raises(NothingThereError, match="There are no pairs at all"):
        for_moment(*found(), at(12))


def test_a_moment_of_two_databases_is_not_guessed():
    spans = (window(0, 10_000), replace(window(0, 10_000, number=1), store="green"))
    files = (copy("files", 1, 100), copy("files", 2, 100, store="green"))
    read, pairing = found(*files, windows=spans)
    with pytest.raises(NothingThereError, match=r"Two databases existed .*c-0, c-1"):
        for_moment(read, pairing, at(300))
