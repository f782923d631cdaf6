"""What each argument may be, as recorded in expected/: read, and written by the tests' snapshots.

A rule is text, which the argument must be, or an object:

    is    all that it may be, row by row; `<<absent>>` where it may be left out
    as    name of a choice: all arguments with that name must be in the same row
    with  it is there exactly if all of these resources are
    if    value -> the resource: it is that value exactly if that resource is there
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from scripts.commands.scan.closed_values.slots import Template
from scripts.terraform.documents.configuration import COPIES, REMOTE_STATE

FOLDER = Path(__file__).with_name("expected")
# Kind of a stack -> the file with its rules; those of deployments are in the others.
FILES = {COPIES: "copies", REMOTE_STATE: "remote_state"}
# Path of the resource itself.
WHOLE = ""
THERE, ABSENT = "<<there>>", "<<absent>>"
# A row in which the whole resource is missing.
NO_RESOURCE = "<<no resource>>"


class Match(NamedTuple):
    """The row that a value is in, and what stands in each slot of it."""

    row: int
    template: Template
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """What one argument may be.

    rows: all that it may be, None where it is left out. companions: it is there if these are.
    deciding: the number of a row -> the resource with which alone it is in that row.
    """

    rows: tuple[Template | None, ...]
    choice: str = ""
    companions: tuple[str, ...] = ()
    deciding: tuple[tuple[int, str], ...] = ()
    is_needed: bool = True

    @classmethod
    def parse(cls, written: Any) -> "Rule":
        """A rule as it is written in JSON."""
        if isinstance(written, str):
            return cls((Template.parse(written),))
        rows = written["is"]
        return cls(
            tuple(None if each in (ABSENT, NO_RESOURCE) else Template.parse(each) for each in rows),
            written.get("as", ""),
            tuple(written.get("with", ())),
            tuple((rows.index(row), other) for row, other in written.get("if", {}).items()),
            ABSENT not in rows,
        )

    @property
    def templates(self) -> list[Template]:
        """All that it may be if it is there."""
        return [each for each in self.rows if each]

    def match(self, value: str) -> Match | None:
        """The row of a written value; None if it may not be that."""
        for row, template in enumerate(self.rows):
            if template and (parts := template.parts(value)) is not None:
                return Match(row, template, parts)
        return None

    @property
    def row_without(self) -> int | None:
        """The row in which it is left out."""
        return None if self.is_needed or None not in self.rows else self.rows.index(None)


# Family of addresses -> path -> rule.
Rules = dict[str, dict[str, Rule]]


@cache
def rules(kind: str) -> Rules:
    """All rules for one kind of stacks."""
    return {
        family: {path: Rule.parse(rule) for path, rule in arguments.items()}
        for file in sorted(FOLDER.glob("*.json"))
        if (file.stem == FILES[kind] if kind in FILES else file.stem not in FILES.values())
        for family, arguments in json.loads(file.read_text(encoding="utf-8")).items()
    }
