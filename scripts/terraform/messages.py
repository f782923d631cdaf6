"""Terraform's machine-readable messages: what `-json` prints, one JSON object per line."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Diagnostic:
    """An error or a warning of Terraform or the provider."""

    severity: str
    summary: str
    detail: str
    address: str

    def __str__(self) -> str:
        where = f"{self.address}: " if self.address else ""
        return f"{where}{self.summary}" + (f"\n{self.detail}" if self.detail else "")


@dataclass(frozen=True)
class Message:
    """One line of output; a line that is not a JSON object has its text and nothing else.

    The fields are those of developer.hashicorp.com, "Machine-Readable UI" (read 2026-11-23).
    """

    text: str
    kind: str
    fields: Mapping[str, Any]

    @property
    def finishes_resource(self) -> bool:
        """One resource was created, changed or destroyed."""
        hook = self.fields.get("hook")
        return self.kind == "apply_complete" and isinstance(hook, dict) and hook["action"] != "read"

    @property
    def counts(self) -> Mapping[str, int]:
        """`add`, `change`, `import`, `remove` of a plan or an apply; empty in other messages."""
        changes = self.fields.get("changes") if self.kind == "change_summary" else None
        numbers = changes.items() if isinstance(changes, dict) else ()
        return {name: number for name, number in numbers if isinstance(number, int)}

    @property
    def change(self) -> str:
        """`address: action` of a planned change; empty in other messages."""
        found = self.fields.get("change") if self.kind == "planned_change" else None
        return f"{found['resource']['addr']}: {found['action']}" if found else ""

    @property
    def diagnostic(self) -> Diagnostic | None:
        """The error or warning that this message is."""
        found = self.fields.get("diagnostic")
        return _diagnostic(found) if self.kind == "diagnostic" and found else None


def parse_message(line: str) -> Message:
    """Read one line of `plan -json` or `apply -json`."""
    fields = _object(line)
    if "@message" not in fields:
        return Message(line.rstrip(), "", {})
    return Message(str(fields["@message"]), str(fields.get("type", "")), fields)


def validation_diagnostics(text: str) -> list[Diagnostic]:
    """Read the one object that `validate -json` prints."""
    return [_diagnostic(found) for found in _object(text).get("diagnostics", [])]


def _diagnostic(found: Mapping[str, Any]) -> Diagnostic:
    address = found.get("address") or (found.get("snippet") or {}).get("context") or ""
    return Diagnostic(
        str(found.get("severity", "error")),
        str(found.get("summary", "")).strip(),
        str(found.get("detail", "")).strip(),
        str(address),
    )


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
