"""CloudFormation resolves a secret by itself, so that no Terraform state holds it."""

import json
import time
from typing import Any

import pytest

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.requests import PASSWORD

USER = "openemr"


def template(reference: str, **properties: Any) -> str:
    """A template with one Valkey user, whose password is the reference."""
    user = {
        "UserId": USER,
        "UserName": USER,
        "Engine": "valkey",
        "AccessString": "on ~* +@all",
        "Passwords": [reference],
        **properties,
    }
    return json.dumps(
        {
            "Resources": {"User": {"Type": "AWS::ElastiCache::User", "Properties": user}},
            "Outputs": {
                "Id": {"Value": {"Ref": "User"}},
                "Arn": {"Value": {"Fn::GetAtt": ["User", "Arn"]}},
            },
        }
    )


def reference(secret: dict[str, Any], key: str = "password", version: str = "") -> str:
    """A dynamic reference to one JSON key of a secret."""
    return f"{{{{resolve:secretsmanager:{secret['ARN']}:SecretString:{key}{version}}}}}"


def settled(account: Account, name: str) -> dict[str, Any]:
    """The stack, once nothing happens to it any more."""
    formation = account.client("cloudformation")
    for _ in range(100):
        stack: dict[str, Any] = formation.describe_stacks(StackName=name)["Stacks"][0]
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return stack
        time.sleep(0.1)
    raise TimeoutError(f"{name} is still {stack['StackStatus']}")


def delete(account: Account, name: str) -> None:
    """Delete the stack and wait until it is gone."""
    formation = account.client("cloudformation")
    formation.delete_stack(StackName=name)
    for _ in range(100):
        if name not in [stack["StackName"] for stack in formation.describe_stacks()["Stacks"]]:
            return
        time.sleep(0.1)
    raise TimeoutError(f"{name} is still there")


def users(account: Account) -> list[dict[str, Any]]:
    """The ElastiCache users of this test."""
    found = account.client("elasticache").describe_users()["Users"]
    return [user for user in found if user["UserId"] == USER]


@pytest.fixture(scope="module")
def secret(account: Account) -> dict[str, Any]:
    """A secret with a JSON password."""
    text = json.dumps({"username": USER, "password": PASSWORD})
    manager = account.client("secretsmanager")
    return dict(manager.create_secret(Name="cloudformation/valkey", SecretString=text))


@pytest.mark.parametrize("version", ["", "::", ":AWSCURRENT", ":AWSCURRENT:"])
def test_a_user_gets_the_password_that_the_secret_holds(
    account: Account, secret: dict[str, Any], version: str
) -> None:
    formation = account.client("cloudformation")
    body = template(reference(secret, version=version))
    formation.create_stack(StackName="user", TemplateBody=body)
    stack = settled(account, "user")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    (user,) = users(account)
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert outputs == {"Id": USER, "Arn": user["ARN"]}
    assert user["Authentication"] == {"Type": "password", "PasswordCount": 1}
    shown = formation.get_template(StackName="user")["TemplateBody"]
    assert PASSWORD not in json.dumps(shown)
    delete(account, "user")
    assert users(account) == []


def test_an_update_changes_the_user(account: Account, secret: dict[str, Any]) -> None:
    formation = account.client("cloudformation")
    formation.create_stack(StackName="user", TemplateBody=template(reference(secret)))
    assert settled(account, "user")["StackStatus"] == "CREATE_COMPLETE"
    version = f"::{secret['VersionId']}"
    body = template(reference(secret, version=version), AccessString="on ~* +@read")
    formation.update_stack(StackName="user", TemplateBody=body)
    assert settled(account, "user")["StackStatus"] == "UPDATE_COMPLETE"
    assert users(account)[0]["AccessString"] == "on ~* +@read"
    delete(account, "user")


@pytest.mark.parametrize(
    "wrong",
    [
        "{{resolve:secretsmanager:no-such-secret:SecretString:password}}",
        "key",
        "short",
    ],
)
def test_a_stack_fails_without_the_secret_its_key_or_a_valid_password(
    account: Account, secret: dict[str, Any], wrong: str
) -> None:
    formation = account.client("cloudformation")
    text = reference(secret, key="none") if wrong == "key" else wrong
    formation.create_stack(StackName="failing", TemplateBody=template(text))
    stack = settled(account, "failing")
    events = formation.describe_stack_events(StackName="failing")["StackEvents"]
    failed = [e for e in events if e["ResourceStatus"] == "CREATE_FAILED"]
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    assert [event["LogicalResourceId"] for event in failed] == ["User"]
    assert users(account) == []
    delete(account, "failing")
