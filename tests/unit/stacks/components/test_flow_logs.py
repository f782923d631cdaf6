"""VPC flow logs: all traffic, delivered by a role that can write."""

import pytest

from stacks.components.flow_logs import FlowLogs
from tests.synthesized import Stack, references
from tests.unit.stacks.components.bench import Bench, network


@pytest.fixture(scope="module")
def stack() -> Stack:
    bench = Bench()
    FlowLogs(bench.stack, "flow_logs", bench.base, network=network())
    return bench.synthesized()


def test_accepted_and_rejected_traffic_is_recorded_each_minute(stack: Stack):
    log = stack.one("aws_flow_log")
    assert (log["traffic_type"], log["vpc_id"]) == ("ALL", "vpc-1")
    assert log["max_aggregation_interval"] == 60


def test_recording_begins_when_the_role_may_write(stack: Stack):
    # features.md S3, E6: a role without rights, hence no records.
    log = stack.one("aws_flow_log")
    assert log["depends_on"] == ["aws_iam_role_policy_attachment.flow_logs_delivery_attachment"]
    assert references(log["iam_role_arn"]) == {"aws_iam_role.flow_logs_delivery_role"}
