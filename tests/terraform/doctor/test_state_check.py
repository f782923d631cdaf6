"""Where the state lies, as the doctor finds it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.preflight.checks.remote_state import remote_state
from scripts.preflight.finding import Status
from scripts.preflight.subject import Subject
from scripts.terraform.backend.place import LocalPlace, RemotePlace
from stacks.settings import RemoteStateSettings
from tests.contract.embedded_aws.account import Account
from tests.terraform.deployed import Deployed
from tests.terraform.doctor.patient import found, patient, problems

pytestmark = pytest.mark.terraform

BUCKET, TABLE, KEY = "example-clinic-terraform-state", "locks", "openemr/clinic/terraform.tfstate"
LOCK = json.dumps(
    {"Who": "ann@desk", "Operation": "OperationTypeApply", "Created": "2026-11-25T10:00:00.123Z"}
)


@pytest.fixture
def subject(clinic: Deployed) -> Subject:
    subject = patient(clinic)
    subject.remote_state = RemoteStateSettings.model_validate({"bucket": BUCKET})
    subject.place = RemotePlace(BUCKET, KEY, "us-west-2", TABLE, lock_file=True)
    del subject.state  # to be read from the bucket
    return subject


def make_bucket(account: Account, status: str) -> None:
    s3 = account.client("s3")
    location: Any = {"LocationConstraint": "us-west-2"}
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=location)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": status})


def make_table(account: Account) -> None:
    account.client("dynamodb").create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
    )


def test_bucket_and_table_that_are_well(subject: Subject, account: Account) -> None:
    make_bucket(account, "Enabled")
    make_table(account)
    resource = {"mode": "managed", "type": "aws_vpc", "name": "main", "instances": [{}]}
    resources = [resource, {**resource, "name": "other"}, {**resource, "mode": "data"}]
    body = json.dumps({"version": 4, "resources": resources})
    account.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=body.encode())
    assert problems(remote_state, subject) == {}
    assert found(remote_state, subject, Status.OK)["State"] == "2 resources | "


def test_a_bucket_that_is_missing(subject: Subject) -> None:
    assert "openemr state bootstrap" in problems(remote_state, subject)[BUCKET]


def test_a_bucket_without_versions_and_a_table_that_is_missing(
    subject: Subject, account: Account
) -> None:
    make_bucket(account, "Suspended")
    told = problems(remote_state, subject)
    assert "not versioned" in told[BUCKET]
    assert "missing" in told[TABLE]


def test_whose_lock_it_is(subject: Subject, account: Account) -> None:
    make_bucket(account, "Enabled")
    make_table(account)
    item = {"LockID": {"S": f"{BUCKET}/{KEY}"}, "Info": {"S": LOCK}}
    account.client("dynamodb").put_item(TableName=TABLE, Item=item)
    told = problems(remote_state, subject)["Lock"]
    assert "ann@desk" in told
    assert "2026-11-25T10:00:00" in told
    assert "openemr state unlock clinic" in told


def test_a_lock_in_the_bucket(subject: Subject, account: Account) -> None:
    make_bucket(account, "Enabled")
    make_table(account)
    account.client("s3").put_object(Bucket=BUCKET, Key=f"{KEY}.tflock", Body=LOCK.encode())
    assert "ann@desk" in problems(remote_state, subject)["Lock"]


def test_a_state_that_is_no_json(subject: Subject, account: Account) -> None:
    make_bucket(account, "Enabled")
    account.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=b'{"version": 4, "resou')
    (said,) = [
        each for each in found(remote_state, subject, Status.NOT_CHECKED).values() if "JSON" in each
    ]
    assert "the state is damaged: it is not JSON" in said


_HOLD = """
import fcntl, sys
with open(sys.argv[1], "rb+") as file:
    fcntl.lockf(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_local_lock_counts_only_while_a_process_holds_it(
    clinic: Deployed, tmp_path: Path
) -> None:
    """A Terraform that was killed leaves the file that describes its lock."""
    state = tmp_path / "terraform.clinic.tfstate"
    state.write_text("{}")
    state.with_name(f".{state.name}.lock.info").write_text(LOCK)
    subject = patient(clinic)
    subject.place = LocalPlace(state)
    assert problems(remote_state, subject) == {}
    command = [sys.executable, "-c", _HOLD, str(state)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        assert "locked by ann@desk" in problems(remote_state, subject)["Lock"]
        holder.communicate()
