"""The role of docs/drift.md is enough for a scheduled run on a remote state, and for no more."""

import json
import shutil
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from scripts.embedded_aws import EmbeddedAws
from scripts.embedded_aws.iam_user import AccessKey, create_user
from tests.terraform.checkout import OUTPUT, Checkout
from tests.terraform.deployed import Deployed
from tests.terraform.drift.reported import Reported
from tests.unit.documents.test_drift_role import policies

BUCKET, TABLE = "example-clinic-terraform-state", "openemr-terraform-locks"
KEY = "openemr/clinic/terraform.tfstate"


@dataclass(frozen=True)
class Scheduled:
    """A checkout whose state lies in S3, in an account that evaluates IAM, and the role's key."""

    checkout: Checkout
    key: AccessKey

    def run(self) -> Any:
        """Compare as the role."""
        return self.checkout.openemr(
            "drift",
            "--json",
            AWS_ACCESS_KEY_ID=self.key.access_key_id,
            AWS_SECRET_ACCESS_KEY=self.key.secret_access_key,
        )

    def client(self, service: str) -> Any:
        """A client with the role's key."""
        return boto3.client(
            service,
            endpoint_url=self.checkout.aws.url,
            region_name=self.checkout.aws.region,
            aws_access_key_id=self.key.access_key_id,
            aws_secret_access_key=self.key.secret_access_key,
        )


@pytest.fixture(scope="module")
def scheduled(clinic: Deployed, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The production deployment, moved to a remote state by hand."""
    folder = tmp_path_factory.mktemp("scheduled") / "checkout"
    shutil.copytree(clinic.checkout.directory, folder, symlinks=True)
    with EmbeddedAws(restore_from=clinic.account, auth=True) as aws:
        checkout = Checkout(folder, aws)
        _move_state(checkout)
        text = json.dumps(policies()[1]).replace("111122223333", aws.account_id)
        key = create_user(aws.url, aws.region, "drift", json.loads(text))
        yield Scheduled(checkout, key)


def _move_state(checkout: Checkout) -> None:
    account = checkout.account
    location = {"LocationConstraint": checkout.aws.region}
    s3 = account.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=location)
    state = checkout.state_file("clinic")
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=state.read_bytes())
    account.client("dynamodb").create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
    )
    # A fresh checkout, as a scheduled run has it.
    state.unlink()
    shutil.rmtree(checkout.directory / OUTPUT)
    settings = checkout.directory / "cdktf.json"
    document = json.loads(settings.read_text())
    document["context"]["remote_state"] = {"bucket": BUCKET}
    settings.write_text(json.dumps(document))


@pytest.mark.terraform
def test_the_role_is_enough_and_takes_no_lock(scheduled: Scheduled) -> None:
    before = _stored(scheduled)
    ran = scheduled.run()
    found = Reported(ran.returncode, json.loads(ran.stdout or "{}"), ran.stderr)
    assert (found.exit_code, found.document.get("problems")) == (0, []), ran.stderr
    assert _stored(scheduled) == before


@pytest.mark.terraform
@pytest.mark.parametrize("mechanism", ["dynamodb", "lockfile"])
def test_a_deploy_under_way_is_named_and_no_drift(mechanism: str, scheduled: Scheduled) -> None:
    info = json.dumps({"ID": "1", "Who": "ann@desk", "Operation": "OperationTypeApply"})
    account = scheduled.checkout.account
    item = {"LockID": {"S": f"{BUCKET}/{KEY}"}}
    lock = {"Bucket": BUCKET, "Key": f"{KEY}.tflock"}
    if mechanism == "dynamodb":
        account.client("dynamodb").put_item(TableName=TABLE, Item=item | {"Info": {"S": info}})
    else:
        account.client("s3").put_object(**lock, Body=info.encode())
    ran = scheduled.run()
    account.client("dynamodb").delete_item(TableName=TABLE, Key=item)
    account.client("s3").delete_object(**lock)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "locked by ann@desk (OperationTypeApply" in ran.stderr
    assert "openemr state unlock clinic" in ran.stderr


@pytest.mark.terraform
@pytest.mark.parametrize(
    ("service", "operation", "request_"),
    [
        ("s3", "put_object", {"Bucket": BUCKET, "Key": KEY, "Body": b""}),
        ("dynamodb", "delete_item", {"TableName": TABLE, "Key": {"LockID": {"S": "x"}}}),
        ("secretsmanager", "get_secret_value", {"SecretId": "/openemr/clinic/Password"}),
        ("ec2", "delete_vpc", {"VpcId": "vpc-1"}),
        ("logs", "filter_log_events", {"logGroupName": "/openemr/clinic/application"}),
    ],
)
def test_the_role_may_not_write_nor_read_values(
    service: str, operation: str, request_: dict[str, Any], scheduled: Scheduled
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(scheduled.client(service), operation)(**request_)
    code = refused.value.response["Error"]["Code"]
    assert code in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")


def _stored(scheduled: Scheduled) -> Any:
    """Versions of what lies in the bucket and the table."""
    account = scheduled.checkout.account
    objects = account.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
    items = account.client("dynamodb").scan(TableName=TABLE)["Items"]
    return [(each["Key"], each["ETag"]) for each in objects], items
