"""One attribute that differs, in words for people: masked, shortened, and line by line."""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.terraform.documents.masking import SENSITIVE

INSIDE = "{…}"
UNKNOWN = "(known after apply)"
LONGEST = 100
MOST_LINES = 40


@dataclass(frozen=True)
class Difference:
    """What one attribute was and is.

    path: such as `ingress[0].from_port`, or `rule["closed-paths"].action`; a JSON text is one
    attribute, and `parts` are the differences inside.
    before, after: as Terraform has them, so never to be printed; the texts are for that.
    """

    path: str
    before: Any
    after: Any
    unknown: bool = False
    sensitive: bool = False
    parts: tuple["Difference", ...] = ()

    @property
    def attribute(self) -> str:
        """The first name in its path."""
        return self.path.partition(".")[0].partition("[")[0]

    @property
    def before_text(self) -> str:
        """The old value in a few words."""
        return SENSITIVE if self.sensitive else self._text(self.before)

    @property
    def after_text(self) -> str:
        """The new value in a few words."""
        if self.unknown:
            return UNKNOWN
        return SENSITIVE if self.sensitive else self._text(self.after)

    @property
    def lines(self) -> tuple[str, ...]:
        """What differs, line by line; for a document with the place inside of it."""
        if self.sensitive or self.unknown:
            return self._one_line
        if self.is_whole:
            return _limited(list(self.leaves("")))
        if self.parts:
            return _limited([line for part in self.parts for line in part.labelled])
        if isinstance(self.before, list) and isinstance(self.after, list):
            return _limited(_of_lists(self.before, self.after)) or self._one_line
        if _has_lines(self.before) or _has_lines(self.after):
            return _limited(_of_texts(str(self.before or ""), str(self.after or "")))
        return self._one_line

    @property
    def is_whole(self) -> bool:
        """True for an object that is new, or gone."""
        return bool(self.parts) and not isinstance(self.before or self.after, str)

    @property
    def labelled(self) -> tuple[str, ...]:
        """The lines with the path in front."""
        lines = self.lines
        if len(lines) == 1 and not self.parts:
            return (f"{self.path}: {lines[0]}",)
        return (f"{self.path}:", *(f"  {line}" for line in lines))

    def leaves(self, place: str) -> Iterator[str]:
        """Every value of an object that is new, or gone."""
        for part in self.parts:
            path = f"{place}.{part.path}".removeprefix(".")
            if part.is_whole:
                yield from part.leaves(path)
            else:
                sign, text = ("-", part.before_text) if self.before else ("+", part.after_text)
                yield f"{sign} {path}: {text}"

    def _text(self, value: Any) -> str:
        """Objects and documents may hold secrets, which only their parts know."""
        return INSIDE if self.parts and value else _short(value)

    @property
    def _one_line(self) -> tuple[str, ...]:
        return (f"{self.before_text} -> {self.after_text}",)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) and value else _as_json(value)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _has_lines(value: Any) -> bool:
    return isinstance(value, str) and "\n" in value.strip()


def _of_lists(before: list[Any], after: list[Any]) -> list[str]:
    old, new = ([_short(each) for each in values] for values in (before, after))
    return [
        *(f"- {each}" for each in old if each not in new),
        *(f"+ {each}" for each in new if each not in old),
    ]


def _of_texts(before: str, after: str) -> list[str]:
    diff = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    changed = [line for line in diff if not line.startswith(("---", "+++", "@@"))]
    return [f"{line[0]} {_short(line[1:])}" for line in changed if line[1:].strip()]


def _limited(lines: list[str]) -> tuple[str, ...]:
    more = len(lines) - MOST_LINES
    return tuple(lines) if more <= 0 else (*lines[:MOST_LINES], f"… {more} more lines")
