"""Exceptions: findings that are accepted, at one resource, for a reason, for a time."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scripts.commands.scan.finding import EXCEPTIONS, Excepted, Finding
from scripts.terraform.documents.configuration import (
    EVALUATION,
    PRODUCTION,
    REMOTE_STATE,
    Configuration,
)

FILE = Path(__file__).with_suffix(".json")
CHECK = "EXCEPTION"
TITLE = "An exception has a check, resources, a reason, an owner and a date that is yet to come."
ENVIRONMENTS = (PRODUCTION, EVALUATION, REMOTE_STATE)
KEYS = {"check", "addresses", "environments", "found", "reason", "owner", "review", "setting"}
ADDRESS = re.compile(r"deployment|output\.[\w-]+|provider\.aws|(data\.)?[a-z0-9_]+\.[A-Za-z0-9_-]+")
LEAST_REASON = 20


class ExceptionsError(ValueError):
    """The file cannot be read; the message says why."""


@dataclass(frozen=True)
class Entry:
    """One entry of the file.

    check: the id of the check. addresses: Terraform addresses, no patterns.
    environments: where it applies; an evaluation's exceptions do not help production.
    found: how the accepted findings' own reasons begin; empty where any is accepted.
    reason, owner, review: why, whose, and the day (ISO 8601) on which it ends.
    setting: the setting that decides whether there is anything to except; empty if there always is.
    """

    check: str
    addresses: tuple[str, ...]
    environments: tuple[str, ...]
    reason: str
    owner: str
    review: str
    setting: str = ""
    found: tuple[str, ...] = ()

    def covers(self, finding: Finding) -> bool:
        """True if it accepts this finding."""
        fits = not self.found or finding.reason.startswith(self.found)
        return fits and finding.check == self.check and finding.address in self.addresses

    def faults(self, today: date) -> list[str]:
        """What is wrong with the entry itself."""
        found = []
        if len(self.reason.split()) < 4 or len(self.reason) < LEAST_REASON:
            found.append("has no reason")
        if not self.owner:
            found.append("has no owner")
        if not self.addresses or not all(map(ADDRESS.fullmatch, self.addresses)):
            found.append("does not name resources by their whole address")
        if not self.environments or set(self.environments) - set(ENVIRONMENTS):
            found.append(f"has other environments than {', '.join(ENVIRONMENTS)}")
        try:
            if date.fromisoformat(self.review) < today:
                found.append(f"expired on {self.review}")
        except ValueError:
            found.append("has no review date such as 2027-06-30")
        return found


def read_exceptions(file: Path = FILE) -> tuple[Entry, ...]:
    """The entries of a JSON file. Raises ExceptionsError."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ExceptionsError(f"exceptions {file}: {problem}") from problem
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise ExceptionsError(f"exceptions {file}: must be a JSON list of objects")
    unknown = sorted({key for each in raw for key in each} - KEYS)
    if unknown:
        accepted = ", ".join(sorted(KEYS))
        raise ExceptionsError(f"exceptions {file}: key {unknown[0]!r}; accepted: {accepted}")
    return tuple(_entry(each) for each in raw)


def apply_exceptions(
    entries: Iterable[Entry], configuration: Configuration, findings: list[Finding], today: date
) -> tuple[list[Finding], list[Excepted]]:
    """Split findings into open and excepted ones; faulty and unused entries are open findings."""
    entries = [each for each in entries if _applies(each, configuration)]
    valid = [entry for entry in entries if not entry.faults(today)]
    excepted = [
        Excepted(finding, entry.reason, entry.owner, entry.review)
        for finding in findings
        for entry in [next((each for each in valid if each.covers(finding)), None)]
        if entry
    ]
    accepted = {each.finding for each in excepted}
    remaining = [finding for finding in findings if finding not in accepted]
    pairs = {(each.check, each.address) for each in findings}
    remaining += [
        _finding(entry, fault)
        for entry in entries
        for fault in [
            *entry.faults(today),
            # In a plan, what is not known yet fails no check.
            *([] if configuration.planned else _unused(entry, pairs)),
        ]
    ]
    return remaining, excepted


def _applies(entry: Entry, configuration: Configuration) -> bool:
    # One with a wrong environment applies everywhere, so that it is found.
    known = set(entry.environments) <= set(ENVIRONMENTS) and entry.environments
    return configuration.environment in entry.environments or not known


def _unused(entry: Entry, pairs: set[tuple[str, str]]) -> list[str]:
    if entry.setting:
        return []
    return [
        f"is not used at {address}"
        for address in entry.addresses
        if (entry.check, address) not in pairs
    ]


def _finding(entry: Entry, fault: str) -> Finding:
    address = entry.addresses[0] if entry.addresses else "deployment"
    return Finding(CHECK, address, f"the exception from {entry.check} {fault}", TITLE, EXCEPTIONS)


def _entry(raw: dict[str, Any]) -> Entry:
    text = {key: str(raw.get(key) or "").strip() for key in KEYS}
    return Entry(
        check=text["check"],
        addresses=_texts(raw.get("addresses")),
        environments=_texts(raw.get("environments")),
        reason=text["reason"],
        owner=text["owner"],
        review=text["review"],
        setting=text["setting"],
        found=_texts(raw.get("found")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
