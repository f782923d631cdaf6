"""The cluster: insights, and sessions recorded in two places."""

from tests.synthesized import references
from tests.unit.stacks.components.bench import whole


def test_insights_are_on():
    cluster = whole().one("aws_ecs_cluster")
    assert cluster["setting"] == [{"name": "containerInsights", "value": "enhanced"}]


def test_sessions_are_recorded_in_log_and_bucket():
    cluster = whole(enable_ecs_exec="true").one("aws_ecs_cluster")
    session = cluster["configuration"]["execute_command_configuration"]
    assert references(session) == {
        "aws_cloudwatch_log_group.exec_sessions_log",
        "aws_kms_key.encryption_logs",
        "aws_s3_bucket.exec_sessions_store_bucket",
    }


def test_service_linked_roles_come_first():
    cluster = whole(create_service_linked_roles=True).one("aws_ecs_cluster")
    assert set(cluster["depends_on"]) == {
        "aws_iam_service_linked_role.service_linked_roles_ecs",
        "aws_iam_service_linked_role.service_linked_roles_autoscaling",
    }
