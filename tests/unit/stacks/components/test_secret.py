"""Generated passwords: made by AWS, handed to a write-only argument, kept by nobody else."""

import json

import pytest

from stacks.components.secret import GeneratedSecret
from tests.synthesized import Stack
from tests.unit.stacks.components.bench import PRODUCTION, Bench


def build(*passwords: str, **settings: str) -> tuple[Stack, GeneratedSecret]:
    """A secret for the user `openemr`."""
    bench = Bench(**settings)
    secret = GeneratedSecret(
        bench.stack,
        "sign_in",
        bench.base,
        role="Database",
        description="x",
        known={"username": "openemr"},
        passwords=passwords or ("password",),
    )
    return bench.synthesized(), secret


@pytest.fixture(scope="module")
def stack() -> Stack:
    return build()[0]


def test_the_password_is_ephemeral_and_written_only(stack: Stack):
    version = stack.at("aws_secretsmanager_secret_version.sign_in_version")
    value = json.loads(version["secret_string_wo"])
    source = "ephemeral.aws_secretsmanager_random_password.sign_in_password.random_password"
    assert value == {"username": "openemr", "password": f"${{{source}}}"}
    assert version["secret_string_wo_version"] == 1
    assert "secret_string" not in version


def test_the_password_is_long_and_safe_in_every_context(stack: Stack):
    generated = stack.json["ephemeral"]["aws_secretsmanager_random_password"]["sign_in_password"]
    assert generated == {"password_length": 32, "exclude_punctuation": True}


def test_each_key_has_a_password_of_its_own():
    stack, _ = build("one", "other")
    generated = stack.json["ephemeral"]["aws_secretsmanager_random_password"]
    value = json.loads(stack.one("aws_secretsmanager_secret_version")["secret_string_wo"])
    assert generated.keys() == {"sign_in_one", "sign_in_other"}
    assert value.keys() == {"username", "one", "other"}
    assert value["one"] != value["other"]


def test_a_container_is_given_one_key_of_the_secret():
    _, secret = build()
    assert secret.key("password") == f"{secret.arn}:password::"


def test_cloudformation_reads_one_key_of_this_version():
    _, secret = build()
    reference = secret.resolved("password")
    assert reference.startswith(f"{{{{resolve:secretsmanager:{secret.arn}:SecretString:password::$")


def test_an_evaluation_may_come_back_under_the_same_name_at_once(stack: Stack):
    production, _ = build(**PRODUCTION)
    address = "aws_secretsmanager_secret.sign_in_secret"
    assert stack.at(address)["recovery_window_in_days"] == 0
    assert production.at(address)["recovery_window_in_days"] == 30
    assert stack.at(address)["name"] == "/openemr/clinic/Database"
