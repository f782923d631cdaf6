"""The finding of a check, and its fix."""

from dataclasses import dataclass
from enum import Enum


class Status(str, Enum):
    """Status of a finding; the values are those of the reports."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Finding:
    """`subject` is what was checked; `fix` a command or setting, empty if none is needed."""

    subject: str
    status: Status
    said: str
    fix: str = ""


def ok(subject: str, said: str) -> Finding:
    """Nothing to do."""
    return Finding(subject, Status.OK, said)


def warning(subject: str, said: str, fix: str) -> Finding:
    """Works, but needs attention."""
    return Finding(subject, Status.WARNING, said, fix)


def problem(subject: str, said: str, fix: str) -> Finding:
    """A deployment would fail, or be wrong."""
    return Finding(subject, Status.PROBLEM, said, fix)


def not_checked(subject: str, why: str, fix: str = "") -> Finding:
    """Unknown, and why."""
    return Finding(subject, Status.NOT_CHECKED, why, fix)
