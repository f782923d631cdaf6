"""ECS Exec: sessions are recorded, and a task may do no more than open and record them."""

import pytest

from tests.synthesized import Stack, references, statements
from tests.unit.stacks.components.bench import PRODUCTION, whole


@pytest.fixture(scope="module")
def stack() -> Stack:
    return whole(**PRODUCTION)


def test_sessions_are_kept_for_six_years_in_production(stack: Stack):
    log = stack.at("aws_cloudwatch_log_group.exec_sessions_log")
    assert log["retention_in_days"] == 2192
    lifecycle = stack.at("aws_s3_bucket_lifecycle_configuration.exec_sessions_store_lifecycle")
    assert lifecycle["rule"][0]["expiration"] == [{"days": 2192}]


def test_a_task_may_record_sessions_and_nothing_else(stack: Stack):
    text = stack.at("aws_iam_policy.application_task_runtime_policy")["policy"]
    granted = {s["Sid"]: s for s in statements(text) if s["Sid"].startswith("Exec")}
    assert references([granted[name] for name in sorted(granted)]) == {
        "aws_cloudwatch_log_group.exec_sessions_log",
        "aws_kms_key.encryption_logs",
        "aws_s3_bucket.exec_sessions_store_bucket",
    }
    assert granted["ExecObjects"]["Action"] == ["s3:PutObject"]


def test_without_ecs_exec_nothing_of_it_is_made():
    stack = whole(enable_ecs_exec="false")
    assert not [address for _, address, _ in stack.every() if "exec_sessions" in address]
