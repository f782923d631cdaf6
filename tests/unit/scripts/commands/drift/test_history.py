"""Ages of differences: kept between comparisons, never guessed, and of one deployment only."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from scripts.cli.errors import InvalidInputError, OperationFailedError
from scripts.commands.drift.comparison import Comparison
from scripts.commands.drift.finding import Event, Finding, Severity
from scripts.commands.drift.history import History, HistoryError, parse_since
from scripts.commands.drift.report import as_json, as_markdown, headline
from tests.unit.scripts.commands.drift.test_reports import printed

FIRST = datetime(2026, 11, 28, 10, tzinfo=timezone.utc)
DAY = timedelta(days=1)
OLD = Finding("aws_vpc.v", Event.CHANGED, "tags.Name", "ours", "theirs", Severity.LOW)
NEW = Finding(
    "aws_security_group.g",
    Event.ADDED,
    "ingress",
    "",
    "tcp 22 from 0.0.0.0/0",
    Severity.CRITICAL,
    identity="sgr-1",
)


def compare(
    file: Path, now: datetime, *findings: Finding, since: str = "", problems: tuple[str, ...] = ()
) -> Comparison:
    """A comparison at a moment, its history read before and written after."""
    history = History.read(file, "clinic")
    ages = history.ages(findings, now, parse_since(since, now) if since else None)
    comparison = Comparison("clinic", "production", 9, findings, ages=ages, problems=problems)
    history.write(comparison.seen, ages, complete=not problems)
    return comparison


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that is not there yet."""
    return tmp_path / "history.json"


def test_the_first_time_is_kept_as_long_as_the_difference_stands(file: Path) -> None:
    assert compare(file, FIRST, OLD).ages.of(OLD) == FIRST
    again = compare(file, FIRST + DAY, NEW, OLD)
    assert (again.ages.of(OLD), again.ages.of(NEW)) == (FIRST, FIRST + DAY)
    assert (again.ages.is_new(OLD), again.ages.is_new(NEW)) == (False, True)


def test_a_difference_that_returns_is_new(file: Path) -> None:
    compare(file, FIRST, OLD)
    compare(file, FIRST + DAY)
    assert compare(file, FIRST + 2 * DAY, OLD).ages.of(OLD) == FIRST + 2 * DAY


def test_an_incomplete_comparison_forgets_nothing(file: Path) -> None:
    compare(file, FIRST, OLD)
    compare(file, FIRST + DAY, NEW, problems=("Could not read rds",))
    third = compare(file, FIRST + 2 * DAY, NEW, OLD)
    assert (third.ages.of(OLD), third.ages.of(NEW)) == (FIRST, FIRST + DAY)


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"severity": Severity.HIGH}, True),
        ({"reasons": ("Why.",)}, True),
        ({"outlook": "Stays."}, True),
        ({"before": "something else"}, True),
        ({"after": "another value"}, False),
        ({"attribute": "tags.Owner"}, False),
        ({"identity": "x"}, False),
        ({"event": Event.DELETED}, False),
        ({"address": "aws_vpc.w"}, False),
    ],
)
def test_what_makes_a_difference_another_one(
    changed: dict[str, Any], same: bool, file: Path
) -> None:
    compare(file, FIRST, OLD)
    other = Finding(**{**vars(OLD), **changed})
    assert (compare(file, FIRST + DAY, other).ages.of(other) == FIRST) == same


def test_the_file_holds_no_values(file: Path) -> None:
    compare(file, FIRST, OLD, NEW)
    text = file.read_text()
    assert not any(value in text for value in ("theirs", "tcp 22", "sgr-1"))
    assert [each.name for each in file.parent.iterdir()] == [file.name]
    (first, second) = json.loads(text)["findings"]
    assert (first["address"], second["address"]) == (NEW.address, OLD.address)


def test_only_new_differences_fail_a_schedule(file: Path) -> None:
    compare(file, FIRST, OLD)
    later = compare(file, FIRST + 3 * DAY, OLD, NEW, since="24h")
    assert later.failing(Severity.LOW) == [NEW]
    quiet = compare(file, FIRST + 6 * DAY, OLD, NEW, since="24h")
    assert quiet.failing(Severity.LOW) == []
    everything = compare(file, FIRST + 6 * DAY, OLD, NEW)
    assert everything.failing(Severity.LOW) == [OLD, NEW]
    assert compare(file, FIRST + 6 * DAY, OLD, NEW, since="7d").failing(Severity.HIGH) == [NEW]


def test_every_report_tells_the_age(file: Path) -> None:
    compare(file, FIRST, OLD)
    later = compare(file, FIRST + 2 * DAY, OLD, NEW, since="24h")
    for text in (printed(later), as_markdown(later).replace("\\", "")):
        assert "Known, since 2026-11-28, 2 days." in text
        assert "New, since 2026-11-30, less than a day." in text
        assert "New since 2026-11-29 10:00 UTC: 1 critical." in text
    document = as_json(later)
    found = {each["address"]: each["findings"][0] for each in document["resources"]}
    assert found[OLD.address]["first_seen"] == "2026-11-28T10:00:00Z"
    assert (found[OLD.address]["new"], found[NEW.address]["new"]) == (False, True)
    assert document["since"] == "2026-11-29T10:00:00Z"
    quiet = compare(file, FIRST + 4 * DAY, OLD, NEW, since="24h")
    assert headline(quiet).endswith("New since 2026-12-01 10:00 UTC: none.")


def test_without_a_history_no_age_is_known() -> None:
    comparison = Comparison("clinic", "production", 9, (OLD,))
    (found,) = as_json(comparison)["resources"][0]["findings"]
    assert (found["first_seen"], found["new"]) == (None, None)
    assert "Known" not in printed(comparison) + as_markdown(comparison)
    assert comparison.failing(Severity.LOW) == [OLD]


_SEEN = '{"id": "x", "address": "a", "attribute": "", "event": "added", "first_seen": "%s"}'
WITHOUT_ZONE = (
    '{"version": 1, "deployment": "clinic", "findings": [' + _SEEN % "2026-11-28T10:00:00" + "]}"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is damaged"),
        ("{", "is damaged"),
        ('{"deployment": "clinic"}', "is damaged"),
        ('{"version": 1, "deployment": "clinic", "findings": [{"id": "x"}]}', "is damaged"),
        ('{"version": 2, "deployment": "clinic", "findings": []}', "has version 2"),
        ('{"version": 1, "deployment": "trial", "findings": []}', "is the history of trial"),
        (WITHOUT_ZONE, "a time without a zone"),
    ],
)
def test_a_file_that_is_no_history_of_the_deployment_is_refused(
    text: str, said: str, file: Path
) -> None:
    file.write_text(text)
    with pytest.raises(HistoryError, match=said) as refused:
        History.read(file, "clinic")
    assert str(file) in str(refused.value)
    assert file.read_text() == text


def test_a_folder_is_no_history(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="cannot be read"):
        History.read(tmp_path, "clinic")


def test_a_history_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    history = History.read(tmp_path / "nowhere" / "history.json", "clinic")
    with pytest.raises(OperationFailedError, match="cannot be written"):
        history.write([], history.ages([], FIRST, None), complete=True)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-28", datetime(2026, 11, 28, tzinfo=timezone.utc)),
        ("2026-11-28T10:00Z", FIRST),
        ("2026-11-28T11:00+01:00", FIRST),
        ("2026-11-28T10:00", FIRST),
        ("24h", FIRST),
        ("1d", FIRST),
        ("0d", FIRST + DAY),
        ("1w", FIRST - 6 * DAY),
    ],
)
def test_since_is_a_day_a_time_or_an_age(text: str, moment: datetime) -> None:
    assert parse_since(text, FIRST + DAY) == moment


@pytest.mark.parametrize(
    "text", ["yesterday", "24", "24 h", "-1d", "2026-13-01", "7days", "999999d"]
)
def test_any_other_since_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="--since"):
        parse_since(text, FIRST)
