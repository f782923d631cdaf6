"""A state in S3: its object, that object's versions, and the checksum kept in DynamoDB."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors
from scripts.terraform.backend.place import RemotePlace

LOCK_ID, DIGEST = "LockID", "Digest"  # names of Terraform's S3 backend
_ABSENT = ("404", "NoSuchKey", "NotFound", "NoSuchVersion")


@dataclass(frozen=True)
class Version:
    """One version of the state's object. `size` in bytes; None where it marks a deletion."""

    id: str
    written: datetime
    size: int | None
    is_current: bool


class StateBucket:
    """Reads and writes one state by the account's credentials. Everything raises AwsError."""

    def __init__(self, place: RemotePlace, account: AwsAccount | None = None) -> None:
        self.place = place
        account = account or AwsAccount(place.region)
        self.s3 = account.client("s3", place.region)
        self._account = account

    @property
    def dynamodb(self) -> Any:
        """A client of the lock table's service."""
        return self._account.client("dynamodb", self.place.region)

    def read(self, version: str | None = None) -> bytes | None:
        """The object, or that version of it; None if there is none."""
        chosen = {"VersionId": version} if version else {}
        return self.read_object(self.place.key, **chosen)

    def read_object(self, key: str, **chosen: str) -> bytes | None:
        """Any object of the bucket; None if there is none."""
        from botocore.exceptions import ClientError  # noqa: PLC0415 - heavy

        with aws_errors(f"read s3://{self.place.bucket}/{key}"):
            try:
                answer = self.s3.get_object(Bucket=self.place.bucket, Key=key, **chosen)
                return bytes(answer["Body"].read())
            except ClientError as refused:
                if refused.response.get("Error", {}).get("Code") in _ABSENT:
                    return None
                raise

    def size(self) -> int | None:
        """The object's size in bytes; None if there is none."""
        answer = self._head()
        return int(answer["ContentLength"]) if answer else None

    def written(self) -> datetime | None:
        """Time at which the object was written; None if there is none."""
        answer = self._head()
        return answer["LastModified"] if answer else None

    def _head(self) -> dict[str, Any]:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - heavy

        with aws_errors(f"look at {self.place}"):
            try:
                place = {"Bucket": self.place.bucket, "Key": self.place.key}
                return dict(self.s3.head_object(**place))
            except ClientError as refused:
                if refused.response.get("Error", {}).get("Code") in _ABSENT:
                    return {}
                raise

    def write(self, body: bytes) -> str | None:
        """Make `body` the current version, and update the checksum; returns the version's id."""
        with aws_errors(f"write {self.place}"):
            answer = self.s3.put_object(
                Bucket=self.place.bucket,
                Key=self.place.key,
                Body=body,
                ContentType="application/json",
            )
        self.write_digest(body)
        return str(answer["VersionId"]) if "VersionId" in answer else None

    def remove(self) -> None:
        """Leave the object as noncurrent versions only, and take away its checksum."""
        with aws_errors(f"remove {self.place}"):
            self.s3.delete_object(Bucket=self.place.bucket, Key=self.place.key)
        self.write_digest(None)

    def versions(self) -> list[Version]:
        """All versions of the object, newest first."""
        # S3 lists newest first in whole seconds, so that equal times must keep their order.
        return sorted(
            self._versions(), key=lambda each: (not each.is_current, -each.written.timestamp())
        )

    def _versions(self) -> Iterator[Version]:
        request = {"Bucket": self.place.bucket, "Prefix": self.place.key}
        with aws_errors(f"list the versions of {self.place}"):
            for page in self.s3.get_paginator("list_object_versions").paginate(**request):
                for kind in ("Versions", "DeleteMarkers"):
                    for each in page.get(kind, ()):
                        if each["Key"] == self.place.key:
                            yield Version(
                                str(each["VersionId"]),
                                each["LastModified"],
                                each.get("Size") if kind == "Versions" else None,
                                bool(each["IsLatest"]),
                            )

    def digest(self) -> str | None:
        """The checksum that Terraform expects; None if there is none, or no table."""
        found = self._item(self.place.digest_item).get(DIGEST, {}).get("S")
        return str(found) if found else None

    def write_digest(self, body: bytes | None) -> None:
        """Make the checksum that of `body`; without one, take it away."""
        if not self.place.table:
            return
        key = {LOCK_ID: {"S": self.place.digest_item}}
        with aws_errors(f"write the state's checksum to the table {self.place.table}"):
            if body is None:
                self.dynamodb.delete_item(TableName=self.place.table, Key=key)
            else:
                item = key | {DIGEST: {"S": checksum(body)}}
                self.dynamodb.put_item(TableName=self.place.table, Item=item)

    def lock_item(self) -> dict[str, Any]:
        """The item of the lock; empty if there is none, or no table."""
        return self._item(self.place.lock_item)

    def _item(self, name: str) -> dict[str, Any]:
        if not self.place.table:
            return {}
        with aws_errors(f"read the lock table {self.place.table}"):
            answer = self.dynamodb.get_item(
                TableName=self.place.table, Key={LOCK_ID: {"S": name}}, ConsistentRead=True
            )
        return dict(answer.get("Item", {}))


def checksum(body: bytes) -> str:
    """MD5 in hexadecimal digits, which is what Terraform compares."""
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
