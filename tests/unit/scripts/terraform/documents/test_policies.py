"""Principals of a statement, and the condition keys that bind it to an account or organization."""

import pytest

from scripts.terraform.documents.embedded import Statement
from scripts.terraform.documents.policies.conditions import CONFINING, confines, read_conditions

# "The meaning of public", read 2026-11-30:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# Keys of an organization, of KMS, STS and EFS: the service authorization reference.
KEYS = (
    *("aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths"),
    *("aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"),
    *("aws:SourceVpc", "aws:SourceVpce", "aws:userid", "aws:SourceIp", "kms:CallerAccount"),
    *("s3:DataAccessPointAccount", "s3:DataAccessPointArn", "sts:ExternalId"),
    *("elasticfilesystem:AccessPointArn", "elasticfilesystem:AccessedViaMountTarget"),
)


@pytest.mark.parametrize("key", KEYS)
def test_a_statement_for_everyone_is_confined_by(key: str) -> None:
    assert confines(read_conditions({"StringEquals": {key: "one"}}))
    assert not confines(read_conditions({"StringNotEquals": {key: "one"}}))
    assert not confines(read_conditions({"StringEqualsIfExists": {key: "one"}}))
    assert not confines(read_conditions({"StringLike": {key: "*"}}))


def test_no_other_key_confines() -> None:
    assert {key.lower() for key in KEYS} == CONFINING
    assert not confines(read_conditions({"Bool": {"aws:SecureTransport": "true"}}))


@pytest.mark.parametrize(
    ("principal", "read"),
    [
        ("*", [("AWS", "*")]),
        ({"AWS": "*"}, [("AWS", "*")]),
        (
            {"AWS": ["1", "2"], "Service": "ecs.amazonaws.com"},
            [("AWS", "1"), ("AWS", "2"), ("Service", "ecs.amazonaws.com")],
        ),
        (None, []),
    ],
)
def test_everyone_is_an_aws_principal_however_it_is_written(
    principal: object, read: list[tuple[str, str]]
) -> None:
    assert Statement({"Effect": "Allow", "Principal": principal}).principals == read
