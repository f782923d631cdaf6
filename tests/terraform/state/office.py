"""A checkout with a small stand-in deployment, and a bucket and table for its state."""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scripts.embedded_aws import EmbeddedAws
from scripts.project import ROOT
from tests.contract.embedded_aws.account import Account
from tests.terraform.checkout import Checkout

PROJECT = Path(__file__).with_name("project")
# Not that of another test worker, whose Terraform would look like the owner of our lock.
BUCKET, TABLE = f"clinic-state-{os.getpid()}", "locks"
NAME = "clinic"
KEY = f"openemr/{NAME}/terraform.tfstate"
LINEAGE = "11111111-2222-3333-4444-555555555555"


@dataclass(frozen=True)
class Office(Checkout):
    """Real Terraform and the command line, in seconds instead of minutes."""

    @classmethod
    def open(cls, directory: Path, aws: EmbeddedAws, **context: Any) -> "Office":
        """A new checkout; `context` as in cdktf.json, by default with local state."""
        shutil.copytree(PROJECT, directory)
        for folder in ("imports", "scripts", "stacks"):
            (directory / folder).symlink_to(ROOT / folder, target_is_directory=True)
        office = cls(directory, aws)
        office.configure(**context)
        return office

    def configure(self, **context: Any) -> None:
        """Write cdktf.json."""
        settings = {"deployments": {NAME: {}}, **context}
        (self.directory / "cdktf.json").write_text(json.dumps({"context": settings}))

    def keep_remotely(self, lock: str = "both") -> None:
        """Set the remote state."""
        self.configure(remote_state={"bucket": BUCKET, "lock": lock})

    @cached_property
    def account(self) -> Account:
        """Clients of the account, made once: tests look at it while commands run."""
        return Account(self.aws)

    @property
    def local(self) -> Path:
        """The local state."""
        return self.state_file(NAME)

    @property
    def stack(self) -> Path:
        """The stack's directory."""
        return self.directory / "cdktf.out" / "stacks" / NAME

    def make_bucket(self) -> None:
        """Bucket and table, as the backend needs them."""
        s3, table = self.account.client("s3"), {"TableName": TABLE}
        s3.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": self.aws.region}
        )
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        self.account.client("dynamodb").create_table(
            **table,
            KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def stored(self) -> bytes:
        """The state's object."""
        answer = self.account.client("s3").get_object(Bucket=BUCKET, Key=KEY)
        return bytes(answer["Body"].read())

    def store(self, body: bytes) -> str:
        """Write the object behind everybody's back; returns the version's id."""
        s3 = self.account.client("s3")
        return str(s3.put_object(Bucket=BUCKET, Key=KEY, Body=body)["VersionId"])

    def objects(self) -> set[str]:
        """The keys in the bucket."""
        listed = self.account.client("s3").list_objects_v2(Bucket=BUCKET)
        return {each["Key"] for each in listed.get("Contents", ())}

    def items(self) -> dict[str, dict[str, Any]]:
        """LockID -> item of the lock table."""
        listed = self.account.client("dynamodb").scan(TableName=TABLE)["Items"]
        return {each["LockID"]["S"]: each for each in listed}

    def lock(self, *, item: bool = True, file: bool = True, **info: str) -> None:
        """Leave a lock behind, as a command that died does."""
        known = {"ID": "lock-1", "Operation": "OperationTypeApply", "Who": "ann@elsewhere"}
        text = json.dumps({**known, "Created": "2026-01-01T10:00:00.123456789Z", **info})
        if file:
            s3 = self.account.client("s3")
            s3.put_object(Bucket=BUCKET, Key=f"{KEY}.tflock", Body=text.encode())
        if item:
            self.account.client("dynamodb").put_item(
                TableName=TABLE,
                Item={"LockID": {"S": f"{BUCKET}/{KEY}"}, "Info": {"S": text}},
            )


def state(serial: int = 3, lineage: str = LINEAGE, topics: int = 1) -> bytes:
    """A state of so many resources."""
    resource = {
        "mode": "managed",
        "type": "aws_sns_topic",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
    }
    attributes = {"arn": "arn:aws:sns:us-west-2:000000000000:clinic-alarms"}
    instances = [{"schema_version": 0, "attributes": attributes}]
    resources = [
        {**resource, "name": f"topic{number}", "instances": instances} for number in range(topics)
    ]
    document = {"version": 4, "terraform_version": "1.11.4", "serial": serial, "lineage": lineage}
    return json.dumps({**document, "outputs": {}, "resources": resources}).encode()


def md5(body: bytes) -> str:
    """The checksum that Terraform keeps in the lock table."""
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
