"""How old a sign of life may be before a lock counts as left behind."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from scripts.terraform.backend.locks import ITEM, Lock, ago, liveness
from scripts.terraform.backend.place import LocalPlace

NOW = datetime(2026, 11, 29, 12, tzinfo=timezone.utc)
PLACE = LocalPlace(Path("terraform.clinic.tfstate"))


def _looks_alive(taken: timedelta, written: timedelta | None = None) -> bool:
    """Judge another operator's lock by the age of the lock and of the state."""
    lock = Lock(ITEM, "locks", {"Who": "ann@elsewhere", "Created": (NOW - taken).isoformat()})
    saved = NOW - written if written is not None else None
    return liveness(lock, PLACE, saved, NOW).looks_alive


@pytest.mark.parametrize(("minutes", "alive"), [(0, True), (59, True), (60, False), (600, False)])
def test_a_lock_looks_alive_for_an_hour(minutes: int, alive: bool) -> None:
    assert _looks_alive(timedelta(minutes=minutes)) == alive


@pytest.mark.parametrize(("minutes", "alive"), [(0, True), (59, True), (60, False), (600, False)])
def test_a_state_saved_under_an_old_lock_is_a_sign_of_life_for_an_hour(
    minutes: int, alive: bool
) -> None:
    assert _looks_alive(timedelta(days=1), timedelta(minutes=minutes)) == alive


def test_a_state_saved_before_the_lock_is_no_sign_of_life() -> None:
    assert not _looks_alive(timedelta(minutes=90), timedelta(minutes=91))


def test_a_lock_without_a_time_looks_alive() -> None:
    lock = Lock(ITEM, "locks", {"Who": "ann@elsewhere"})
    assert liveness(lock, PLACE, None, NOW).looks_alive


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(seconds=-5), "0 s ago"),
        (timedelta(seconds=59), "59 s ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=23), "23 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=2, hours=5), "2 days ago"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(age: timedelta, text: str) -> None:
    assert ago(NOW - age, NOW) == text
