"""Schedules are taken exactly if AWS Backup takes them, and run when AWS runs them."""

import datetime
import itertools

import pytest

from stacks.settings.schedule import CronSchedule
from tests.unit.stacks.settings.test_accepted import is_taken

ACCEPTED = {
    "daily": "0 5 * * ? *",
    "weekly by name": "0 5 ? * SAT *",
    "weekly by number": "0 5 ? * 7 *",
    "on workdays": "30 22 ? * MON-FRI *",
    "on two days in small letters": "30 22 ? * mon,thu *",
    "monthly": "0 5 1 * ? *",
    "on the last day": "0 5 L * ? *",
    "on the last workday": "0 5 LW * ? *",
    "on the workday nearest to the 15th": "0 5 15W * ? *",
    "on the last Friday": "0 5 ? * 6L *",
    "on the third Friday": "0 5 ? * 6#3 *",
    "each quarter": "0 5 1 JAN,APR,JUL,OCT ? *",
    "each quarter by step": "0 5 1 1/3 ? *",
    "hourly": "15 * ? * * *",
    "every second hour": "15 */2 * * ? *",
    "every 12 hours": "0 0/12 * * ? *",
    "in office hours": "0 8-18 ? * MON-FRI *",
    "twice with an hour between": "0 5,6 * * ? *",
    "on leap days": "0 5 29 2 ? *",
    "on the 31st of months that have one": "0 5 31 * ? *",
    "in some years": "0 5 * * ? 2027-2030",
    "before and after midnight on single days": "0 0,23 ? * SUN *",
}
REFUSED = {
    "hour 25": "0 25 * * ? *",
    "hour 24": "0 24 * * ? *",
    "minute 60": "60 5 * * ? *",
    "day 42": "0 5 42 * ? *",
    "day 0": "0 5 0 * ? *",
    "month 13": "0 5 1 13 ? *",
    "day 8 of the week": "0 5 ? * 8 *",
    "day 0 of the week, as in Unix": "0 5 ? * 0 *",
    "31 February": "0 5 31 2 ? *",
    "30 February": "0 5 30 FEB ? *",
    "31 April and June": "0 5 31 4,6 ? *",
    "29 February of a year without": "0 5 29 2 ? 2027",
    "the sixth Monday": "0 5 ? * 2#6 *",
    "a year that is over": "0 5 * * ? 2020",
    "a year too late": "0 5 * * ? 2200",
    "every minute": "* * * * ? *",
    "every minute of an hour": "* 5 * * ? *",
    "every 15 minutes": "0/15 * * * ? *",
    "half an hour apart": "0,30 5 * * ? *",
    "half an hour apart over midnight": "15,45 0,23 ? * * *",
    "a step of nothing": "0 */0 * * ? *",
    "a range backwards": "0 18-8 * * ? *",
    "a step in the day of the week": "0 5 ? * */2 *",
    "two kinds of days": "0 5 1 * MON *",
    "no kind of day": "0 5 ? * ? *",
    "seven fields": "0 0 5 * * ? *",
    "Unix": "0 5 * * *",
    "a word": "0 five * * ? *",
    "digits of another script": "0 \u0665 * * ? *",
    "an empty entry of a list": "0 5, * * ? *",
}


@pytest.mark.parametrize("fields", ACCEPTED.values(), ids=ACCEPTED)
def test_a_schedule_of_aws_is_accepted(fields: str):
    assert is_taken(backup={"daily_schedule": f"cron({fields})"})


@pytest.mark.parametrize("fields", REFUSED.values(), ids=REFUSED)
def test_a_schedule_that_aws_refuses_or_that_never_runs_is_refused(fields: str):
    assert not is_taken(backup={"daily_schedule": f"cron({fields})"})


# As aws-croniter 2.1.1 answers, but for LW, which it does not read; 4,032 random expressions were
# compared with it on 2026-11-30.
RUNS = {
    "0 5 * * ? *": ["2026-12-01T05:00", "2026-12-02T05:00"],
    "0 5,18 * * ? *": ["2026-11-30T18:00", "2026-12-01T05:00"],
    "0 5 ? * SAT *": ["2026-12-05T05:00", "2026-12-12T05:00"],
    "0 5 31 * ? *": ["2026-12-31T05:00", "2027-01-31T05:00"],
    "0 5 29 2 ? *": ["2028-02-29T05:00", "2032-02-29T05:00"],
    "0 5 ? * 6#3 *": ["2026-12-18T05:00", "2027-01-15T05:00"],
    "0 5 ? * 6L *": ["2026-12-25T05:00", "2027-01-29T05:00"],
    "0 5 1W * ? *": ["2026-12-01T05:00", "2027-01-01T05:00"],
    "0 5 LW * ? *": ["2026-12-31T05:00", "2027-01-29T05:00"],
    "45 23 ? 1/6 MON-FRI 2028": ["2028-01-03T23:45", "2028-01-04T23:45"],
}


@pytest.mark.parametrize(("fields", "expected"), RUNS.items())
def test_the_next_runs_are_computed(fields: str, expected: list[str]):
    now = datetime.datetime(2026, 11, 30, 6, tzinfo=datetime.timezone.utc)
    runs = itertools.islice(CronSchedule.parse(f"cron({fields})").runs(now), 2)
    assert [run.strftime("%Y-%m-%dT%H:%M") for run in runs] == expected


def test_a_run_of_this_minute_is_over():
    now = datetime.datetime(2026, 11, 30, 5, tzinfo=datetime.timezone.utc)
    following = next(CronSchedule.parse("cron(0 5 * * ? *)").runs(now))
    assert following == now + datetime.timedelta(days=1)
