"""The embedded AWS refuses what botocore's models of AWS do not allow."""

from collections import Counter
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import get_session

from scripts.embedded_aws import EmbeddedAws
from scripts.embedded_aws.server.models.patterns import compiled
from scripts.embedded_aws.server.models.refusals import CODES_OF_SERVICES
from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.spoiled_requests import SPOILED, Spoiled

# Known from the provider's issues and from S3's list of error responses instead.
NOT_DECLARED = {"rds", "s3"}
KINDS = ("missing member", "enum", "pattern", "range", "length")


def unchecked(server: EmbeddedAws, service: str) -> Any:
    """A client that sends whatever it is given."""
    return boto3.client(
        service,
        endpoint_url=server.url,
        region_name=server.region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )


@pytest.mark.parametrize("spoiled", SPOILED, ids=str)
def test_a_spoiled_request_is_refused_with_the_code_of_aws(
    account: Account, spoiled: Spoiled
) -> None:
    client = unchecked(account.server, spoiled.service)
    with pytest.raises(ClientError) as refusal:
        getattr(client, spoiled.operation)(**spoiled.request)
    error = refusal.value.response["Error"]
    assert error["Code"] == spoiled.code, error["Message"]
    assert "1 validation error detected: Value " in error["Message"]
    assert f" at '{spoiled.member}' failed to satisfy constraint: Member must" in error["Message"]
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_the_spoiled_requests_are_of_all_kinds_and_many_services() -> None:
    assert len(SPOILED) >= 40
    assert min(Counter(each.kind for each in SPOILED)[kind] for kind in KINDS) >= 8
    assert len({each.service for each in SPOILED}) >= 12


@pytest.mark.parametrize("service", sorted({each.service for each in SPOILED}))
def test_python_has_every_pattern_of_the_models(service: str) -> None:
    """Else a pattern that only Java reads would let everything pass."""
    model = get_session().get_service_model(service)
    shapes = [model.shape_for(name) for name in model.shape_names]
    patterns = {shape.metadata["pattern"] for shape in shapes if "pattern" in shape.metadata}
    assert {pattern for pattern in patterns if compiled(pattern) is None} == set()


@pytest.mark.parametrize(
    ("pattern", "fits", "does_not"),
    [
        (r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", "Größe 東京 ½", "a,b"),
        (r"\p{Lu}+", "ÄB", "äB"),
        (r"\P{L}+", "12 ", "1a"),
        (r"[\w-_]*", "a-_b", "a.b"),
        (r"[\u0020-\uD7FF\uD800\uDC00-\uDBFF\uDFFF]+", "a\N{GRINNING FACE}", "a\n"),
        (r"[\x{20}-\x{7E}]+", "text", "ü"),
        (r"\p{Alnum}{2,}", "a1", "a-"),
        (r"[\w ]+\d", "a 1", "ü 1"),
    ],
)
def test_a_pattern_of_java_means_the_same(pattern: str, fits: str, does_not: str) -> None:
    expression = compiled(pattern)
    assert expression
    assert expression.fullmatch(fits)
    assert not expression.fullmatch(does_not)


@pytest.mark.parametrize("service", sorted(CODES_OF_SERVICES.keys() - NOT_DECLARED))
def test_the_model_declares_the_codes_by_which_its_service_refuses(service: str) -> None:
    model = get_session().get_service_model(service)
    errors = [
        error
        for name in model.operation_names
        for error in model.operation_model(name).error_shapes
    ]
    declared = {error.metadata.get("error", {}).get("code", error.name) for error in errors}
    assert set(CODES_OF_SERVICES[service]) <= declared


def test_a_value_of_another_type_is_refused(account: Account) -> None:
    client = unchecked(account.server, "kms")
    with pytest.raises(ClientError, match="SerializationException"):
        client.schedule_key_deletion(KeyId="a", PendingWindowInDays="ten")


def test_without_guards_no_model_is_asked() -> None:
    with EmbeddedAws(guards=False) as server:
        unchecked(server, "logs").create_log_group(logGroupName="two words")


def test_the_query_protocol_is_read_in_a_url_too(account: Account) -> None:
    query = "Action=GetRole&Version=2010-05-08&RoleName=two+words"
    signature = "AWS4-HMAC-SHA256 Credential=test/20261130/us-east-1/iam/aws4_request"
    url = f"{account.server.url}/?{query}"
    request = Request(url, headers={"Authorization": signature})  # noqa: S310 - the server's own
    with pytest.raises(HTTPError) as refusal:
        urlopen(request)  # noqa: S310 - as above
    assert b"<Code>ValidationError</Code>" in refusal.value.read()


def test_a_secret_is_not_told(account: Account) -> None:
    client = unchecked(account.server, "secretsmanager")
    with pytest.raises(ClientError, match="Value at 'secretString' failed") as refusal:
        client.create_secret(Name="long", SecretString="hidden" * 20_000)
    assert "hidden" not in str(refusal.value)


def test_all_violations_are_told_at_once(account: Account) -> None:
    client = unchecked(account.server, "iam")
    with pytest.raises(ClientError, match="2 validation errors detected"):
        client.create_role(RoleName="two words")
