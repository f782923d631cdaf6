"""Reasons against a pair of copies."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from scripts.inventory.copies.copy import Copies, Key, Place
from scripts.inventory.copies.judging import cautions, refusals, spoken
from scripts.inventory.copies.pairing import Pair
from tests.unit.scripts.inventory.copies.strategies import HERE, at, copy

KEY = "arn:aws:kms:us-west-2:123456789012:key/1"
PAIR = Pair(copy("database", 1, 0), copy("files", 2, 5))
GOOD = replace(PAIR, database=replace(PAIR.database, key=KEY))


def found(state: str = "Enabled") -> Copies:
    keys = {KEY: Key(KEY, state, "123456789012")}
    return Copies(HERE, at(60), (), (), (), frozenset(), keys)


def test_nothing_is_against_complete_copies_with_usable_keys():
    assert refusals(GOOD, found()) == []
    assert cautions(GOOD) == []


@pytest.mark.parametrize("part", ["database", "files"])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "PARTIAL"}, "is not complete: AWS says PARTIAL"),
        ({"place": Place("us-east-1", "123456789012")}, "is in us-east-1, account 123456789012"),
        ({"place": Place("us-west-2", "999999999999")}, "is in us-west-2, account 999999999999"),
        ({"expires": at(59)}, "expired on 2026-11-01 00:59 UTC"),
        ({"expires": at(60 + 359)}, "expires in 5 h 59 min, maybe before the restore has read"),
        ({"expires": at(60 + 59), "source": "moment"}, "expires in 59 min, maybe before"),
        ({"refused": "AWS Backup's own"}, "is AWS Backup's own"),
        ({"key": KEY + "2"}, f"cannot be decrypted: its key {KEY}2 is not readable"),
    ],
)
def test_either_part_alone_is_a_reason(part: str, changes: Any, reason: str):
    changed = replace(getattr(GOOD, part), **changes)
    (told,) = refusals(replace(GOOD, **{part: changed}), found())
    assert told.startswith(f"the copy of the {part} {reason}")


@pytest.mark.parametrize("state", ["Disabled", "PendingDeletion", "missing", "not readable"])
def test_keys_that_do_not_decrypt_are_a_reason(state: str):
    (told,) = refusals(GOOD, found(state))
    assert told == f"the copy of the database cannot be decrypted: its key {KEY} is {state}"


def test_a_copy_that_lives_long_enough_is_no_reason():
    living = replace(GOOD.files, expires=at(60) + timedelta(hours=6))
    moment = replace(GOOD.database, source="moment", expires=at(60) + timedelta(hours=1))
    assert refusals(Pair(moment, living), found()) == []


def test_what_a_pair_lacks_is_told():
    older = Pair(copy("database", 1, 30), replace(copy("files", 2, 0), cold=True))
    assert cautions(older) == [
        (
            "the database is 30 min newer than the files: documents filed in that time have an "
            "entry, but no file"
        ),
        "the files are in cold storage, which takes hours more",
    ]


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(seconds=12), "12 s"),
        (timedelta(minutes=59, seconds=59), "59 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=5), "2 h 5 min"),
        (timedelta(days=3, minutes=5), "3 d"),
        (timedelta(days=3, hours=4), "3 d 4 h"),
    ],
)
def test_durations_are_told_in_two_units(duration: timedelta, words: str):
    assert spoken(duration) == words
