"""The stack of the remote state makes a bucket and a table that Terraform then keeps state in."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.terraform import Terraform
from tests.synthesized import Stack
from tests.terraform.topology.conftest import Applied
from tests.terraform.topology.workshop import initialized

pytestmark = pytest.mark.terraform


@pytest.fixture(scope="module")
def backend(stacks: list[Stack]) -> dict[str, Any]:
    """The S3 backend as a deployment has it, with both locks."""
    everything = next(stack for stack in stacks if stack.configuration == "everything_on")
    found = everything.json["terraform"]["backend"]["s3"]
    assert found["use_lockfile"] is True
    assert found["dynamodb_table"]
    return found


@pytest.fixture
def tiny(
    backend: dict[str, Any],
    remote_state: Applied,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Terraform:
    """A stack of one value and no provider, whose state lies in the bucket."""
    configuration = {
        "terraform": {"backend": {"s3": backend | {"key": f"{request.node.name}.tfstate"}}},
        "resource": {"terraform_data": {"value": {"input": "kept remotely"}}},
    }
    (tmp_path / "main.tf.json").write_text(json.dumps(configuration))
    version = remote_state.stack.json["terraform"]["required_providers"]["aws"]["version"]
    return initialized(tmp_path, remote_state.aws, version)


def test_a_second_plan_of_its_own_stack_is_empty(remote_state: Applied):
    plan = remote_state.terraform.plan("-detailed-exitcode", log_name="second-plan")
    assert plan.exit_code == 0, plan.changes or plan.errors


def test_state_is_kept_in_the_bucket_and_the_locks_are_given_back(
    tiny: Terraform, backend: dict[str, Any], remote_state: Applied
):
    for run in (tiny.plan(), tiny.apply()):
        assert run.exit_code == 0, run.errors
    s3 = remote_state.account.client("s3")
    kept = s3.list_objects_v2(Bucket=backend["bucket"])["Contents"]
    names = [entry["Key"] for entry in kept]
    (state,) = [name for name in names if name.startswith("test_state_is_kept")]
    text = s3.get_object(Bucket=backend["bucket"], Key=state)["Body"].read()
    assert "kept remotely" in text.decode()
    items = remote_state.account.client("dynamodb").scan(TableName=backend["dynamodb_table"])
    # What stays in the table is the state's checksum.
    assert [item["LockID"]["S"] for item in items["Items"]] == [f"{backend['bucket']}/{state}-md5"]


def test_state_is_encrypted_with_the_key_of_the_stack(
    tiny: Terraform, backend: dict[str, Any], remote_state: Applied
):
    for run in (tiny.plan(), tiny.apply()):
        assert run.exit_code == 0, run.errors
    s3 = remote_state.account.client("s3")
    contents = s3.list_objects_v2(Bucket=backend["bucket"])["Contents"]
    (state,) = [e["Key"] for e in contents if e["Key"].startswith("test_state_is_encrypted")]
    head = s3.head_object(Bucket=backend["bucket"], Key=state)
    assert head["ServerSideEncryption"] == "aws:kms"


def test_a_lock_in_the_table_keeps_others_out(
    tiny: Terraform, backend: dict[str, Any], remote_state: Applied
):
    path = f"{backend['bucket']}/test_a_lock_in_the_table_keeps_others_out.tfstate"
    info = {"ID": "1", "Operation": "apply", "Who": "another", "Version": "1", "Path": path}
    remote_state.account.client("dynamodb").put_item(
        TableName=backend["dynamodb_table"],
        Item={"LockID": {"S": path}, "Info": {"S": json.dumps(info)}},
    )
    plan = tiny.plan("-lock-timeout=0s")
    assert plan.exit_code == 1
    assert "Error acquiring the state lock" in str(plan.errors)
    assert "ConditionalCheckFailedException" in str(plan.errors)


def test_a_lock_file_in_the_bucket_keeps_others_out(
    tiny: Terraform, backend: dict[str, Any], remote_state: Applied
):
    key = "test_a_lock_file_in_the_bucket_keeps_others_out.tfstate.tflock"
    info = {"ID": "2", "Operation": "apply", "Who": "another", "Version": "1", "Path": key}
    remote_state.account.client("s3").put_object(
        Bucket=backend["bucket"], Key=key, Body=json.dumps(info).encode()
    )
    plan = tiny.plan("-lock-timeout=0s")
    assert plan.exit_code == 1
    assert "Error acquiring the state lock" in str(plan.errors)
    assert "PreconditionFailed" in str(plan.errors)
