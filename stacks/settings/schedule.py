"""AWS cron expressions as settings: when a schedule runs, and that it runs at all.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html (2026-11)
Packages for it either judge the form alone or are hardly used, and none of them finds 31 February.
"""

import calendar
import datetime
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from stacks.settings.group import refuse

# "The interval between backup jobs shouldn't be less than 60 minutes", says AWS Backup (2026-11):
# https://repost.aws/questions/QUwYlivOoWTHi1nSuSGjTVFg
LEAST_MINUTES_BETWEEN_RUNS = 60
MINUTES_OF_A_DAY = 24 * 60
# Nothing was deployed before; AWS takes years from 1970 on, which are over.
FIRST_YEAR, LAST_YEAR = 2026, 2199
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
EXPRESSION = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
PART = re.compile(r"(?:(\*)|(\w+)(?:-(\w+))?)(?:/(\d+))?")
NEAREST_WEEKDAY = re.compile(r"(\d+)W")
NTH_WEEKDAY = re.compile(r"(\w+)#([1-5])")
LAST_WEEKDAY = re.compile(r"(\w+)L")


class ScheduleError(ValueError):
    """The expression is none of AWS's, never runs, or runs too often."""


@dataclass(frozen=True)
class Field:
    """A field of numbers: its name, its range, and the names that some numbers have."""

    name: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    steps: bool = True

    def numbers(self, text: str) -> frozenset[int]:
        """What a list of numbers, ranges and steps stands for. Raises ScheduleError."""
        return frozenset(itertools.chain.from_iterable(map(self._part, text.split(","))))

    def number(self, text: str) -> int:
        """A number or its name. Raises ScheduleError."""
        if text.upper() in self.names:
            return self.least + self.names.index(text.upper())
        if not (text.isascii() and text.isdigit() and self.least <= int(text) <= self.most):
            raise self._wrong(text)
        return int(text)

    def _part(self, text: str) -> range:
        match = PART.fullmatch(text)
        if not match or (match[4] and not self.steps):
            raise self._wrong(text)
        first = self.least if match[1] else self.number(match[2])
        open_ended = match[1] or (match[4] and not match[3])
        last = self.most if open_ended else self.number(match[3] or match[2])
        step = int(match[4] or 1)
        if last < first or not 1 <= step <= self.most:
            raise self._wrong(text)
        return range(first, last + 1, step)

    def _wrong(self, text: str) -> ScheduleError:
        names = f" or {self.names[0]} to {self.names[-1]}" if self.names else ""
        return ScheduleError(f"{self.name} {text} is not of {self.least} to {self.most}{names}")


MINUTE, HOUR = Field("minute", 0, 59), Field("hour", 0, 23)
DAY, MONTH = Field("day of the month", 1, 31), Field("month", 1, 12, MONTHS)
WEEKDAY = Field("day of the week", 1, 7, WEEKDAYS, steps=False)
YEAR = Field("year", 1970, LAST_YEAR)


@dataclass(frozen=True)
class CronSchedule:
    """The runs of `cron(minutes hours day-of-month month day-of-week year)` in UTC.

    minutes: of the day, in order. day, weekday: the fields as written, one of them `?`.
    """

    minutes: tuple[int, ...]
    day: str
    months: frozenset[int]
    weekday: str
    years: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> "CronSchedule":
        """The schedule of an expression. Raises ScheduleError."""
        match = EXPRESSION.fullmatch(text)
        if not match or (match[3] == "?") == (match[5] == "?"):
            raise ScheduleError("")
        minutes, hours = MINUTE.numbers(match[1]), HOUR.numbers(match[2])
        years = sorted(year for year in YEAR.numbers(match[6]) if year >= FIRST_YEAR)
        schedule = cls(
            tuple(sorted(hour * 60 + minute for hour in hours for minute in minutes)),
            match[3].upper(),
            MONTH.numbers(match[4]),
            match[5].upper(),
            tuple(years),
        )
        if not any(schedule.dates(datetime.date(FIRST_YEAR, 1, 1))):
            raise ScheduleError(f"no day from {FIRST_YEAR} to {LAST_YEAR} is meant")
        return schedule

    def dates(self, first: datetime.date) -> Iterator[datetime.date]:
        """The days with runs, from `first` on."""
        for year in self.years:
            for month in sorted(self.months):
                if (year, month) >= (first.year, first.month):
                    days = (datetime.date(year, month, day) for day in self._days(year, month))
                    yield from (date for date in days if date >= first)

    def runs(self, after: datetime.datetime) -> Iterator[datetime.datetime]:
        """Every run later than `after`, in order."""
        for date in self.dates(after.date()):
            midnight = datetime.datetime.combine(date, datetime.time(), after.tzinfo)
            for minute in self.minutes:
                run = midnight + datetime.timedelta(minutes=minute)
                if run > after:
                    yield run

    def last_run(self, now: datetime.datetime) -> datetime.datetime | None:
        """The last run until `now`; None if none was in the years since FIRST_YEAR."""
        first = datetime.datetime(FIRST_YEAR, 1, 1, tzinfo=now.tzinfo)
        runs = itertools.takewhile(lambda run: run <= now, self.runs(first))
        return max(runs, default=None)

    @property
    def least_minutes_between_runs(self) -> int:
        """The shortest time between two runs; that of two days if there is one run a day."""
        gaps = [later - earlier for earlier, later in itertools.pairwise(self.minutes)]
        over_midnight = MINUTES_OF_A_DAY - self.minutes[-1] + self.minutes[0]
        if over_midnight < min(gaps, default=MINUTES_OF_A_DAY) and self._has_neighbours():
            gaps.append(over_midnight)
        return min(gaps, default=MINUTES_OF_A_DAY)

    def _has_neighbours(self) -> bool:
        """True if runs are on two days in a row."""
        days = itertools.pairwise(self.dates(datetime.date(FIRST_YEAR, 1, 1)))
        return any(later - earlier == datetime.timedelta(1) for earlier, later in days)

    def _days(self, year: int, month: int) -> list[int]:
        """The days of a month that the two fields mean. Raises ScheduleError."""
        first, length = calendar.monthrange(year, month)
        # Of the first day, counted as AWS does, from 1 for Sunday.
        first = (first + 1) % 7 + 1
        if self.weekday != "?":
            return self._days_of_week(first, length)
        if self.day == "L":
            return [length]
        nearest = NEAREST_WEEKDAY.fullmatch(self.day)
        if nearest or self.day == "LW":
            wanted = DAY.number(nearest[1]) if nearest else length
            return [_nearest_weekday(wanted, first, length)] if wanted <= length else []
        return sorted(day for day in DAY.numbers(self.day) if day <= length)

    def _days_of_week(self, first: int, length: int) -> list[int]:
        if nth := NTH_WEEKDAY.fullmatch(self.weekday):
            day = 1 + (WEEKDAY.number(nth[1]) - first) % 7 + 7 * (int(nth[2]) - 1)
            return [day] if day <= length else []
        if last := LAST_WEEKDAY.fullmatch(self.weekday):
            day = 1 + (WEEKDAY.number(last[1]) - first) % 7
            return [day + 7 * ((length - day) // 7)]
        # As in Quartz, whose syntax this is: `L` alone is the last day of the week.
        wanted = WEEKDAY.numbers("SAT" if self.weekday == "L" else self.weekday)
        return [day for day in range(1, length + 1) if (first + day - 2) % 7 + 1 in wanted]


def most_days_between(schedules: Iterable[CronSchedule]) -> int:
    """The longest time without a run of any of them within the first year, in days."""
    first, last = datetime.date(FIRST_YEAR, 1, 1), datetime.date(FIRST_YEAR + 1, 1, 1)
    days = {
        day
        for schedule in schedules
        for day in itertools.takewhile(lambda day: day < last, schedule.dates(first))
    }
    ends = sorted({first, *days, last})
    return max((later - earlier).days for earlier, later in itertools.pairwise(ends))


def _nearest_weekday(day: int, first: int, length: int) -> int:
    """Monday to Friday nearest to `day` without leaving the month."""
    weekday = (first + day - 2) % 7 + 1
    if weekday == WEEKDAY.number("SAT"):
        return day - 1 if day > 1 else day + 2
    if weekday == WEEKDAY.number("SUN"):
        return day + 1 if day < length else day - 2
    return day


def _backup_schedule(value: str) -> str:
    try:
        least = CronSchedule.parse(value).least_minutes_between_runs
        if least < LEAST_MINUTES_BETWEEN_RUNS:
            raise ScheduleError(f"runs are {least} minutes apart")
    except ScheduleError as error:
        reason = f" ({error})" if str(error) else ""
        raise refuse(
            "an AWS cron expression of six fields with `?` for either the day of the month or "
            "the day of the week, such as cron(0 5 * * ? *), of days that exist and runs at "
            f"least {LEAST_MINUTES_BETWEEN_RUNS} minutes apart{reason}"
        ) from None
    return value


BackupSchedule = Annotated[str, AfterValidator(_backup_schedule)]
