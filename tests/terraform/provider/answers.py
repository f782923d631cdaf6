"""What the provider answered where its answer depends on nothing but the question.

A plan of a whole deployment asks 700 such questions, which take most of the provider's processor
time; copies of a deployment ask the same ones. The calls that read or change AWS are never kept.
https://github.com/hashicorp/terraform/blob/main/docs/resource-instance-change-lifecycle.md says
which calls may not depend on remote state (read 2026-11-30).
"""

import hashlib
import sqlite3
from collections.abc import Collection
from pathlib import Path

# Methods of tfplugin5's service Provider. PlanResourceChange also depends on the provider's
# configuration: default tags, Region.
REPEATABLE: Collection[str] = frozenset(
    {
        *("PrepareProviderConfig", "ValidateDataSourceConfig", "ValidateEphemeralResourceConfig"),
        *("ValidateResourceTypeConfig", "UpgradeResourceState", "PlanResourceChange"),
    }
)


class Answers:
    """Answers by question, in a file that the providers of all tests share."""

    def __init__(self, file: Path, provider: str) -> None:
        """provider: what must be equal for answers to be equal, such as executable and account."""
        self._context = hashlib.sha256(provider.encode()).digest()
        self._configuration = b""
        self._database = sqlite3.connect(file, isolation_level=None, timeout=60)
        self._database.execute("PRAGMA journal_mode = WAL")
        # A file that is lost or broken by a power failure is made again.
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS answers (question BLOB PRIMARY KEY, answer BLOB NOT NULL)"
        )

    def configure(self, request: bytes) -> None:
        """From now on the provider is configured so."""
        self._configuration = hashlib.sha256(request).digest()

    def find(self, method: str, request: bytes) -> bytes | None:
        """The answer to the same question, if there was one."""
        query = "SELECT answer FROM answers WHERE question = ?"
        row = self._database.execute(query, (self._question(method, request),)).fetchone()
        return bytes(row[0]) if row else None

    def keep(self, method: str, request: bytes, answer: bytes) -> None:
        """Remember an answer."""
        insert = "INSERT OR REPLACE INTO answers VALUES (?, ?)"
        self._database.execute(insert, (self._question(method, request), answer))

    def _question(self, method: str, request: bytes) -> bytes:
        parts = (self._context, self._configuration, method.encode(), request)
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
