"""Predicates on the values of one attribute before and after a change."""

from collections.abc import Callable
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
    """It was on, and no longer is."""
    return _is_on(before) and not _is_on(after) and after is not UNKNOWN


def switched_on(before: Any, after: Any) -> bool:
    """It is on, and was not."""
    return _is_on(after) and not _is_on(before)


def lowered(before: Any, after: Any) -> bool:
    """A number is smaller, or not set any more."""
    old, new = number(before), number(after)
    return bool(old) and after is not UNKNOWN and (new is None or new < (old or 0))


def raised(before: Any, after: Any) -> bool:
    """A number is larger, or not set any more."""
    old, new = number(before), number(after)
    return old is not None and after is not UNKNOWN and (new is None or new > old)


def ends_sooner(before: Any, after: Any) -> bool:
    """A retention is shorter, where 0 or nothing is indefinite."""
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
    """It was one of `values`, and is none of them."""
    return lambda before, after: before in values and after is not UNKNOWN and after not in values


def became(*values: Any) -> Trend:
    """It is one of `values`, and was none of them."""
    return lambda before, after: after in values and before not in values


def fell(*order: Any) -> Trend:
    """It is further back in `order` than it was; a value that is not in it comes last."""

    def judge(before: Any, after: Any) -> bool:
        places = [order.index(each) if each in order else len(order) for each in (before, after)]
        return after is not UNKNOWN and not _empty(before) and places[1] > places[0]

    return judge


def number(value: Any) -> float | None:
    """A number, also one in quotes; None for anything else."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _in_order(value: Any) -> Any:
    """Lists of names are sets, whatever order AWS answers in."""
    return sorted(map(str, value)) if isinstance(value, list) else value


def _is_on(value: Any) -> bool:
    return value in _TRUE or (isinstance(value, str) and value.lower() in _ENABLED)


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _members(value: Any) -> set[str]:
    return {str(each) for each in value if each is not None} if isinstance(value, list) else set()
