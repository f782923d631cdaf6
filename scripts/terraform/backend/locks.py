"""Who works on a state, or did and died: Terraform's locks in S3, in DynamoDB and on a file."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from scripts.aws.account import aws_errors
from scripts.terraform.backend.bucket import LOCK_ID, StateBucket
from scripts.terraform.backend.place import LocalPlace, RemotePlace

UNREADABLE = "unreadable"  # the id of a lock whose contents are no lock's
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
        """What identifies it towards `force-unlock`."""
        return self.info.get("ID") or UNREADABLE

    @property
    def created(self) -> datetime | None:
        """When it was taken; None if it does not say."""
        text = self.info.get("Created", "")
        # Go writes nanoseconds, which Python 3.10 does not read.
        with contextlib.suppress(ValueError):
            moment = datetime.fromisoformat(text[:19]).replace(tzinfo=timezone.utc)
            return moment if moment.year > 1 else None
        return None


def remote_locks(bucket: StateBucket) -> list[Lock]:
    """The locks of a state in S3, whichever of the two mechanisms it uses. Raises AwsError."""
    return list(_remote_locks(bucket))


def _remote_locks(bucket: StateBucket) -> Iterator[Lock]:
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
    """The process that has the file locked; 0 if the system does not tell which."""
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
    """Take the lock away if it is still this one; False if it has changed. Raises AwsError."""
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
    """The locks of a state, wherever it lies. Raises AwsError."""
    if isinstance(place, RemotePlace):
        return remote_locks(bucket or StateBucket(place))
    return local_locks(place)
