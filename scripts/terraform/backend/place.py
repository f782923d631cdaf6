"""Location of a stack's state: configured, or recorded by `terraform init`."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.project import ROOT


@dataclass(frozen=True)
class LocalPlace:
    """A state file in this checkout."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @property
    def lock_info(self) -> Path:
        """The file that describes the lock's owner; the lock itself is the kernel's."""
        return self.path.with_name(f".{self.path.name}.lock.info")

    def read(self) -> bytes | None:
        """The file's content; None if it is missing or empty, as a killed first apply leaves it."""
        return (self.path.read_bytes() or None) if self.path.is_file() else None

    def write(self, body: bytes) -> None:
        """Replace the file as a whole, readable by its owner only."""
        draft = self.path.with_name(f"{self.path.name}.draft")
        draft.touch(mode=0o600)
        draft.write_bytes(body)
        draft.replace(self.path)


@dataclass(frozen=True)
class RemotePlace:
    """An object in S3, locked by an item of a DynamoDB table, by a second object, or by both."""

    bucket: str
    key: str
    region: str
    table: str | None
    lock_file: bool

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    @property
    def lock_key(self) -> str:
        """The key of the lock object."""
        return f"{self.key}.tflock"

    @property
    def lock_item(self) -> str:
        """The LockID of the lock item, as Terraform's S3 backend names it."""
        return f"{self.bucket}/{self.key}"

    @property
    def digest_item(self) -> str:
        """The LockID of the item with the state's MD5 checksum."""
        return f"{self.lock_item}-md5"

    def is_same_object(self, other: "Place | None") -> bool:
        """Whether `other` is this object, however it is locked."""
        return isinstance(other, RemotePlace) and (self.bucket, self.key, self.region) == (
            other.bucket,
            other.key,
            other.region,
        )


Place = LocalPlace | RemotePlace
# Local states in the project's directory, as stacks/terraform.py configures them.
_LOCAL_PREFIX, _LOCAL_SUFFIX = "terraform.", ".tfstate"


def local_place(stack: str) -> LocalPlace:
    """The state of `stack` if it is a local file."""
    return LocalPlace(ROOT / f"{_LOCAL_PREFIX}{stack}{_LOCAL_SUFFIX}")


def local_places() -> dict[str, LocalPlace]:
    """The local states in this checkout: name of the stack -> file."""
    files = sorted(ROOT.glob(f"{_LOCAL_PREFIX}*{_LOCAL_SUFFIX}"))
    return {
        file.name.removeprefix(_LOCAL_PREFIX).removesuffix(_LOCAL_SUFFIX): LocalPlace(file)
        for file in files
    }


def place_of(configuration: Mapping[str, Any], directory: Path) -> Place:
    """The backend in a stack's configuration; `directory` is the stack's."""
    backend = configuration.get("terraform", {}).get("backend", {})
    kind = next(iter(backend), "local")
    return _place(kind, backend.get(kind, {}), directory)


def recorded_place(directory: Path) -> Place | None:
    """The backend that `terraform init` recorded in `directory`; None before the first init."""
    try:
        noted = json.loads((directory / ".terraform" / "terraform.tfstate").read_text())["backend"]
        return _place(str(noted["type"]), noted["config"], directory)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _place(kind: str, settings: Mapping[str, Any], directory: Path) -> Place:
    if kind == "s3":
        return RemotePlace(
            bucket=str(settings["bucket"]),
            key=str(settings["key"]),
            region=str(settings.get("region") or ""),
            table=settings.get("dynamodb_table") or None,
            lock_file=bool(settings.get("use_lockfile")),
        )
    path = directory / (settings.get("path") or "terraform.tfstate")
    # Not resolved: a checkout that is a link keeps its own name in messages.
    return LocalPlace(Path(os.path.normpath(path)))
