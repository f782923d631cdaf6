"""KMS keys: one for each kind of data, open to the services that use it and nobody else."""

from typing import Any

import pytest

from tests.synthesized import Stack, statements
from tests.unit.stacks.components.bench import PRODUCTION, Bench

REGION = "us-west-2"
# Key -> services through which principals of the account may use it.
SERVICES = {
    "data": ["elasticache", "elasticfilesystem", "rds"],
    "backup": ["backup"],
    "secrets": ["secretsmanager"],
    "logs": ["s3"],
}


@pytest.fixture(scope="module")
def stack() -> Stack:
    return Bench().synthesized()


def policy(stack: Stack, key: str) -> dict[str, Any]:
    """The statements of a key's policy by their ids."""
    found = statements(stack.at(f"aws_kms_key.encryption_{key}")["policy"])
    return {statement["Sid"]: statement for statement in found}


@pytest.mark.parametrize("key", SERVICES)
def test_a_key_is_used_through_its_services_only(key: str, stack: Stack):
    via = [
        statement["Condition"]["StringEquals"]
        for name, statement in policy(stack, key).items()
        if name.startswith("Via")
    ]
    assert [each["kms:ViaService"] for each in via] == [
        f"{service}.{REGION}.amazonaws.com" for service in SERVICES[key]
    ]
    account = "${data.aws_caller_identity.account_identity.account_id}"
    assert {each["kms:CallerAccount"] for each in via} == {account}


def test_only_cloudwatch_logs_of_the_account_use_the_key_of_logs(stack: Stack):
    statement = policy(stack, "logs")["LogGroups"]
    assert statement["Principal"] == {"Service": f"logs.{REGION}.amazonaws.com"}
    (arn,) = statement["Condition"]["ArnLike"].values()
    account = "${data.aws_caller_identity.account_identity.account_id}"
    assert arn == f"arn:aws:logs:{REGION}:{account}:log-group:*"
    for other in ("data", "backup", "secrets"):
        assert "LogGroups" not in policy(stack, other)


def test_no_service_may_administer_a_key(stack: Stack):
    for key in SERVICES:
        for name, statement in policy(stack, key).items():
            if name != "GovernedByIam":
                actions = set(statement["Action"])
                assert not any(
                    action.startswith(("kms:Put", "kms:Sched", "kms:Dis")) for action in actions
                )
                assert "kms:*" not in actions


def test_keys_have_readable_aliases(stack: Stack):
    aliases = {each["name"] for each in stack.resources("aws_kms_alias").values()}
    assert aliases == {f"alias/openemr-clinic-{key}" for key in SERVICES}


def test_keys_are_kept_in_production_only(stack: Stack):
    kept = Bench(**PRODUCTION).synthesized()
    for key in SERVICES:
        address = f"aws_kms_key.encryption_{key}"
        assert kept.at(address)["lifecycle"] == {"prevent_destroy": True}
        assert not stack.at(address).get("lifecycle", {}).get("prevent_destroy")
