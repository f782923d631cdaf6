"""Predicates on the values of one attribute before and after a change."""

import re
from collections.abc import Callable
from math import isfinite
from typing import Any

# Whether the move from the first value to the second is the one a rule is about.
Trend = Callable[[Any, Any], bool]
_TRUE = (True, "true", "True", "1", 1)
_ENABLED = ("enabled", "true", "on", "1", "verify")


class Unknown:
    """A value that comes with apply only."""

    def __bool__(self) -> bool:
        return False


UNKNOWN = Unknown()


def switched_off(before: Any, after: Any) -> bool:
    """It was on, and no longer is for certain."""
    return _is_on(before) and not _is_on(after)


def switched_on(before: Any, after: Any) -> bool:
    """It is on, or may be, and was not."""
    return (_is_on(after) or after is UNKNOWN) and not _is_on(before)


def lowered(before: Any, after: Any) -> bool:
    """A number is smaller, or not set any more, or unknown."""
    old, new = number(before), number(after)
    return bool(old) and (new is None or new < (old or 0))


def raised(before: Any, after: Any) -> bool:
    """A number is larger, or not set any more, or unknown."""
    old, new = number(before), number(after)
    return old is not None and (new is None or new > old)


def ends_sooner(before: Any, after: Any) -> bool:
    """A retention is shorter, where 0 or nothing is indefinite, or unknown."""
    if after is UNKNOWN:
        return before is not UNKNOWN
    new = number(after)
    return bool(new) and (not number(before) or (number(before) or 0) > (new or 0))


def set_or_lowered(before: Any, after: Any) -> bool:
    """A number is smaller than before, where nothing stands for AWS's generous default."""
    new = number(after)
    old = number(before)
    return new is not None and (old is None or new < old)


def changed(before: Any, after: Any) -> bool:
    """It was set, and is something else, or nothing, or unknown."""
    return not _empty(before) and (after is UNKNOWN or _in_order(before) != _in_order(after))


def removed(before: Any, after: Any) -> bool:
    """It was set, and no longer is."""
    return not _empty(before) and after is not UNKNOWN and _empty(after)


def appeared(before: Any, after: Any) -> bool:
    """It was not set, and is."""
    return _empty(before) and not _empty(after)


def lost(before: Any, after: Any) -> bool:
    """A list lacks something that it had."""
    return after is not UNKNOWN and bool(_members(before) - _members(after))


def gained(before: Any, after: Any) -> bool:
    """A list has something that it had not."""
    return bool(_members(after) - _members(before))


def left(*values: Any) -> Trend:
    """It was one of `values`, and is none of them for certain."""
    return lambda before, after: before in values and after not in values


def became(*values: Any) -> Trend:
    """It is one of `values`, or may be, and was none of them."""
    return lambda before, after: (after in values or after is UNKNOWN) and before not in values


def fell(*order: Any) -> Trend:
    """It is further back in `order` than it was; a value that is not in it comes last."""

    def judge(before: Any, after: Any) -> bool:
        places = [order.index(each) if each in order else len(order) for each in (before, after)]
        return not _empty(before) and places[1] > places[0]

    return judge


# Of two directions they know the one as bad, and thereby the other as good. Of lists, names and
# other values they do not: what is neither lost nor gained may still be another.
_ONE_WAY = (switched_off, switched_on, lowered, raised, ends_sooner, set_or_lowered)


def is_one_way(trend: Trend) -> bool:
    """True if a change that `trend` is silent about is the other direction, and known as good."""
    return trend in _ONE_WAY


def near(factor: float) -> Trend:
    """A number stays above 0, and within this factor of what it was."""

    def judge(before: Any, after: Any) -> bool:
        old, new = number(before), number(after)
        return bool(old and new) and (old or 0) / factor <= (new or 0) <= (old or 0) * factor

    return judge


def between(low: float, high: float) -> Trend:
    """A number within these bounds, whatever it was."""

    def judge(_before: Any, after: Any) -> bool:
        new = number(after)
        return new is not None and low <= new <= high

    return judge


def to_one_of(*values: Any) -> Trend:
    """One of `values`, whatever it was."""
    return lambda _before, after: after in values


def grown(before: Any, after: Any) -> bool:
    """A number, and larger than it was."""
    old, new = number(before), number(after)
    return old is not None and new is not None and new >= old


def shrunk(before: Any, after: Any) -> bool:
    """A number of at least 1, and smaller than it was."""
    old, new = number(before), number(after)
    return old is not None and new is not None and 1 <= new <= old


def only_gains(before: Any, after: Any) -> bool:
    """A list that keeps all that it had."""
    return isinstance(after, list) and not lost(before, after)


def newer(before: Any, after: Any) -> bool:
    """A version with a higher number, such as 8.0.mysql_aurora.3.12.0 after 3.11.2."""
    old, new = ([int(each) for each in re.findall(r"\d+", str(value))] for value in (before, after))
    return after is not UNKNOWN and bool(old) and new > old


def stays_in_account(before: Any, after: Any) -> bool:
    """An ARN of the same service, Region and account."""
    old, new = (str(value).split(":")[:5] for value in (before, after))
    return after is not UNKNOWN and len(old) == 5 and old == new


def same_name(before: Any, after: Any) -> bool:
    """An ARN instead of the name at its end, or the other way round."""
    old, new = str(before or ""), str(after or "")
    return (
        after is not UNKNOWN
        and bool(old and new)
        and (new.endswith(f"/{old}") or old.endswith(f"/{new}"))
    )


def number(value: Any) -> float | None:
    """A number, also one in quotes; None for anything else, and for one that no service has."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if isfinite(found) else None


def is_plain(value: Any) -> bool:
    """A number, a switch or nothing, of which a comparison means something."""
    words = (*_ENABLED, "disabled", "false", "off", "0", "none")
    is_word = isinstance(value, str) and value.lower() in words
    return value in (None, "", True, False) or is_word or number(value) is not None


def _in_order(value: Any) -> Any:
    """Lists of names are sets, whatever order AWS answers in."""
    return sorted(map(str, value)) if isinstance(value, list) else value


def _is_on(value: Any) -> bool:
    return value in _TRUE or (isinstance(value, str) and value.lower() in _ENABLED)


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _members(value: Any) -> set[str]:
    return {str(each) for each in value if each is not None} if isinstance(value, list) else set()
