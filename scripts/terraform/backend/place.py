"""Where a stack's state lies, as its Terraform configuration says or as `terraform init` noted."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class LocalPlace:
    """A file of this checkout."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    @property
    def lock_info(self) -> Path:
        """Where Terraform writes who works on the state; the lock itself is the kernel's."""
        return self.path.with_name(f".{self.path.name}.lock.info")


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
        """The object that is the lock."""
        return f"{self.key}.tflock"

    @property
    def lock_item(self) -> str:
        """The LockID of the item that is the lock, as Terraform's S3 backend names it."""
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


def place_of(configuration: Mapping[str, Any], directory: Path) -> Place:
    """The place that a stack's configuration names; `directory` is the stack's."""
    backend = configuration.get("terraform", {}).get("backend", {})
    kind = next(iter(backend), "local")
    return _place(kind, backend.get(kind, {}), directory)


def recorded_place(directory: Path) -> Place | None:
    """The place that `terraform init` noted in `directory`; None before the first init."""
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
