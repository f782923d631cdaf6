"""Slots: the parts of a value that a setting chooses freely, each with its form.

`https://<<host>>` stands for an address with any host name. A number alone is `<<number>>` in the
type that it was written in, `"<<number>>"` as text.
"""

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, NamedTuple

# Form -> what fits it, those first that others would match too. References are never parts of a
# slot. As stacks/settings accepts them, tests/unit/.../test_slots.py compares.
FORMS = {
    "reference": r"\$\{[^}]*\}",
    "program": r"program sha256:[0-9a-f]{64}",
    "zone": r"<<region>>[a-z](?![\w-])",
    "own": r"<<(?:deployment|region|client)>>",
    "digest": r"sha256[:-][0-9a-f]{64}",
    "certificate": r"arn:aws:acm:<<region>>:\d{12}:certificate/[0-9a-f-]{36}",
    "policy": r"arn:aws:iam::\d{12}:policy/(?:[\w+=,.@-]+/)*[\w+=,.@<>-]{1,128}",
    "repository": r"arn:aws:ecr:[a-z0-9<>-]+:\d{12}:repository/[\w./<>-]+",
    "snapshot": r"arn:aws:rds:[a-z0-9<>-]+:\d{12}:cluster-snapshot:[\w:<>-]+",
    "recovery_point": r"arn:aws:backup:[a-z0-9<>-]+:\d{12}:recovery-point:[0-9A-Fa-f-]{36}",
    # Another Region, in the ARN of a vault there, in the vault's name and in sentences.
    "place": r"(?<=arn:aws:backup:)[a-z]{2}-[a-z]+-\d(?=:)|(?<=<<deployment>>-)[a-z]{2}-[a-z]+-\d"
    r"(?=-vault)|(?<=arrived in )[a-z]{2}-[a-z]+-\d",
    "moment": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z",
    "cluster": r"cluster-[A-Z0-9]{10,40}(?![\w-])",
    "schedule": r"cron\([^()]{11,}\)",
    "engine": r"8\.0\.mysql_aurora\.3\.\d{2}\.\d",
    "network": r"\d{1,3}(?:\.\d{1,3}){3}/\d{1,2}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}/\d{1,3}",
    "email": r"[\w.+%-]+@[\w.-]+\.[a-z]+",
    "image": r"(?:[\w.<>-]+(?::\d+)?/)+[\w.<>-]+(?::[\w][\w.-]*)?(?=@sha256:|$)",
    "host": r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,63}",
    "hosted_zone": r"Z[A-Z0-9]{6,31}",
    "account": r"(?<!\d)\d{12}(?!\d)",
    "number": r"-?\d+(?:\.\d+)?",
}
# They stay as they are.
FIXED = {"reference", "program", "own"}
_ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in FORMS.items()))
_SLOT = re.compile(
    r"<<(?P<form>"
    + "|".join(FORMS.keys() - FIXED)
    + r")(?: (?P<least>-?[\d.e+-]+?)\.\.(?P<most>-?[\d.e+-]+))?(?: of (?P<group>.+?))?"
    r"(?: times (?P<factor>[\d.e+-]+))?>>"
)


class Slot(NamedTuple):
    """One slot of a template.

    group: slots that hold the same, or with numbers `factor` times the same.
    """

    form: str
    least: float | None = None
    most: float | None = None
    group: str = ""
    factor: float = 1

    def __str__(self) -> str:
        bounds = "" if self.least is None else f" {self.least:.12g}..{self.most:.12g}"
        group = f" of {self.group}" if self.group else ""
        factor = f" times {self.factor:.12g}" if self.factor != 1 else ""
        return f"<<{self.form}{bounds}{group}{factor}>>"

    def admits(self, text: str) -> bool:
        """True for text of its form within its bounds."""
        if self.least is None or self.most is None:
            return True
        return self.least <= float(text) <= self.most


class Opened(NamedTuple):
    """A value with slots instead of what a setting may have put there, and what stood there."""

    text: str
    found: tuple[str, ...]


def written(value: Any) -> str:
    """A literal as text that keeps its type."""
    return value if isinstance(value, str) else f"= {json.dumps(value)}"


def opened(text: str) -> Opened:
    """Every part of a written value that fits a form becomes a slot."""
    found: list[str] = []

    def open_one(part: re.Match[str]) -> str:
        if part.lastgroup in FIXED:
            return part[0]
        found.append(part[0])
        return f"<<{part.lastgroup}>>"

    return Opened(_ANY.sub(open_one, text), tuple(found))


@dataclass(frozen=True)
class Template:
    """What a value may be: its literal parts, with a slot between two of them each."""

    literals: tuple[str, ...]
    slots: tuple[Slot, ...]

    @classmethod
    @cache
    def parse(cls, text: str) -> "Template":
        """A template as text."""
        literals, slots, end = [], [], 0
        for part in _SLOT.finditer(text):
            literals.append(text[end : part.start()])
            end = part.end()
            least, most = (float(part[x]) if part[x] else None for x in ("least", "most"))
            slots.append(
                Slot(part["form"], least, most, part["group"] or "", float(part["factor"] or 1))
            )
        return cls((*literals, text[end:]), tuple(slots))

    def __str__(self) -> str:
        ends = (*map(str, self.slots), "")
        return "".join(literal + slot for literal, slot in zip(self.literals, ends, strict=True))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        forms = [f"({FORMS[slot.form]})" for slot in self.slots] + [""]
        return re.compile(
            "".join(
                re.escape(literal) + form
                for literal, form in zip(self.literals, forms, strict=True)
            )
        )

    def parts(self, text: str) -> tuple[str, ...] | None:
        """What stands in each slot of a written value; None if it does not fit."""
        if not self.slots:
            return () if text == self.literals[0] else None
        match = self._pattern.fullmatch(text)
        found = match.groups() if match else ()
        fits = match and all(
            slot.admits(part) for slot, part in zip(self.slots, found, strict=True)
        )
        return found if fits else None
