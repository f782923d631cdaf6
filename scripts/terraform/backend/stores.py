"""The two kinds of places of a state, alike for what a move does with them."""

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

from scripts.aws.account import aws_errors
from scripts.terraform.backend.bucket import StateBucket
from scripts.terraform.backend.holding import holding, holding_file
from scripts.terraform.backend.place import LocalPlace, Place, RemotePlace

_OPERATION = "openemr state move"


class Store(Protocol):
    """Where a state can be read, written and left behind. Errors: AwsError, LockedError."""

    @property
    def place(self) -> Place:
        """Which place it is."""

    def read(self) -> bytes | None:
        """What is stored; None if nothing is."""

    def write(self, body: bytes) -> None:
        """Store it."""

    def retire(self, serial: int) -> str:
        """Put what is stored out of Terraform's sight; returns where it is kept."""

    def hold(self, stack: str) -> AbstractContextManager[None]:
        """Keep everybody else out meanwhile."""


class FileStore:
    """A local state file."""

    def __init__(self, place: LocalPlace) -> None:
        self.place = place
        self._held: BinaryIO | None = None

    def read(self) -> bytes | None:
        """What is in the file; an empty one is what a killed first apply leaves."""
        if self._held:
            self._held.seek(0)
            return self._held.read() or None
        try:
            return self.place.path.read_bytes() or None
        except FileNotFoundError:
            return None

    def write(self, body: bytes) -> None:
        """Write it whole or not at all, for nobody else to read."""
        draft = self.place.path.with_name(f"{self.place.path.name}.draft")
        draft.touch(mode=0o600)
        draft.write_bytes(body)
        draft.replace(self.place.path)
        self._held = None  # what was held is another file now

    def retire(self, serial: int) -> str:
        """Rename it."""
        kept = Path(f"{self.place.path}.moved-serial-{serial}")
        self.place.path.replace(kept)
        return str(kept)

    @contextlib.contextmanager
    def hold(self, stack: str) -> Iterator[None]:
        """The kernel's lock, if there is a file to lock."""
        if not self.place.path.is_file():
            yield
            return
        with holding_file(self.place, stack) as self._held:
            yield
        self._held = None


class BucketStore:
    """An object in S3."""

    def __init__(self, place: RemotePlace) -> None:
        self.place = place
        self._bucket = StateBucket(place)

    def read(self) -> bytes | None:
        """The object."""
        return self._bucket.read()

    def write(self, body: bytes) -> None:
        """A new version of the object, and its checksum."""
        self._bucket.write(body)

    def retire(self, serial: int) -> str:
        """Copy it to a name of its own; the old name keeps its versions, and no current one."""
        place = self.place
        kept = f"{place.key}.moved-serial-{serial}"
        with aws_errors(f"copy {place} to {kept}"):
            source = {"Bucket": place.bucket, "Key": place.key}
            self._bucket.s3.copy_object(Bucket=place.bucket, Key=kept, CopySource=source)
        self._bucket.remove()
        return f"s3://{place.bucket}/{kept}"

    def hold(self, _stack: str) -> AbstractContextManager[None]:
        """Terraform's locks."""
        return holding(self._bucket, _OPERATION)


def store_of(place: Place) -> FileStore | BucketStore:
    """The store at `place`. Raises AwsError."""
    return BucketStore(place) if isinstance(place, RemotePlace) else FileStore(place)
