"""A state file and a state object in S3 with one interface, for `state move`."""

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from scripts.aws.account import aws_errors
from scripts.terraform.backend.bucket import StateBucket
from scripts.terraform.backend.locks import holding, holding_file
from scripts.terraform.backend.place import LocalPlace, Place, RemotePlace

_OPERATION = "openemr state move"


class FileStore:
    """A local state file."""

    def __init__(self, place: LocalPlace) -> None:
        self.place = place
        self._locked: BinaryIO | None = None

    def read(self) -> bytes | None:
        """The file's content; None if it is missing or empty, as a killed first apply leaves it."""
        if self._locked:
            self._locked.seek(0)
            return self._locked.read() or None
        return self.place.read()

    def write(self, body: bytes) -> None:
        """Replace the file."""
        self.place.write(body)
        self._locked = None  # the locked file is another one now

    def retire(self, serial: int) -> str:
        """Rename the file; returns its new name."""
        kept = Path(f"{self.place.path}.moved-serial-{serial}")
        self.place.path.replace(kept)
        return str(kept)

    @contextlib.contextmanager
    def lock(self, stack: str) -> Iterator[None]:
        """Lock the file, if there is one. Raises LockedError."""
        if not self.place.path.is_file():
            yield
            return
        with holding_file(self.place, stack) as self._locked:
            yield
        self._locked = None


class BucketStore:
    """A state object in S3. Everything raises AwsError."""

    def __init__(self, place: RemotePlace) -> None:
        self.place = place
        self._bucket = StateBucket(place)
        self.read = self._bucket.read
        self.write = self._bucket.write

    def retire(self, serial: int) -> str:
        """Copy the object to another key; the old key keeps only noncurrent versions."""
        place = self.place
        kept = f"{place.key}.moved-serial-{serial}"
        with aws_errors(f"copy {place} to {kept}"):
            source = {"Bucket": place.bucket, "Key": place.key}
            self._bucket.s3.copy_object(Bucket=place.bucket, Key=kept, CopySource=source)
        self._bucket.remove()
        return f"s3://{place.bucket}/{kept}"

    def lock(self, _stack: str) -> AbstractContextManager[None]:
        """Take Terraform's locks. Raises LockedError."""
        return holding(self._bucket, _OPERATION)


Store = FileStore | BucketStore


def store_of(place: Place) -> Store:
    """The store at `place`. Raises AwsError."""
    return BucketStore(place) if isinstance(place, RemotePlace) else FileStore(place)
