"""`state bootstrap` makes bucket and table once, mends its own, and leaves others' alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.embedded_aws import EmbeddedAws
from tests.terraform.checkout import Checkout

pytestmark = pytest.mark.terraform

BUCKET, TABLE = "bootstrapped-clinic-state", "bootstrapped-locks"
REMOTE = {"bucket": BUCKET, "dynamodb_table": TABLE}
DEPLOYMENTS = {"trial": {"environment": "evaluation"}}
ELSEWHERE = "eu-west-1"


@pytest.fixture
def office(server: EmbeddedAws, tmp_path: Path) -> Checkout:
    """A checkout with remote state in its settings, and an account that holds nothing."""
    server.reset()
    return checkout(tmp_path / "office", server, remote_state=REMOTE)


def checkout(directory: Path, aws: EmbeddedAws, **context: Any) -> Checkout:
    return Checkout.make(directory, {**context, "deployments": DEPLOYMENTS}, aws)


def make_bucket(office: Checkout) -> None:
    """What somebody else made, under the name of our settings."""
    s3 = office.account.client("s3")
    s3.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": office.aws.region}
    )
    s3.put_object(Bucket=BUCKET, Key="theirs", Body=b"untouched")


def make_table(office: Checkout) -> None:
    office.account.client("dynamodb").create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def resources(office: Checkout) -> tuple[list[str], list[str], list[str]]:
    """Buckets, tables and keys of the account."""
    client = office.account.client
    buckets = [each["Name"] for each in client("s3").list_buckets()["Buckets"]]
    keys = [each["KeyId"] for each in client("kms").list_keys()["Keys"]]
    return buckets, client("dynamodb").list_tables()["TableNames"], keys


def test_settings_without_a_remote_state_are_told_what_to_add(
    server: EmbeddedAws, tmp_path: Path
) -> None:
    answer = checkout(tmp_path / "local", server).openemr("state", "bootstrap", "--yes")
    assert answer.returncode == 2
    assert '"remote_state"' in answer.stderr
    assert "cdktf.json" in answer.stderr


def test_somebody_elses_bucket_is_refused_and_left_as_it_is(office: Checkout) -> None:
    make_bucket(office)
    before = resources(office)
    answer = office.openemr("state", "bootstrap", "--yes")
    assert answer.returncode == 2, answer.stdout + answer.stderr
    assert f"The bucket {BUCKET} exists in this account" in answer.stderr
    assert "Nothing was changed." in answer.stderr
    assert resources(office) == before
    s3 = office.account.client("s3")
    assert "Status" not in s3.get_bucket_versioning(Bucket=BUCKET)
    assert s3.get_object(Bucket=BUCKET, Key="theirs")["Body"].read() == b"untouched"


def test_somebody_elses_table_is_refused_before_the_bucket_is_made(office: Checkout) -> None:
    make_table(office)
    before = resources(office)
    answer = office.openemr("state", "bootstrap", "--yes")
    assert answer.returncode == 2, answer.stdout + answer.stderr
    assert f"The lock table {TABLE} exists in this account" in answer.stderr
    assert resources(office) == before


def test_a_bucket_in_another_region_is_refused(office: Checkout, tmp_path: Path) -> None:
    make_bucket(office)
    before = resources(office)
    remote = {**REMOTE, "region": ELSEWHERE}
    mistaken = checkout(tmp_path / "mistaken", office.aws, remote_state=remote)
    answer = mistaken.openemr("state", "bootstrap", "--yes")
    assert answer.returncode == 2, answer.stdout + answer.stderr
    assert ELSEWHERE in answer.stderr
    assert office.aws.region in answer.stderr
    assert resources(office) == before


@pytest.mark.parametrize("option", ["--check", None], ids=["check", "nobody to ask"])
def test_nothing_is_made_without_consent(office: Checkout, option: str | None) -> None:
    before = resources(office)
    answer = office.openemr("state", "bootstrap", *([option] if option else []))
    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert resources(office) == before


def test_what_was_made_is_found_again_from_another_clone_and_mended(
    office: Checkout, server: EmbeddedAws, tmp_path: Path
) -> None:
    made = office.openemr("state", "bootstrap", "--yes", "--json")
    assert made.returncode == 0, made.stderr
    backend = json.dumps(json.loads(made.stdout))
    assert BUCKET in backend
    assert TABLE in backend
    after = resources(office)
    assert after[:2] == ([BUCKET], [TABLE])
    colleague = checkout(tmp_path / "colleague", server, remote_state=REMOTE)
    assert colleague.openemr("state", "bootstrap", "--yes").returncode == 0
    assert resources(office) == after, "nothing is made twice"
    damage(office)
    shown = colleague.openemr("state", "bootstrap", "--check")
    assert shown.returncode == 1
    for remark in (
        "aws_dynamodb_table.locks: deletion_protection_enabled: false -> true",
        "aws_s3_bucket_public_access_block.store_public_access: create",
        "versioning_configuration[0].status: Suspended -> Enabled",
    ):
        assert remark in shown.stdout, shown.stdout
    mended = colleague.openemr("state", "bootstrap", "--yes")
    assert mended.returncode == 0, mended.stdout + mended.stderr
    assert colleague.openemr("state", "bootstrap", "--check").returncode == 0
    versioning = office.account.client("s3").get_bucket_versioning(Bucket=BUCKET)
    assert versioning["Status"] == "Enabled"
    assert resources(office) == after


def damage(office: Checkout) -> None:
    """What somebody in a hurry does in the console."""
    s3 = office.account.client("s3")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    s3.delete_public_access_block(Bucket=BUCKET)
    office.account.client("dynamodb").update_table(TableName=TABLE, DeletionProtectionEnabled=False)
