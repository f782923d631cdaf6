"""Moments that people type."""

from datetime import datetime, timezone

import pytest

from scripts.cli.moments import parse_moment


@pytest.mark.parametrize(
    "text", ["2026-11-28T17:00Z", "2026-11-28T17:00:00Z", "2026-11-28T12:00-05:00"]
)
def test_a_moment_with_a_zone(text: str):
    assert parse_moment(text) == datetime(2026, 11, 28, 17, tzinfo=timezone.utc)


def test_a_day_has_no_zone():
    assert parse_moment("2026-11-28").tzinfo is None


@pytest.mark.parametrize("text", ["", "Z", "yesterday", "2026-11-31Z", "2026-11-28T25:00Z"])
def test_what_is_no_moment(text: str):
    with pytest.raises(ValueError, match=r".+"):
        parse_moment(text)
