"""One restore test as its lines in the record tell it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from scripts.cli.moments import parse_moment
from scripts.commands.restore.as_json import moment_data

# What a metric filter counts as well (stacks/components/restore_tests.py).
EVENT, VERSION = "restore_test", 1
# How far a test came.
BEGAN, ENDED, DESTROYED = "began", "ended", "destroyed"
# What it found. NOT_JUDGED: no task ran, so that nothing is known.
PASSED, FAILED, NOT_JUDGED = "passed", "failed", "not judged"
# What may be told of a pair: numbers, versions and times. No name of a user, nor anything that a
# later program of the task tells.
FACTS = (
    *("release", "schema_version", "last_event", "keys", "oauth2_keys"),
    *("patient_data", "form_encounter", "users", "documents"),
    *("documents_expected", "documents_missing", "documents_younger_than_files"),
    *("documents_encrypted", "documents_decrypted", "documents_not_decrypted"),
)


@dataclass(frozen=True)
class Record:
    """data: members of all lines, of which the last count."""

    data: Mapping[str, Any]

    @classmethod
    def begun(cls, now: datetime, pair: str, told: Mapping[str, Any]) -> "Record":
        """A new one of a pair with this id."""
        began = moment_data(now)
        head = {
            "event": EVENT,
            "version": VERSION,
            "test": f"{now:%Y%m%dT%H%M%SZ}-{pair}",
            "pair": pair,
            "state": BEGAN,
            "began": began,
            "time": began,
        }
        return cls({**head, **told})

    @property
    def id(self) -> str:
        """The name of its log stream as well."""
        return str(self.data["test"])

    @property
    def state(self) -> str:
        """BEGAN, ENDED or DESTROYED."""
        return str(self.data["state"])

    @property
    def is_open(self) -> bool:
        """Whether its pair may still be there."""
        return self.state != DESTROYED

    @property
    def verdict(self) -> str | None:
        """None as long as it has not ended."""
        return self.data.get("verdict")

    @property
    def stores(self) -> dict[str, Any]:
        """The setting with which its pair was made."""
        return dict(self.data["stores"])

    @property
    def began(self) -> datetime:
        """When, in UTC."""
        return parse_moment(str(self.data["began"]))

    def then(self, state: str, **told: Any) -> "Record":
        """The same test, some time later."""
        now = moment_data(datetime.now(timezone.utc))
        return Record({**self.data, "state": state, "time": now, **told})


def records_of(lines: Iterable[str]) -> list[Record]:
    """The tests that lines tell of, the oldest line first; the newest test first.

    Other lines are passed over.
    """
    found: dict[str, dict[str, Any]] = {}
    for told in filter(None, map(_told, lines)):
        found.setdefault(str(told["test"]), {}).update(told)
    tests = [Record(each) for each in found.values()]
    return sorted(tests, key=lambda each: (each.began, each.id), reverse=True)


def _told(line: str) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    if not isinstance(told, dict) or (told.get("event"), told.get("version")) != (EVENT, VERSION):
        return None
    return told
