"""Says what is wrong with a setting: its path, the value received and what is accepted."""

import difflib
import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from stacks.settings.group import Conflict, Group

# Characters of a received value that a message repeats.
LONGEST_VALUE = 80

SettingPath = tuple[str | int, ...]


def messages(
    model: type[Group], error: Any, path: SettingPath, wrong: set[SettingPath]
) -> Iterator[str]:
    """One line for each thing that `error`, of pydantic's making, says of the settings at `path`.

    Rules between fields are left out where one of the fields was already reported as `wrong`.
    """
    place = tuple(error["loc"])
    if error["type"] == "conflict":
        for conflict in error["ctx"]["conflicts"]:
            if not _touches(place, conflict, wrong):
                where = path + place + tuple(conflict.fields[0].split("."))
                yield wrong_value(where, conflict.received, conflict.accepted)
    elif error["type"] == "extra_forbidden":
        yield unknown(path + place, error["input"], _fields(model, place))
    elif error["type"] == "missing":
        # A wrong value was taken out for the next round; it is not missing.
        if place not in wrong:
            yield f"{dotted(path + place)}: is missing; accepted: a value, it has no default"
    else:
        yield wrong_value(path + place, error["input"], _accepted(error))


def _accepted(error: Any) -> str:
    """What would have been taken, in the words of JSON rather than Python's."""
    if error["type"] == "model_type":
        return "an object"
    if error["type"] == "too_short":
        return f"at least {error['ctx']['min_length']} entries"
    if error["type"] == "too_long":
        return f"at most {error['ctx']['max_length']} entries"
    return str(error["msg"]).replace("Input should be", "").strip()


def _touches(place: SettingPath, conflict: Conflict, wrong: set[SettingPath]) -> bool:
    """True if the rule looks at a field that was already reported."""
    fields = {place + tuple(field.split(".")) for field in conflict.fields}
    return any(
        field[: len(bad)] == bad or bad[: len(field)] == field for field in fields for bad in wrong
    )


def _fields(model: type[BaseModel], place: SettingPath) -> tuple[str, ...]:
    """Names of the fields of the group that holds `place`."""
    for key in place[:-1]:
        annotation = (
            model.model_fields[str(key)].annotation if str(key) in model.model_fields else None
        )
        options = [annotation, *getattr(annotation, "__args__", ())]
        model = next(
            (x for x in options if isinstance(x, type) and issubclass(x, BaseModel)), model
        )
    return tuple(model.model_fields)


def unknown(path: SettingPath, received: Any, names: tuple[str, ...]) -> str:
    """A key that no setting has, with the nearest of the `names` that exist there."""
    close = difflib.get_close_matches(str(path[-1]), names, n=1, cutoff=0.5)
    guess = f", did you mean {close[0]}?" if close else ";"
    return f"{dotted(path)}: unknown setting{guess} received {_shown(received)}; accepted: " + (
        ", ".join(names)
    )


def wrong_value(path: SettingPath, received: Any, accepted: str) -> str:
    """A value that is not taken, and what would be."""
    return f"{dotted(path)}: received {_shown(received)}; accepted: {accepted}"


def _shown(value: Any) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "..."


def dotted(path: SettingPath) -> str:
    """The path as it is written in messages and documents."""
    return ".".join(map(str, path))
