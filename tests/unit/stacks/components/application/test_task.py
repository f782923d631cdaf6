"""The task definition: size, roles, and the volume with its way in."""

from typing import Any, cast

import pytest
from constructs import Construct

from stacks.openemr import OpenemrStack
from tests.synthesized import Stack, references, statements
from tests.unit.stacks.components import bench
from tests.unit.stacks.components.bench import PRODUCTION, whole

PRIVATE_IMAGE = "123456789012.dkr.ecr.us-west-2.amazonaws.com/clinic/openemr:8.2.0"


@pytest.fixture(scope="module")
def stack() -> Stack:
    return whole()


def policy(stack: Stack, role: str) -> dict[str, Any]:
    """Statements of a role of the task by their ids."""
    text = stack.at(f"aws_iam_policy.application_task_{role}_policy")["policy"]
    return {statement["Sid"]: statement for statement in statements(text)}


@pytest.mark.parametrize(("cpu", "memory"), [(256, 512), (1024, 2048), (16384, 122880)])
def test_the_size_is_that_of_the_settings(cpu: int, memory: int):
    task = whole(application={"cpu": cpu, "memory_mib": memory}).one("aws_ecs_task_definition")
    assert (task["cpu"], task["memory"]) == (str(cpu), str(memory))
    assert task["requires_compatibilities"] == ["FARGATE"]


@pytest.mark.parametrize("processor", ["ARM64", "X86_64"])
def test_the_processor_is_that_of_the_settings(processor: str):
    settings = {"cpu_architecture": processor}
    task = whole(application=settings).one("aws_ecs_task_definition")
    assert task["runtime_platform"]["cpu_architecture"] == processor


def test_the_execution_role_reads_these_secrets_and_no_other(stack: Stack):
    # features.md K4: a role that could read all of them.
    assert references(policy(stack, "execution")["Secrets"]["Resource"]) == {
        "aws_rds_cluster.database_cluster",
        "aws_secretsmanager_secret.application_administrator_secret",
        "aws_secretsmanager_secret.credentials_application_secret",
    }


def test_the_key_of_secrets_opens_through_secrets_manager_only(stack: Stack):
    assert policy(stack, "execution")["SecretsKey"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "secretsmanager.us-west-2.amazonaws.com"}
    }


def test_the_containers_own_role_reads_no_secret(stack: Stack):
    actions = [a for statement in policy(stack, "runtime").values() for a in statement["Action"]]
    assert not any(action.startswith("secretsmanager:") for action in actions)


def test_without_ecs_exec_the_role_mounts_files_and_nothing_else():
    assert policy(whole(enable_ecs_exec=False), "runtime").keys() == {"MountSites"}


def test_a_public_image_needs_no_rights(stack: Stack):
    assert not {"Pull", "RegistryLogin"} & policy(stack, "execution").keys()


@pytest.mark.parametrize("image", [PRIVATE_IMAGE, f"{PRIVATE_IMAGE[:-6]}@sha256:{'0' * 64}"])
def test_a_private_image_is_pulled_from_its_own_repository_only(image: str):
    application = {"image": image, "openemr_version": "8.2.0"}
    found = policy(whole(application=application), "execution")
    repository = "arn:aws:ecr:us-west-2:123456789012:repository/clinic/openemr"
    assert found["Pull"]["Resource"] == [repository]
    assert found["RegistryLogin"]["Action"] == ["ecr:GetAuthorizationToken"]


def test_a_copy_is_pulled_from_the_deployments_own_repository_only():
    found = policy(whole(application={"private_repository": True}), "execution")
    assert found["Pull"]["Resource"] == ["${aws_ecr_repository.application_image_repository.arn}"]


def test_the_execution_role_has_no_right_that_the_containers_share(stack: Stack):
    task = stack.one("aws_ecs_task_definition")
    assert task["execution_role_arn"] != task["task_role_arn"]


@pytest.mark.parametrize(
    ("database", "application", "warned"),
    [
        ({"min_capacity_acu": 0}, {"background_services_seconds": 60}, True),
        ({"min_capacity_acu": 0}, {"background_services_seconds": 0}, False),
        ({"min_capacity_acu": 0.5}, {"background_services_seconds": 60}, False),
    ],
)
def test_a_database_that_cannot_pause_is_told(
    database: dict[str, Any], application: dict[str, Any], warned: bool
):
    settings = bench.deployment(database=database, application=application, **PRODUCTION)
    stack = OpenemrStack(cast("Construct", bench.bare_stack("scope").node.root), "clinic", settings)
    found = [
        entry.data
        for construct in stack.node.find_all()
        for entry in construct.node.metadata
        if entry.type == "@cdktf/warn"
    ]
    assert any("keep the database awake" in text for text in found) == warned
