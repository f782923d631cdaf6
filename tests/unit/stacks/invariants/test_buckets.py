"""Buckets are closed to everyone outside, speak TLS, and forget nothing that is overwritten."""

from collections.abc import Iterator

from tests.synthesized import Stack, statements
from tests.unit.stacks.invariants.rule import Violation, breaks_without, check

ACCOUNT = "${data.aws_caller_identity.account_identity.account_id}"
BLOCKS = (
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
)


def open_buckets(stack: Stack) -> Iterator[Violation]:
    """Buckets that are not closed to the public, by lists or by policy, or take plain HTTP."""
    for name in stack.resources("aws_s3_bucket"):
        bucket = f"${{aws_s3_bucket.{name}.id}}"
        arn = f"${{aws_s3_bucket.{name}.arn}}"
        closed, owned, spoken = (
            [each for each in stack.resources(type_).values() if each["bucket"] == bucket]
            for type_ in (
                "aws_s3_bucket_public_access_block",
                "aws_s3_bucket_ownership_controls",
                "aws_s3_bucket_policy",
            )
        )
        address = f"aws_s3_bucket.{name}"
        if len(closed) != 1 or not all(closed[0].get(block) is True for block in BLOCKS):
            yield Violation(address, "is not closed to the public")
        if [each["rule"]["object_ownership"] for each in owned] != ["BucketOwnerEnforced"]:
            yield Violation(address, "takes access control lists")
        if len(spoken) != 1 or not any(
            statement["Effect"] == "Deny"
            and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
            and statement["Action"] == ["s3:*"]
            and statement["Principal"] == {"AWS": "*"}
            and set(statement["Resource"]) == {arn, f"{arn}/*"}
            for statement in statements(spoken[0]["policy"])
        ):
            yield Violation(address, "takes plain HTTP")


def without_versions(stack: Stack) -> Iterator[Violation]:
    """Buckets that lose what is overwritten."""
    for name in stack.resources("aws_s3_bucket"):
        versioning = [
            each["versioning_configuration"]["status"]
            for each in stack.resources("aws_s3_bucket_versioning").values()
            if each["bucket"] == f"${{aws_s3_bucket.{name}.id}}"
        ]
        if versioning != ["Enabled"]:
            yield Violation(f"aws_s3_bucket.{name}", "keeps no versions")


def test_every_bucket_is_closed_and_speaks_tls_only(stacks: list[Stack]):
    check(open_buckets, stacks)


def test_every_bucket_keeps_versions(stacks: list[Stack]):
    check(without_versions, stacks)


def test_bucket_names_hold_the_account_id(deployments: list[Stack]):
    """S3 shares names among all accounts of AWS."""
    for stack in deployments:
        for bucket in stack.resources("aws_s3_bucket").values():
            assert bucket["bucket"].endswith(f"-{ACCOUNT}"), stack


def test_access_to_every_bucket_is_recorded_in_a_deployment(deployments: list[Stack]):
    """All but the one that keeps the records: it would record its own records without end."""
    for stack in deployments:
        recorded = {each["bucket"] for each in stack.resources("aws_s3_bucket_logging").values()}
        for name in stack.resources("aws_s3_bucket"):
            own = name == "access_logs_store_bucket"
            assert own == (f"${{aws_s3_bucket.{name}.id}}" not in recorded), f"{stack}: {name}"


def test_these_rules_notice(default: Stack):
    closed = "aws_s3_bucket_public_access_block.access_logs_store_public_access"
    breaks_without(open_buckets, default, closed)
    breaks_without(open_buckets, default, "aws_s3_bucket_policy.access_logs_store_policy")
    versioning = "aws_s3_bucket_versioning.exec_sessions_store_versioning"
    breaks_without(without_versions, default, versioning)
