"""Terraform's locks, taken by our own commands while they write a state."""

import contextlib
import fcntl
import json
import uuid
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any, BinaryIO

from scripts.aws.account import aws_errors
from scripts.terraform.backend.bucket import LOCK_ID, StateBucket
from scripts.terraform.backend.liveness import this_operator
from scripts.terraform.backend.locks import ITEM, OBJECT, Lock, release, remote_locks
from scripts.terraform.backend.place import LocalPlace, RemotePlace
from scripts.terraform.errors import StateError

_TAKEN = ("ConditionalCheckFailedException", "PreconditionFailed", "412")


class LockedError(StateError):
    """Somebody else works on the state; nothing was changed."""


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
                f"Somebody else's command works on {place}. Let it end; "
                f"openemr state unlock {stack} shows whose it is. Nothing was changed."
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
                for each in remote_locks(bucket)
            )
            raise LockedError(
                f"Somebody else's command works on {bucket.place}: {whose or 'unknown'}. Let it "
                "end. If it died and left the lock, openemr state unlock shows and releases it. "
                "Nothing was changed."
            ) from refused
