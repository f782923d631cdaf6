"""cdktf.json as it was before a restore test, to put it back to the byte."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.commands.restore.settings_file import with_stores


@dataclass(frozen=True)
class SettingsCopy:
    """A copy in cdktf.out, which is no part of a repository. file: cdktf.json. test: its id."""

    file: Path
    deployment: str
    test: str

    @property
    def _copy(self) -> Path:
        return self.file.parent / "cdktf.out" / f"{self.file.name}.before-{self.test}"

    @property
    def exists(self) -> bool:
        """Whether it was taken and not put back."""
        return self._copy.exists()

    def take(self) -> None:
        """Copy the file, unless this test did before. Raises OSError."""
        if not self.exists:
            self._copy.parent.mkdir(exist_ok=True)
            self._write(self._copy, self.file.read_bytes())

    def put_back(self, left: Mapping[str, Any]) -> None:
        """Write the file as it was, unless somebody changed other settings since; then those stay.

        left: the setting `stores` that the destruction of the pair leaves. Raises OSError.
        """
        if not self.exists:
            return
        before = self._copy.read_bytes()
        whole = json.loads(before)
        whole["context"] = with_stores(whole["context"], self.deployment, left)
        if whole == json.loads(self.file.read_bytes()):
            self._write(self.file, before)
        self._copy.unlink()

    @staticmethod
    def _write(file: Path, content: bytes) -> None:
        beside = file.with_name(f".{file.name}.{os.getpid()}")
        beside.write_bytes(content)
        beside.replace(file)
