"""Drift that is accepted, at one resource, for a reason, for a time."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scripts.commands.drift.finding import Finding

FILE = Path(__file__).with_suffix(".json")
_TEXTS = ("address", "attribute", "value", "reason", "owner", "review")
KEYS = (*_TEXTS, "deployments")
_ADDRESS = re.compile(r"[a-z0-9_]+\.[A-Za-z0-9_-]+")
_LEAST_REASON = 20


class IgnoredError(ValueError):
    """The file is wrong; the message names every fault in it."""


@dataclass(frozen=True)
class Entry:
    """One entry of the file.

    address: a Terraform address, no pattern. attribute: a path or its first name; empty for a
    resource that is gone. value: a part of what AWS has, so that nothing else is accepted with it.
    reason, owner, review: why, whose, and the day (ISO 8601) after which it counts no more.
    deployments: where it applies; empty means everywhere.
    """

    address: str
    attribute: str
    value: str
    reason: str
    owner: str
    review: str
    deployments: tuple[str, ...] = ()

    def covers(self, finding: Finding) -> bool:
        """True if it accepts this finding."""
        return (
            finding.address == self.address
            and self.attribute in (finding.attribute, finding.name)
            and self.value in (finding.after or finding.before)
        )

    @property
    def place(self) -> str:
        """What it is about, for messages."""
        value = f" with {self.value!r}" if self.value else ""
        return f"{self.address} {self.attribute or '(the whole resource)'}{value}"


@dataclass(frozen=True)
class Sorted:
    """What counts, what is ignored by which entry, and what is to say about the entries."""

    findings: tuple[Finding, ...]
    ignored: tuple[tuple[Finding, Entry], ...]
    remarks: tuple[str, ...]


def read_ignored(file: Path = FILE) -> tuple[Entry, ...]:
    """The entries of a JSON file. Raises IgnoredError, which names all faults."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise IgnoredError(f"--ignored {file}: {problem}") from problem
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise IgnoredError(f"--ignored {file}: must be a JSON list of objects.")
    faults = [
        f"--ignored {file}: entry {number}: {fault}"
        for number, each in enumerate(raw, start=1)
        for fault in _faults(each)
    ]
    if faults:
        raise IgnoredError("\n".join(faults))
    return tuple(
        Entry(
            **{key: each.get(key, "").strip() for key in _TEXTS},
            deployments=tuple(each.get("deployments", ())),
        )
        for each in raw
    )


def sort_out(
    entries: Iterable[Entry], deployment: str, findings: Sequence[Finding], today: date
) -> Sorted:
    """Apply the entries to findings; expired ones accept nothing."""
    ours = [each for each in entries if deployment in each.deployments or not each.deployments]
    valid = [each for each in ours if today <= date.fromisoformat(each.review)]
    counted, ignored = [], []
    for finding in findings:
        entry = next((each for each in valid if each.covers(finding)), None)
        if entry:
            ignored.append((finding, entry))
        else:
            counted.append(finding)
    remarks = [
        f"The entry for {each.place} expired on {each.review} ({each.owner}); it is not applied."
        for each in ours
        if each not in valid
    ]
    remarks += [
        f"The entry for {each.place} is not used ({each.owner}): remove it."
        for each in valid
        if not any(each.covers(finding) for finding in findings)
    ]
    return Sorted(tuple(counted), tuple(ignored), tuple(remarks))


def _faults(raw: dict[str, Any]) -> list[str]:
    found = [f"key {key!r}; accepted: {', '.join(KEYS)}." for key in raw if key not in KEYS]
    found += [
        f"{key} is {raw[key]!r}; accepted is a text."
        for key in _TEXTS
        if not isinstance(raw.get(key, ""), str)
    ]
    deployments = raw.get("deployments", [])
    if not isinstance(deployments, list) or not all(isinstance(each, str) for each in deployments):
        found.append(f"deployments is {deployments!r}; accepted is a list of names.")
    return found or [*_content_faults(raw)]


def _content_faults(raw: dict[str, str]) -> list[str]:
    found = []
    if not _ADDRESS.fullmatch(raw.get("address", "")):
        found.append(
            f"address is {raw.get('address', '')!r}; accepted is a whole Terraform address such as "
            "aws_sns_topic.notifications_alarms_topic."
        )
    reason = raw.get("reason", "").strip()
    if len(reason.split()) < 4 or len(reason) < _LEAST_REASON:
        found.append(f"reason is {reason!r}; accepted is a sentence that says why.")
    if not raw.get("owner", "").strip():
        found.append("owner is missing; accepted is who answers for it.")
    try:
        date.fromisoformat(raw.get("review", "").strip())
    except ValueError:
        found.append(f"review is {raw.get('review', '')!r}; accepted is a day such as 2027-06-30.")
    return found
