"""Versions of a state: of its S3 object, or backups of a local file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from scripts.terraform.backend.bucket import StateBucket, checksum
from scripts.terraform.backend.errored import NAME as ERRORED
from scripts.terraform.backend.place import LocalPlace
from scripts.terraform.documents.state import DamagedStateError, StateDocument, parse_state

# Each is read as a whole to show its contents.
MOST = 20


@dataclass(frozen=True)
class StateVersion:
    """A stored version: `id` as in `state recover --version`; `problem`: why it is invalid."""

    id: str
    written: datetime
    size: int | None
    is_current: bool
    document: StateDocument | None
    problem: str

    def as_data(self) -> dict[str, Any]:
        """The version as JSON types."""
        document = self.document
        return {
            "version": self.id,
            "written": self.written.astimezone(timezone.utc).isoformat(timespec="seconds"),
            "bytes": self.size,
            "current": self.is_current,
            "readable": document is not None,
            "problem": self.problem or None,
            "serial": document.serial if document else None,
            "lineage": document.lineage if document else None,
            "resources": document.resources if document else None,
            "written_by": document.written_by if document else None,
        }


def remote_history(bucket: StateBucket, most: int = MOST) -> list[StateVersion]:
    """The newest versions of the object, newest first. Raises AwsError."""
    return list(_remote_history(bucket, most))


def _remote_history(bucket: StateBucket, most: int) -> Iterator[StateVersion]:
    for each in bucket.versions()[:most]:
        document, problem = None, "marks that it was deleted"
        if each.size is not None:
            body = bucket.read(each.id) or b""
            document, problem = _read(body)
            if each.is_current and document:
                problem = _against(bucket.digest(), body)
        yield StateVersion(each.id, each.written, each.size, each.is_current, document, problem)


def local_history(place: LocalPlace, directory: Path) -> list[StateVersion]:
    """The file, its backups, and what an apply could not save; the ids are the files' names."""
    folder, name = place.path.parent, place.path.name
    files = [place.path, directory / ERRORED, *sorted(folder.glob(f"{name}.*"))]
    return [_local_version(file, file == place.path) for file in files if file.is_file()]


def _local_version(file: Path, is_current: bool) -> StateVersion:
    document, problem = _read(file.read_bytes())
    written = datetime.fromtimestamp(file.stat().st_mtime, timezone.utc)
    return StateVersion(file.name, written, file.stat().st_size, is_current, document, problem)


def _read(body: bytes) -> tuple[StateDocument | None, str]:
    try:
        return parse_state(body), ""
    except DamagedStateError as damage:
        return None, str(damage)


def _against(digest: str | None, body: bytes) -> str:
    """The problem of a checksum that differs from the lock table's: Terraform refuses the state."""
    if digest is None or digest == checksum(body):
        return ""
    return "does not match the checksum in the lock table"


def best(versions: list[StateVersion]) -> StateVersion | None:
    """The newest valid version that contains resources."""
    return next((each for each in versions if each.document and each.document.resources), None)
