"""RDS windows: whether the daily backup window and the weekly maintenance window overlap."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = 24 * 60
_WEEK = 7 * _DAY


def overlap(daily: str, weekly: str) -> bool:
    """Whether `03:00-04:00` on any day meets `sun:05:00-sun:06:00`; both in UTC."""
    start, end = (_minute_of_week(moment) for moment in weekly.lower().split("-"))
    maintenance = _minutes(start, end, _WEEK)
    first, last = (_minute_of_day(moment) for moment in daily.split("-"))
    backup = set(_minutes(first, last, _DAY))
    return any(minute % _DAY in backup for minute in maintenance)


def _minutes(start: int, end: int, period: int) -> list[int]:
    length = (end - start) % period
    return [(start + offset) % period for offset in range(length)]


def _minute_of_day(moment: str) -> int:
    hours, minutes = moment.split(":")
    return int(hours) * 60 + int(minutes)


def _minute_of_week(moment: str) -> int:
    day, _, clock = moment.partition(":")
    return _DAYS.index(day) * _DAY + _minute_of_day(clock)
