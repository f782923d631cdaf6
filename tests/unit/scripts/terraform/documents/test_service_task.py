"""The service's task definition among several, as a restore has one of its own."""

from typing import Any

import pytest

from scripts.terraform.documents.service_task import (
    configured_service_task,
    deployed_service_task,
)

SERVICE, DEFINITION = "aws_ecs_service", "aws_ecs_task_definition"
# The restore's comes first by name, and in a state.
OURS, RESTORE = {"family": "openemr-clinic-task"}, {"family": "openemr-clinic-restore"}
SERVICES = {"tasks": {"task_definition": f"${{{DEFINITION}.task_definition.arn}}"}}


def configuration(**resources: Any) -> dict[str, Any]:
    definitions = {"restore_definition": RESTORE, "task_definition": OURS}
    return {"resource": {DEFINITION: definitions, SERVICE: SERVICES} | resources}


def held(type_: str, name: str, **attributes: Any) -> dict[str, Any]:
    instances = [{"attributes": attributes}]
    return {"mode": "managed", "type": type_, "name": name, "instances": instances}


RESTORES = held(DEFINITION, "restore_definition", arn="arn:restore:1", **RESTORE)
SERVICES_OWN = held(DEFINITION, "task_definition", arn="arn:task:7", **OURS)
# Of an earlier release of this project, say.
MOVED = held(DEFINITION, "earlier_name", arn="arn:task:7", **OURS)
RUNNING = held(SERVICE, "tasks", task_definition="arn:task:7")


def test_the_configured_one_is_what_the_service_refers_to() -> None:
    assert configured_service_task(configuration()) == OURS


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (configuration(**{SERVICE: {}}), RESTORE),
        ({"resource": {DEFINITION: {"task_definition": OURS}}}, OURS),
        ({"resource": {}}, None),
    ],
)
def test_without_a_service_it_is_the_first(document: dict[str, Any], expected: Any) -> None:
    assert configured_service_task(document) == expected


@pytest.mark.parametrize(
    ("resources", "family"),
    [
        ([RESTORES, SERVICES_OWN, RUNNING], OURS["family"]),
        ([RESTORES, MOVED, RUNNING], OURS["family"]),
        # An interrupted apply: at the address, else the first.
        ([RESTORES, SERVICES_OWN], OURS["family"]),
        ([MOVED, RESTORES], OURS["family"]),
    ],
)
def test_the_deployed_one_is_what_the_service_runs(
    resources: list[dict[str, Any]], family: str
) -> None:
    found = deployed_service_task(configuration(), {"resources": resources})
    assert found is not None
    assert found.attributes["family"] == family


def test_nothing_is_deployed_before_the_first_apply() -> None:
    assert deployed_service_task(configuration(), {}) is None
