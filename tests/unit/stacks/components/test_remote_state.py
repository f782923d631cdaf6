"""The stack of the remote state, and how the other stacks use what it makes."""

from typing import Any

import pytest
from cdktf import App

from stacks.remote_state import RemoteStateStack
from stacks.settings import RemoteStateSettings
from stacks.terraform import configure
from tests.synthesized import Stack, references
from tests.unit.stacks.components.bench import bare_stack, synthesized

SETTINGS = RemoteStateSettings.model_validate({"bucket": "clinic-state", "region": "eu-central-1"})


def backend(lock: str) -> dict[str, Any]:
    """The backend of a deployment that keeps its state there."""
    stack = bare_stack("clinic")
    remote_state = SETTINGS.model_copy(update={"lock": lock})
    configure(stack, region="us-west-2", tags={}, account_id=None, remote_state=remote_state)
    return synthesized(stack).json["terraform"]["backend"]["s3"]


@pytest.fixture(scope="module")
def stack() -> Stack:
    return synthesized(RemoteStateStack(App(stack_traces=False), SETTINGS))


def test_bucket_and_table_lie_in_the_region_of_the_state(stack: Stack):
    assert stack.json["provider"]["aws"][0]["region"] == "eu-central-1"
    assert stack.one("aws_s3_bucket")["bucket"] == "clinic-state"
    assert stack.one("aws_dynamodb_table")["name"] == "openemr-terraform-locks"


def test_the_table_is_what_terraform_expects(stack: Stack):
    table = stack.one("aws_dynamodb_table")
    assert table["hash_key"] == "LockID"
    assert table["attribute"] == [{"name": "LockID", "type": "S"}]
    assert table["billing_mode"] == "PAY_PER_REQUEST"


def test_state_is_kept_for_ever(stack: Stack):
    (rule,) = stack.one("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert "expiration" not in rule


def test_bucket_and_table_share_one_key_of_their_own(stack: Stack):
    key = {"aws_kms_key.key"}
    assert references(stack.one("aws_dynamodb_table")["server_side_encryption"]) == key
    assert (
        references(stack.one("aws_s3_bucket_server_side_encryption_configuration")["rule"]) == key
    )


def test_its_own_state_stays_local(stack: Stack):
    path = "../../../terraform.remote-state.tfstate"
    assert stack.json["terraform"]["backend"] == {"local": {"path": path}}


@pytest.mark.parametrize(
    ("lock", "table", "file"),
    [
        ("dynamodb", "openemr-terraform-locks", None),
        ("lockfile", None, True),
        ("both", "openemr-terraform-locks", True),
    ],
)
def test_state_is_locked_as_the_settings_say(lock: str, table: str | None, file: bool | None):
    found = backend(lock)
    assert found.get("dynamodb_table") == table
    assert found.get("use_lockfile") is file
    assert (found["bucket"], found["region"]) == ("clinic-state", "eu-central-1")
    assert found["key"] == "openemr/clinic/terraform.tfstate"


def test_state_is_encrypted_by_the_bucket_with_its_own_key():
    """`encrypt` without a key asks S3 for its own key instead; see tests/terraform/topology."""
    assert not backend("both").get("encrypt")
