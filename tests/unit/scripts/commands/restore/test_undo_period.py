"""The days in which the pair before a cut-over is kept for an undo."""

from datetime import timedelta

import pytest

from scripts.commands.restore.undo_period import DAYS, UndoPeriod
from tests.unit.scripts.inventory.copies.account import NOW

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("ago", "is_over"),
    [
        (timedelta(0), False),
        (timedelta(days=DAYS) - SECOND, False),
        (timedelta(days=DAYS), True),
        (timedelta(days=400), True),
    ],
)
def test_it_ends_after_seven_days(ago: timedelta, is_over: bool):
    period = UndoPeriod("blue", NOW - ago, NOW)
    assert period.is_over is is_over
    assert ("ended on" in str(period)) is is_over
    assert f"blue served until {NOW - ago:%Y-%m-%d %H:%M} UTC" in str(period)
    assert f"{NOW - ago + timedelta(days=7):%Y-%m-%d %H:%M} UTC" in str(period)


def test_what_aws_does_not_tell_is_not_over():
    period = UndoPeriod("green", None, NOW)
    assert (period.until, period.is_over) == (None, False)
    assert "does not tell when green served last" in str(period)
