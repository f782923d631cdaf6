"""Private buckets: what is asked of them, and what they are in any case."""

from typing import Any

import pytest

from stacks.components.bucket import PrivateBucket
from stacks.policies import allow
from tests.synthesized import Stack, statements
from tests.unit.stacks.components.bench import Bench


@pytest.fixture(scope="module")
def stack() -> Stack:
    bench = Bench()
    kept = PrivateBucket(
        bench.stack,
        "kept",
        name="kept",
        expiration_days=None,
        retained=True,
        kms_key_arn=bench.base.encryption.logs_key_arn,
    )
    passing = PrivateBucket(
        bench.stack, "passing", name="passing", expiration_days=30, retained=False
    )
    kept.grant()
    passing.grant(allow("Put", ["s3:PutObject"], ["x"], principal={"Service": "s"}))
    kept.log_access_to(passing, "s3/kept/")
    return bench.synthesized()


def rule(stack: Stack, bucket: str) -> dict[str, Any]:
    return stack.at(f"aws_s3_bucket_lifecycle_configuration.{bucket}_lifecycle")["rule"][0]


def test_a_retained_bucket_is_neither_destroyed_nor_emptied(stack: Stack):
    kept, passing = stack.at("aws_s3_bucket.kept_bucket"), stack.at("aws_s3_bucket.passing_bucket")
    assert (kept["force_destroy"], kept["lifecycle"]) == (False, {"prevent_destroy": True})
    assert passing["force_destroy"] is True
    assert not passing.get("lifecycle", {}).get("prevent_destroy")


def test_objects_expire_only_where_they_should(stack: Stack):
    assert "expiration" not in rule(stack, "kept")
    assert rule(stack, "passing")["expiration"] == [{"days": 30}]
    for bucket in ("kept", "passing"):
        assert rule(stack, bucket)["noncurrent_version_expiration"] == [{"noncurrent_days": 30}]


def test_a_key_is_used_where_one_is_given(stack: Stack):
    def encryption(bucket: str) -> dict[str, Any]:
        type_ = "aws_s3_bucket_server_side_encryption_configuration"
        return stack.at(f"{type_}.{bucket}_encryption")["rule"][0]

    assert encryption("kept")["apply_server_side_encryption_by_default"] == {
        "sse_algorithm": "aws:kms",
        "kms_master_key_id": "${aws_kms_key.encryption_logs.arn}",
    }
    assert encryption("kept")["bucket_key_enabled"] is True
    assert encryption("passing")["apply_server_side_encryption_by_default"] == {
        "sse_algorithm": "AES256"
    }


def test_a_grant_comes_after_the_demand_for_tls(stack: Stack):
    policy = statements(stack.at("aws_s3_bucket_policy.passing_policy")["policy"])
    assert [statement["Sid"] for statement in policy] == ["TlsOnly", "Put"]


def test_requests_are_recorded_in_another_bucket(stack: Stack):
    log = stack.at("aws_s3_bucket_logging.kept_access_log")
    assert log["target_bucket"] == "${aws_s3_bucket.passing_bucket.id}"
    assert log["target_prefix"] == "s3/kept/"
