"""Assumptions about usage: named, documented, with a low, a typical and a high value."""

import difflib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scripts.cli.errors import InvalidInputError

LOW, TYPICAL, HIGH = LEVELS = ("low", "typical", "high")
FILE = Path(__file__).with_suffix(".json")
Values = tuple[float, float, float]


class AssumptionsError(InvalidInputError):
    """Assumptions that cannot be used; one line for each, with what is accepted."""


@dataclass(frozen=True)
class Assumption:
    """An assumption about usage: a sentence, a unit, and the value at each level."""

    name: str
    sentence: str
    unit: str
    values: Values
    changed: bool = False

    def at(self, level: str) -> float:
        """The value at `low`, `typical` or `high`."""
        return self.values[LEVELS.index(level)]


Assumptions = Mapping[str, Assumption]


def shipped(environment: str) -> dict[str, Assumption]:
    """The project's own, for `production` or `evaluation`; anything else counts as production."""
    key = "evaluation" if environment == "evaluation" else "production"
    described: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return {
        name: Assumption(name, each["sentence"], each["unit"], _three(each[key]))
        for name, each in described.items()
    }


def changed(assumptions: Assumptions, changes: Mapping[str, Any]) -> dict[str, Assumption]:
    """The same with other values: a number for all levels, or a list of three.

    Raises AssumptionsError naming all that is wrong.
    """
    problems = [
        text for name, value in changes.items() for text in _faults(assumptions, name, value)
    ]
    if problems:
        raise AssumptionsError("\n".join(problems))
    return dict(assumptions) | {
        name: replace(assumptions[name], values=_three(value), changed=True)
        for name, value in changes.items()
    }


def read_changes(file: Path | None, given: Iterable[str]) -> dict[str, Any]:
    """Changes out of a JSON file, then those given as `name=value` or `name=low,typical,high`.

    Raises AssumptionsError.
    """
    changes: dict[str, Any] = {}
    if file:
        try:
            changes = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise AssumptionsError(f"--assumptions {file}: {problem}") from problem
        if not isinstance(changes, dict):
            raise AssumptionsError(f"--assumptions {file}: accepted: a JSON object")
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise AssumptionsError(f"--assume {text!r}: accepted: name=value")
        parts = [_number(part) for part in value.split(",")]
        changes[name.strip()] = parts if len(parts) > 1 else parts[0]
    return changes


def _number(text: str) -> Any:
    """A number if it is one; else the text, to be shown in the error."""
    try:
        return float(text)
    except ValueError:
        return text


def _three(value: Any) -> Values:
    low, typical, high = value if isinstance(value, list) else [value] * 3
    return float(low), float(typical), float(high)


def _faults(assumptions: Assumptions, name: str, value: Any) -> list[str]:
    if name not in assumptions:
        close = difflib.get_close_matches(name, assumptions, n=1, cutoff=0.5)
        guess = f" Did you mean {close[0]}?" if close else ""
        return [f"assumption {name!r} is unknown.{guess} Accepted: {', '.join(assumptions)}"]
    values = value if isinstance(value, list) else [value] * 3
    share = assumptions[name].unit == "share"
    accepted = "a number from 0 to 1" if share else "a number from 0"
    most = 1 if share else math.inf
    valid = all(
        isinstance(each, int | float) and not isinstance(each, bool) and 0 <= each <= most
        for each in values
    )
    if len(values) == 3 and valid and math.isfinite(max(values)) and sorted(values) == values:
        return []
    accepted += ", or three of them in ascending order: low,typical,high"
    return [f"assumption {name}: received {json.dumps(value)}; accepted: {accepted}"]
