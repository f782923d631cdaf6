"""Changes of a running deployment reach AWS in an order that its tasks survive."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.embedded_aws import EmbeddedAws
from scripts.terraform import Terraform
from tests.synthesized import Stack
from tests.terraform.topology.conftest import Applied
from tests.terraform.topology.workshop import STATE, copy_of_stack

pytestmark = pytest.mark.terraform

USER = "aws_cloudformation_stack.cache_user"
TASK = "aws_ecs_task_definition.application_task_definition"
SERVICE = "aws_ecs_service.application_service_tasks"


def _edit(terraform: Terraform, change: Callable[[dict[str, Any]], object]) -> None:
    file = terraform.directory / "cdk.tf.json"
    configuration = json.loads(file.read_text(encoding="utf-8"))
    change(configuration["resource"])
    file.write_text(json.dumps(configuration), encoding="utf-8")


def _new_rights_and_new_tasks(resources: dict[str, Any]) -> None:
    """As when a start program needs a right of the cache's user that it did not need before."""
    user = resources["aws_cloudformation_stack"]["cache_user"]
    assert "+evalsha" in user["template_body"]
    user["template_body"] = user["template_body"].replace("+evalsha", "+evalsha +ping")
    task = resources["aws_ecs_task_definition"]["application_task_definition"]
    assert task["container_definitions"].count('"UPLOAD_MIB", "value": "30"') == 1
    task["container_definitions"] = task["container_definitions"].replace(
        '"UPLOAD_MIB", "value": "30"', '"UPLOAD_MIB", "value": "31"'
    )


def _position(messages: list[str], address: str, word: str) -> int:
    (found,) = [
        index
        for index, text in enumerate(messages)
        if text.startswith(f"{address}: ") and word in text
    ]
    return found


def test_the_user_of_the_cache_changes_before_a_task_that_needs_its_new_rights(
    applied: Applied, tmp_path: Path
):
    """A task that asks for locks without the right to end them does not start: exit code 11."""
    with EmbeddedAws(restore_from=applied.snapshot, auth=True) as aws:
        terraform = copy_of_stack(applied.stack, tmp_path / "work", aws)
        (terraform.directory / STATE).write_text(applied.state, encoding="utf-8")
        _edit(terraform, _new_rights_and_new_tasks)
        plan = terraform.plan()
        assert plan.exit_code == 0, plan.errors
        done = terraform.apply()
    assert done.exit_code == 0, done.errors
    changed = {change.partition(":")[0] for change in plan.changes}
    assert {USER, TASK, SERVICE} <= changed
    # Neither the cache nor the group of its users is made anew: users would be signed out.
    assert not [each for each in plan.changes if "elasticache" in each and "update" not in each]
    messages = [message.text for message in done.messages]
    rights = _position(messages, USER, "complete after")
    assert rights < _position(messages, SERVICE, "Modifying...")
    assert rights < _position(messages, TASK, "Creating...")


def test_the_service_waits_for_the_user_of_the_cache(default: Stack):
    """By its own words, not only through the address of the cache."""
    assert USER in default.one("aws_ecs_service")["depends_on"]
