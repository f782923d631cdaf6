"""Pairing of database copies and files copies by their moments."""

import itertools
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.inventory.copies.copy import DATABASE, FILES, MOMENT, Copy, Creation, Window
from scripts.inventory.copies.pairing import (
    LONGEST_GAP,
    SAME_RUN,
    Pair,
    Pairing,
    database_at,
    pair_up,
    rank_of,
    with_ids,
)
from stacks.components.backup import START_WINDOW_MINUTES
from stacks.pairs import BLUE
from tests.unit.scripts.inventory.copies.strategies import (
    at,
    copies,
    copy,
    creations,
    minutes,
    window,
    windows,
)

any_copies, any_windows, any_creations = copies(), windows(), creations


def of_copies(found: Pairing) -> list[Pair]:
    return [each for each in found.pairs if each.database.source != MOMENT]


def of_moments(found: Pairing) -> list[Pair]:
    return [each for each in found.pairs if each.database.source == MOMENT]


@given(any_copies, any_windows, any_creations)
def test_every_copy_is_in_one_pair_of_copies_at_most_and_is_told_if_in_none(
    every: list[Copy], spans: list[Window], made: list[Creation]
):
    found = pair_up(every, spans, made)
    used = [arn for pair in of_copies(found) for arn in (pair.database.arn, pair.files.arn)]
    assert len(used) == len(set(used))
    moments = [pair.files.arn for pair in of_moments(found)]
    assert len(moments) == len(set(moments))
    alone = [each.copy.arn for each in found.alone]
    assert sorted({*used, *moments}) == sorted({each.arn for each in every} - set(alone))
    assert len(alone) == len(set(alone))
    assert all(each.why for each in found.alone)


@given(any_copies, any_windows, any_creations)
def test_partners_are_of_the_same_stores_and_place(
    every: list[Copy], spans: list[Window], made: list[Creation]
):
    for pair in pair_up(every, spans, made).pairs:
        assert (pair.database.content, pair.files.content) == (DATABASE, FILES)
        assert pair.database.store == pair.files.store != ""
        assert pair.database.place == pair.files.place


@given(any_copies, any_windows, any_creations)
def test_no_store_was_made_anew_between_partners(
    every: list[Copy], spans: list[Window], made: list[Creation]
):
    for pair in pair_up(every, spans, made).pairs:
        first, last = sorted((pair.database.moment, pair.files.moment))
        assert not [
            each for each in made if each.store == pair.files.store and first < each.time <= last
        ]


@given(any_copies, any_windows, any_creations)
def test_the_gap_is_bounded(every: list[Copy], spans: list[Window], made: list[Creation]):
    found = pair_up(every, spans, made)
    assert all(-SAME_RUN <= pair.gap <= LONGEST_GAP for pair in of_copies(found))
    for pair in of_moments(found):
        assert timedelta(0) <= pair.gap < timedelta(seconds=1)
        assert any(span.has(pair.database.moment) for span in spans)


@given(any_copies, any_windows, any_creations)
def test_no_two_copies_fit_each_other_better_than_their_partners_do(
    every: list[Copy], spans: list[Window], made: list[Creation]
):
    """No pair is left that both would rather be in: a later copy never takes a nearer one's."""
    found = pair_up(every, spans, made)
    rank = {
        arn: rank_of(pair.gap)
        for pair in of_copies(found)
        for arn in (pair.database.arn, pair.files.arn)
    }
    databases = [each for each in every if each.content == DATABASE]
    files = [each for each in every if each.content == FILES]
    for one, other in itertools.product(databases, files):
        if not pair_up([one, other], [], made).pairs:
            continue
        fit = rank_of(other.moment - one.moment)
        assert fit is not None
        had = [each for each in (rank.get(one.arn), rank.get(other.arn)) if each is not None]
        assert had
        assert min(had) <= fit


@given(any_copies, any_windows, any_creations, st.randoms(use_true_random=False))
def test_order_does_not_matter(
    every: list[Copy], spans: list[Window], made: list[Creation], random: Random
):
    found = pair_up(every, spans, made)
    for each in (every, spans, made):
        random.shuffle(each)
    assert pair_up(every, spans, made) == found


@given(any_copies, any_windows, any_creations)
def test_ids_are_unique_short_and_typable(
    every: list[Copy], spans: list[Window], made: list[Creation]
):
    found = pair_up(every, spans, made)
    assert len({each.id for each in found.pairs}) == len(found.pairs)
    for pair in found.pairs:
        assert pair.id.isalnum()
        assert not set(pair.id) & set("01ilo")
        assert found.named(pair.id) == found.named(pair.id.upper()) == [pair]


@given(any_copies, any_windows, any_creations, any_copies)
def test_a_pair_keeps_its_id_whatever_else_there_is(
    every: list[Copy], spans: list[Window], made: list[Creation], more: list[Copy]
):
    others = [copy(each.content, 100 + n, 9 * 24 * 60 + n) for n, each in enumerate(more)]
    before = {pair.digest: pair for pair in pair_up(every, spans, made).pairs}
    after = pair_up([*every, *others], spans, made)
    for digest, pair in before.items():
        assert [each.digest for each in after.named(pair.id)] == [digest]


def test_ids_grow_where_short_ones_collide(monkeypatch: pytest.MonkeyPatch):
    pairs = [Pair(copy(DATABASE, n, 0), copy(FILES, n, 0)) for n in range(3)]
    letters = ["aaaaaabb", "aaaaaabc", "aaaaaaccc"]
    digests = {each.files.arn: own for each, own in zip(pairs, letters, strict=True)}
    monkeypatch.setattr(Pair, "digest", property(lambda pair: digests[pair.files.arn]))
    assert [each.id for each in with_ids(pairs)] == ["aaaaaabb", "aaaaaabc", "aaaaaacc"]
    assert len(Pairing(tuple(pairs)).named("aaaaaab")) == 2


@given(minutes, minutes, st.booleans())
def test_a_database_of_the_same_run_that_is_not_newer_than_the_files_is_preferred(
    files: int, run: int, swapped: bool
):
    """Rows then never name a file that is not there, however near a newer database is."""
    earlier = copy(DATABASE, 1, files - run % 91)
    newer = copy(DATABASE, 2, files + 1)
    both = [newer, earlier] if swapped else [earlier, newer]
    (pair,) = pair_up([*both, copy(FILES, 3, files)], [], []).pairs
    assert pair.database == earlier
    assert not pair.lacks_files


def test_a_newer_database_of_the_same_run_is_better_than_one_of_hours_before():
    before, after = copy(DATABASE, 1, 0), copy(DATABASE, 2, 240)
    (pair,) = pair_up([before, after, copy(FILES, 3, 230)], [], []).pairs
    assert pair.database == after
    assert pair.lacks_files


@pytest.mark.parametrize(
    ("minutes", "tier"),
    [(0, 0), (90, 0), (91, 2), (240, 2), (241, None), (-1, 1), (-90, 1), (-91, None)],
)
def test_how_far_copies_may_be_apart(minutes: int, tier: int | None):
    found = rank_of(timedelta(minutes=minutes))
    assert (found[0] if found else None) == tier


def test_jobs_of_one_run_are_within_reach():
    assert timedelta(minutes=START_WINDOW_MINUTES) < SAME_RUN < LONGEST_GAP


def test_a_database_made_anew_is_not_paired_with_the_files_of_the_one_before():
    """Same names, other keys: destroyed after its final snapshot, and deployed again."""
    old, files = copy(DATABASE, 1, 0), copy(FILES, 2, 60)
    made = [Creation(BLUE, at(30), "openemr-clinic-database")]
    found = pair_up([old, files], [], made)
    assert not found.pairs
    made_between = "openemr-clinic-database was made between it and the copy of the "
    why = made_between + "{}, so that their keys differ"
    assert [each.why for each in found.alone] == [why.format("database"), why.format("files")]
    both = [*made, Creation(BLUE, at(40), "fs-1")]
    assert pair_up([old, files], [], both) == pair_up([files, old], [], both[::-1])
    elsewhere = [Creation("green", at(30), "openemr-clinic-greendatabase")]
    assert len(pair_up([old, files], [], elsewhere).pairs) == 1


@pytest.mark.parametrize(
    ("every", "why"),
    [
        (
            [copy(FILES, 1, 0)],
            "there is no copy of the database in us-west-2, account",
        ),
        ([copy(FILES, 1, 0, store="")], "its name does not tell to which pair of stores the files"),
        (
            [copy(FILES, 1, 0), copy(DATABASE, 2, 600)],
            "the nearest copy of the database, of 2026-11-01 10:00 UTC, is too far away",
        ),
        (
            [copy(FILES, 1, 0), copy(FILES, 2, 2), copy(DATABASE, 3, 1)],
            "the copy of the database near it fits another one better",
        ),
    ],
)
def test_it_is_told_why_a_copy_has_no_partner(every: list[Copy], why: str):
    alone = {each.copy.arn: each.why for each in pair_up(every, [], []).alone}
    assert alone[every[0].arn].startswith(why)


def test_the_window_gives_the_database_of_the_very_moment_besides_the_copy_of_it():
    found = pair_up([copy(DATABASE, 1, 5), copy(FILES, 2, 10)], [window(0, 60)], [])
    assert [(pair.database.source, pair.gap) for pair in found.pairs] == [
        (MOMENT, timedelta(0)),
        ("vault", timedelta(minutes=5)),
    ]
    assert not found.alone


@given(any_copies, any_windows, any_creations, minutes)
def test_a_chosen_moment_never_takes_later_files(
    every: list[Copy], spans: list[Window], made: list[Creation], minute: int
):
    """They may have the damage before which somebody wants to be."""
    found = database_at(at(minute), every, spans, made)
    for pair in found:
        assert pair.database.moment == at(minute)
        assert pair.files.moment <= at(minute)
    gaps = [pair.gap for pair in found]
    assert gaps == sorted(gaps, reverse=True)
    if not made and any(span.has(at(minute)) and span.store == BLUE for span in spans):
        older = [
            each
            for each in every
            if each.content == FILES
            and each.store == BLUE
            and each.place == spans[0].place
            and each.moment <= at(minute)
        ]
        assert bool(older) <= bool(found)
