"""The service: how many tasks, how they are replaced, and what must stand before they start."""

import pytest

from stacks.releases import RELEASES
from tests.synthesized import Stack, references
from tests.unit.stacks.components.bench import whole

NEEDED_AT_START = {
    "aws_cloudformation_stack.cache_user",
    "aws_efs_mount_target.files_mount_1",
    "aws_efs_mount_target.files_mount_2",
    "aws_iam_role_policy_attachment.application_task_execution_attachment",
    "aws_iam_role_policy_attachment.application_task_runtime_attachment",
    "aws_lb_listener.front_door_http",
    "aws_rds_cluster_instance.database_writer",
    "aws_route.network_private_1_route",
    "aws_route.network_private_2_route",
    "aws_secretsmanager_secret_version.application_administrator_version",
    "aws_secretsmanager_secret_version.credentials_application_version",
}


@pytest.fixture(scope="module")
def stack() -> Stack:
    return whole(openemr_service_fargate_minimum_capacity=3)


def test_tasks_are_private_unless_an_evaluation_does_without_nat(stack: Stack):
    private = stack.one("aws_ecs_service")["network_configuration"]
    assert private["assign_public_ip"] is False
    assert references(private["subnets"]) == {
        f"aws_subnet.network_private_{index}" for index in (1, 2)
    }
    public = whole(network={"nat_gateways": "none"}).one("aws_ecs_service")
    assert public["network_configuration"]["assign_public_ip"] is True
    assert references(public["network_configuration"]["subnets"]) == {
        f"aws_subnet.network_public_{index}" for index in (1, 2)
    }
    # Before the way out exists, tasks could not fetch their image.
    assert "aws_route.network_public_route" in public["depends_on"]


def test_a_failed_rollout_is_rolled_back_without_an_outage(stack: Stack):
    service = stack.one("aws_ecs_service")
    assert service["deployment_circuit_breaker"] == {"enable": True, "rollback": True}
    assert service["deployment_minimum_healthy_percent"] == 100
    assert service["deployment_maximum_percent"] == 200


def test_the_scaler_owns_the_number_of_tasks(stack: Stack):
    service = stack.one("aws_ecs_service")
    assert service["desired_count"] == 3
    assert service["lifecycle"] == {"ignore_changes": ["desired_count"]}


def test_all_that_a_task_uses_stands_before_it_starts(stack: Stack):
    assert set(stack.one("aws_ecs_service")["depends_on"]) >= NEEDED_AT_START


def test_readers_are_not_waited_for():
    """The longest chain decides how long a deployment takes."""
    needed = whole(database={"readers": 2}).one("aws_ecs_service")["depends_on"]
    assert not [address for address in needed if "reader" in address]


@pytest.mark.parametrize("version", RELEASES)
def test_a_young_task_is_not_judged_before_it_can_answer(version: str):
    service = whole(application={"openemr_version": version}).one("aws_ecs_service")
    grace = service["health_check_grace_period_seconds"]
    assert grace == RELEASES[version].grace_period_seconds
    assert grace >= 600


@pytest.mark.parametrize("switch", ["true", "false"])
def test_ecs_exec_follows_its_switch(switch: str):
    stack = whole(enable_ecs_exec=switch)
    assert stack.one("aws_ecs_service")["enable_execute_command"] is (switch == "true")
    assert ("configuration" in stack.one("aws_ecs_cluster")) is (switch == "true")
