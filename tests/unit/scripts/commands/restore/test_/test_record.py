"""The record of restore tests: what its lines tell, and what they may not."""

import json
import re
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from scripts.commands.restore.test_.list_ import overdue
from scripts.commands.restore.test_.record import (
    BEGAN,
    DESTROYED,
    ENDED,
    FACTS,
    FAILED,
    NOT_JUDGED,
    PASSED,
    Record,
    records_of,
)
from scripts.project import ROOT
from stacks.settings.schedule import CronSchedule

NOW = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)
STORES = {"serving": "blue", "standby": "testing"}


def begun(days: float = 0, pair: str = "k7m2qd") -> Record:
    return Record.begun(NOW - timedelta(days=days), pair, {"stores": STORES, "by": "arn:1"})


def line(record: Record) -> str:
    return json.dumps(record.data)


def ended(days: float, verdict: str = PASSED) -> Record:
    return begun(days).then(ENDED, verdict=verdict)


def test_the_lines_of_a_test_are_one_record():
    first = begun()
    second = first.then(ENDED, verdict=PASSED, seconds=2100)
    third = second.then(DESTROYED)
    (record,) = records_of(map(line, (first, second, third)))
    assert (record.id, record.began) == ("20261130T120000Z-k7m2qd", NOW)
    assert (record.state, record.is_open, record.verdict) == (DESTROYED, False, PASSED)
    assert (record.stores, record.data["seconds"]) == (STORES, 2100)
    (unfinished,) = records_of([line(first)])
    assert (unfinished.state, unfinished.is_open, unfinished.verdict) == (BEGAN, True, None)


def test_the_newest_test_comes_first():
    found = records_of(map(line, (begun(9), begun(2), begun(30))))
    assert [each.began for each in found] == [NOW - timedelta(days=days) for days in (2, 9, 30)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "START of something",
        "[]",
        "null",
        '{"event": "restore_test"}',
        '{"event": "another", "version": 1, "test": "x"}',
        '{"event": "restore_test", "version": 2, "test": "x"}',
    ],
)
def test_other_lines_are_passed_over(text: str):
    assert records_of([text, line(begun()), text]) == records_of([line(begun())])


def test_every_fact_of_the_task_is_recorded_but_who_the_administrator_is():
    program = (ROOT / "stacks" / "components" / "application" / "restore.php").read_text(
        encoding="utf-8"
    )
    told = set(re.findall(r"fact\('(\w+)'", program)) | {
        "patient_data",
        "form_encounter",
        "users",
        "documents",
    }
    assert told - set(FACTS) == {"administrator", "administrator_password"}
    assert set(FACTS) <= told


# --- Overdue -------------------------------------------------------------------------------------


DUE = NOW - timedelta(days=50)


@pytest.mark.parametrize(
    ("records", "due", "reason"),
    [
        ([], DUE, "no restore test has passed."),
        ([], None, "no restore test has passed."),
        ([ended(1, FAILED), ended(2, NOT_JUDGED), begun(3)], DUE, "no restore test has passed."),
        ([ended(50)], DUE, ""),
        ([ended(1, FAILED), ended(49), ended(200)], DUE, ""),
        ([ended(2000)], None, ""),
        (
            [ended(1, FAILED), ended(50.1)],
            DUE,
            (
                "a restore test is due since 2026-10-11 12:00 UTC; the last one that passed began "
                "50 d 2 h ago."
            ),
        ),
    ],
)
def test_a_test_is_due_when_none_passed_since(
    records: list[Any], due: datetime | None, reason: str
):
    assert overdue(records, NOW, due) == reason


@pytest.mark.parametrize(
    ("schedule", "last"),
    [
        ("cron(0 15 ? 1,4,7,10 2#1 *)", "2026-10-05T15:00+00:00"),
        ("cron(0 5 1 * ? *)", "2026-11-01T05:00+00:00"),
        ("cron(0 12 30 11 ? *)", "2026-11-30T12:00+00:00"),
        ("cron(1 12 30 11 ? *)", None),
        ("cron(0 0 1 1 ? 2027)", None),
    ],
)
def test_the_last_due_moment_follows_the_schedule(schedule: str, last: str | None):
    expected = datetime.fromisoformat(last) if last else None
    assert CronSchedule.parse(schedule).last_run(NOW) == expected
