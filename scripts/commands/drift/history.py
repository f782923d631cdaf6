"""Ages of differences: when each was first seen, kept in a file between two comparisons.

The file holds no values, only addresses, names of attributes and a digest of what a finding is.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from scripts.cli.errors import InvalidInputError, OperationFailedError
from scripts.cli.moments import parse_moment
from scripts.commands.drift.finding import Finding

_VERSION = 1


class HistoryError(InvalidInputError):
    """A file that is no history of this deployment; the message names it."""


class _Seen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    address: str
    attribute: str
    event: str
    first_seen: datetime


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    deployment: str
    findings: tuple[_Seen, ...]


def identity(finding: Finding) -> str:
    """What makes a finding the same one in the next comparison.

    Severity, reasons and the effect of the next apply may change; another value is another
    difference.
    """
    parts = (finding.address, finding.event.value, finding.attribute, finding.identity)
    text = json.dumps([*parts, finding.after, finding.lines])
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Ages:
    """When the findings of a comparison were first seen; nothing is known without a history.

    now: the moment of the comparison. since: from when on a difference counts as new.
    """

    now: datetime | None = None
    first_seen: Mapping[str, datetime] = field(default_factory=dict)
    since: datetime | None = None

    def of(self, finding: Finding) -> datetime | None:
        """When it was first seen."""
        return self.first_seen.get(identity(finding))

    def is_new(self, finding: Finding) -> bool | None:
        """Whether it was first seen at or after `since`, or else now; None if that is unknown."""
        seen, bound = self.of(finding), self.since or self.now
        return None if seen is None or bound is None else seen >= bound

    def text(self, finding: Finding) -> str:
        """Such as `since 2026-11-28, 2 days`; empty if it is unknown."""
        seen = self.of(finding)
        if seen is None or self.now is None:
            return ""
        days = (self.now - seen).days
        age = f"{days} day{'' if days == 1 else 's'}" if days else "less than a day"
        return f"since {seen.date().isoformat()}, {age}"


@dataclass(frozen=True)
class History:
    """The file: what earlier comparisons of a deployment found, and when first."""

    file: Path
    deployment: str
    seen: tuple[_Seen, ...] = ()

    @classmethod
    def read(cls, file: Path, deployment: str) -> "History":
        """The file's history, empty if there is no file yet. Raises HistoryError."""
        try:
            text = file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return cls(file, deployment)
        except (OSError, UnicodeDecodeError) as problem:
            raise HistoryError(f"--history {file}: cannot be read: {problem}") from problem
        try:
            document = _Document.model_validate_json(text)
        except ValidationError as wrong:
            raise HistoryError(
                f"--history {file}: is no history of openemr drift, or is damaged "
                f"({wrong.error_count()} errors). Remove it to begin a new one."
            ) from wrong
        if document.version != _VERSION:
            raise HistoryError(
                f"--history {file}: has version {document.version}; accepted: {_VERSION}."
            )
        if document.deployment != deployment:
            raise HistoryError(
                f"--history {file}: is the history of {document.deployment}, not of {deployment}."
            )
        naive = [each.address for each in document.findings if each.first_seen.tzinfo is None]
        if naive:
            raise HistoryError(f"--history {file}: {naive[0]} has a time without a zone.")
        return cls(file, deployment, document.findings)

    def ages(self, findings: Iterable[Finding], now: datetime, since: datetime | None) -> Ages:
        """The ages of these findings; what the file does not have was first seen now."""
        known = {each.id: each.first_seen for each in self.seen}
        names = [identity(each) for each in findings]
        return Ages(now, {name: known.get(name, now) for name in names}, since)

    def write(self, findings: Iterable[Finding], ages: Ages, *, complete: bool) -> None:
        """Write what stands now, in one step. Raises OperationFailedError.

        complete: everything was compared, so that a difference which was not found is gone, and
        will be new if it returns.
        """
        kept: dict[str, Any] = {} if complete else {each.id: each for each in self.seen}
        for finding in findings:
            seen = ages.of(finding)
            if seen is not None:
                name = identity(finding)
                event, attribute = finding.event.value, finding.attribute
                kept[name] = _Seen(
                    id=name,
                    address=finding.address,
                    attribute=attribute,
                    event=event,
                    first_seen=seen,
                )
        ordered = sorted(kept.values(), key=lambda each: (each.address, each.attribute, each.id))
        document = _Document(version=_VERSION, deployment=self.deployment, findings=tuple(ordered))
        draft = self.file.with_name(f".{self.file.name}.draft")
        try:
            draft.write_text(document.model_dump_json(indent=2) + "\n", encoding="utf-8")
            draft.replace(self.file)
        except OSError as problem:
            raise OperationFailedError(
                f"--history {self.file}: cannot be written: {problem}"
            ) from problem


_DURATION = re.compile(r"(\d{1,5})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def parse_since(text: str, now: datetime) -> datetime:
    """A day, a time (UTC unless it names another zone) or an age. Raises InvalidInputError."""
    duration = _DURATION.fullmatch(text)
    if duration:
        amount, unit = duration.groups()
        return now - timedelta(**{_UNITS[unit]: int(amount)})
    try:
        moment = parse_moment(text)
    except ValueError as wrong:
        raise InvalidInputError(
            f"--since {text!r}: accepted: a day such as 2026-11-28, a time such as "
            "2026-11-28T10:00Z, or an age such as 24h, 7d or 2w."
        ) from wrong
    named = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return named.astimezone(timezone.utc)
