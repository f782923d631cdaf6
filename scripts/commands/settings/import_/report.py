"""The result of an import, as text and as JSON."""

import json
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from scripts.commands.settings.import_.source import Source
from scripts.commands.settings.import_.translation import Translation, Verdict

_WIDTH = 80
# Heading -> what of a verdict decides that it belongs there.
_SECTIONS = {
    "Unknown keys, not written": "unknown",
    "Not supported": "unsupported",
    "Taken over, but protects less than the default here": "less",
    "Not taken over, because the default here protects more": "more",
    "Converted": "converted",
    "Renamed": "renamed",
    "Taken over": "taken_over",
    "Left out of the file: the predecessor's default": "left out",
    "Replaced by --set": "replaced",
    "Default here, so nothing to write": "default",
}


@dataclass(frozen=True)
class Report:
    """What an import found; problems: why the deployment cannot be written as it is."""

    file: str
    deployment: str
    source: Source
    translation: Translation
    problems: tuple[str, ...]
    written: bool

    def as_data(self) -> dict[str, Any]:
        """Everything, for scripts."""
        predecessor = self.source.predecessor
        return {
            "file": self.file,
            "predecessor": predecessor.name,
            "repository": predecessor.repository,
            "commit": predecessor.commit,
            "deployment": self.deployment,
            "settings": self.translation.deployment,
            "keys": [_as_data(each) for each in self.translation.verdicts],
            "notes": list(self.translation.notes),
            "problems": list(self.problems),
            "written": self.written,
        }

    def as_text(self) -> str:
        """For people: what needs a decision comes first, the deployment last."""
        whole = {self.deployment: self.translation.deployment}
        blocks = [
            f"{self.file}, settings of {self.source.predecessor.repository}",
            *self._sections(),
            "In cdktf.json, under context.deployments:",
            json.dumps(whole, indent=2),
        ]
        return "\n\n".join(blocks)

    def _sections(self) -> Iterator[str]:
        verdicts = self.translation.verdicts
        for heading, belongs in _SECTIONS.items():
            found = [each for each in verdicts if _section_of(each) == belongs]
            if found:
                yield _section(f"{heading} ({len(found)})", _by_reason(found))
        if self.translation.notes:
            yield _section("Not in the file", self.translation.notes)


def _section_of(verdict: Verdict) -> str:
    if verdict.protection != "equal":
        return verdict.protection
    return verdict.place if verdict.place == "left out" else verdict.outcome


def _section(heading: str, lines: Any) -> str:
    return "\n".join([heading, *(_wrapped(line, 2) for line in lines)])


def _by_reason(found: list[Verdict]) -> Iterator[str]:
    """One line for each key; keys in a row with the same reason share it."""
    for reason, group in groupby(found, key=lambda each: each.reason):
        members = list(group)
        if len(members) > 1 and reason and not any(each.setting for each in members):
            yield f"{', '.join(map(_pair, members))}: {reason}"
        else:
            yield from map(_line, members)


def _line(verdict: Verdict) -> str:
    result = _pair(verdict)
    if verdict.written is not None and verdict.outcome != "taken_over":
        result += f" -> {verdict.setting} {_json(verdict.written)}"
    reason = verdict.reason
    if verdict.outcome == "default" and verdict.setting != verdict.key and not reason:
        reason = f"the default of {verdict.setting}" if verdict.setting else ""
    return f"{result}: {reason}" if reason else result


def _pair(verdict: Verdict) -> str:
    key = verdict.key if verdict.key.isprintable() else json.dumps(verdict.key)
    return f"{key} {_json(verdict.value)}" if verdict.shown else key


def _json(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= _WIDTH else f"{text[:_WIDTH]}..."


def _wrapped(line: str, indent: int) -> str:
    return textwrap.fill(
        line,
        _WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 4),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _as_data(verdict: Verdict) -> dict[str, Any]:
    return {
        "place": verdict.place,
        "key": verdict.key,
        "value": verdict.value if verdict.shown else None,
        "shown": verdict.shown,
        "outcome": verdict.outcome,
        "setting": verdict.setting or None,
        "written": verdict.written,
        "protection": verdict.protection,
        "reason": verdict.reason,
    }
