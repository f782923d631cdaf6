"""What each argument may be, as recorded in expected/: read, and written by the tests' snapshots.

A rule is text, which the argument must be, or an object:

    is    all that it may be, row by row; `<<absent>>` where it may be left out
    as    name of a choice: all arguments with that name must be in the same row
    may   values with slots; `is` then tells only whether the argument is there
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scripts.commands.scan.closed_values.slots import Template

FOLDER = Path(__file__).with_name("expected")
STATE = "remote_state"
# Path of the resource itself.
WHOLE = ""
THERE, ABSENT = "<<there>>", "<<absent>>"
# A row in which the whole resource is missing.
NO_RESOURCE = "<<no resource>>"


@dataclass(frozen=True)
class Rule:
    """What one argument may be.

    rows: values by row of the choice `choice`, or whether it is there. templates: what it may be.
    """

    rows: tuple[str, ...]
    choice: str
    templates: tuple[Template, ...]

    @classmethod
    def parse(cls, written: Any) -> "Rule":
        """A rule as it is written in JSON."""
        if isinstance(written, str):
            return cls((), "", (Template.parse(written),))
        rows = tuple(written.get("is", ()))
        may = written.get("may") or [each for each in rows if each not in (ABSENT, NO_RESOURCE)]
        return cls(rows, written.get("as", ""), tuple(map(Template.parse, may)))

    @property
    def is_needed(self) -> bool:
        """True if its resource never goes without it."""
        return ABSENT not in self.rows

    def row(self, value: str | None) -> int | None:
        """The row that a written value means; None if it says nothing."""
        if value is None:
            return self.rows.index(ABSENT) if ABSENT in self.rows else None
        if THERE in self.rows:
            return self.rows.index(THERE)
        return self.rows.index(value) if value in self.rows else None


# Family of addresses -> path -> rule.
Rules = dict[str, dict[str, Rule]]


@cache
def rules(*, state: bool) -> Rules:
    """All rules: for deployments, or for the stack of the remote state."""
    return {
        family: {path: Rule.parse(rule) for path, rule in arguments.items()}
        for file in sorted(FOLDER.glob("*.json"))
        if (file.stem == STATE) == state
        for family, arguments in json.loads(file.read_text(encoding="utf-8")).items()
    }
