"""Every argument of every resource: any changed value shows in review."""

import difflib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.snapshots.inventory import arguments, inventories
from tests.synthesized import Stack

HERE = Path(__file__).parent / "arguments"
REFERENCE = "everything_on"
HEAD = f"""\
# Every argument in all named configurations (tests/configurations.py), as {REFERENCE} has it.
# [in ...] and [not in ...] name the configurations that have a line, among those that have the
# resource. Names of deployments differ as the deployments do.
"""
ADVICE = "If it is intended: pytest tests/snapshots --rewrite-snapshots, and review the files."


def files(stacks: list[Stack]) -> dict[str, str]:
    """The inventory of each component by the name of its file."""
    return {
        f"{component}.txt": "\n".join([HEAD.rstrip(), *lines, ""])
        for component, lines in inventories(stacks, REFERENCE).items()
    }


def with_addresses(text: str) -> list[str]:
    """Lines that tell to which resource they belong."""
    found, head = [], ""
    for line in text.splitlines():
        if line.startswith("  "):
            found.append(f"{head}  {line.strip()}")
        elif line and not line.startswith("#"):
            head = line.partition("  [")[0]
            found.append(line)
    return found


def differences(stacks: list[Stack]) -> list[str]:
    """Lines that are gone, `-`, and new ones, `+`, under the name of their file."""
    found: list[str] = []
    wanted = files(stacks)
    for name in sorted({*wanted, *(file.name for file in HERE.glob("*"))}):
        kept = (HERE / name).read_text(encoding="utf-8") if (HERE / name).exists() else ""
        if kept != wanted.get(name):
            old, new = (with_addresses(text) for text in (kept, wanted.get(name, "")))
            lines = difflib.unified_diff(old, new, name, name, lineterm="", n=0)
            found += [line for line in lines if not line.startswith(("@@", "---"))] or [name]
    return found


def test_arguments_stay_as_they_are(stacks: list[Stack], pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--rewrite-snapshots"):
        HERE.mkdir(exist_ok=True)
        for file in HERE.glob("*"):
            file.unlink()
        for name, text in files(stacks).items():
            (HERE / name).write_text(text, encoding="utf-8")
    found = differences(stacks)
    assert not found, "\n".join(["arguments have changed:", *found, ADVICE])


def changed(
    stacks: list[Stack], where: str, address: str, change: Callable[[Any], object]
) -> list[str]:
    """Differences after `change` to the resource of one stack."""
    type_, _, name = address.partition(".")
    return differences(
        [
            stack.changed(lambda json: change(json["resource"][type_][name]))
            if str(stack) == where
            else stack
            for stack in stacks
        ]
    )


def test_a_changed_value_of_one_configuration_shows_there(stacks: list[Stack]) -> None:
    assert changed(
        stacks,
        "default/evaluation",
        "aws_backup_plan.backup_plan",
        lambda plan: plan["rule"][0].update(completion_window=30),
    ) == [
        "+++ backup.txt",
        "-aws_backup_plan.backup_plan  rule[daily].completion_window = 480",
        "+aws_backup_plan.backup_plan  rule[daily].completion_window = 480  [not in default]",
        "+aws_backup_plan.backup_plan  rule[daily].completion_window = 30  [in default]",
    ]


def test_the_name_of_another_deployment_shows(stacks: list[Stack]) -> None:
    def mix_up(group: dict[str, Any]) -> None:
        group["name"] = "openemr-clinic-database"

    address = "aws_db_subnet_group.database_subnets"
    found = changed(stacks, "two_deployments/clinic-cache", address, mix_up)
    line = 'name = "openemr-clinic-database"  [in two_deployments/clinic-cache]'
    assert f"+{address}  {line}" in found


def test_a_changed_program_shows_its_file(stacks: list[Stack]) -> None:
    def edit(task: dict[str, Any]) -> None:
        containers = json.loads(task["container_definitions"])
        containers[0]["command"][0] = containers[0]["command"][0].replace("umask 077\n", "", 1)
        task["container_definitions"] = json.dumps(containers)

    address = "aws_ecs_task_definition.application_task_definition"
    found = changed(stacks, "everything_on/everything", address, edit)
    assert any("stacks/components/application/bootstrap.sh, sha256 " in line for line in found)


@pytest.mark.parametrize(
    "value",
    [
        {"retention": 7},
        {"retention": None},
        {"protected": True},
        {"size": "4096"},
        {"size": 4096.5},
        {"rules": [{"name": "a", "value": "1"}, {"name": "b", "value": "2"}]},
        {"rules": [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]},
        {"rules": [{"priority": 1}, {"priority": 2}]},
        {"actions": ["kms:Decrypt", "kms:Encrypt"]},
        {"actions": ["kms:Decrypt", "kms:Decrypt"]},
        {"policy": '{"Statement": [{"Sid": "A", "Action": ["s3:*"]}]}'},
        {"pattern": "{ ($.eventName = DeleteTrail) }"},
        {"metrics": [["AWS/RDS", "CPUUtilization", {"stat": "Average"}]]},
        {"program": "#!/bin/sh\n" + "true\n" * 200},
    ],
)
def test_every_value_is_in_its_lines(value: dict[str, Any]) -> None:
    """Changes each value in turn, and adds and takes away what a block or a list may hold."""
    lines = list(arguments(value))
    variants = list(_variants(value))
    assert variants
    for variant in variants:
        assert list(arguments(variant)) != lines, variant


def _variants(value: Any) -> list[Any]:
    """The value with one change each."""
    if isinstance(value, dict):
        return _variants_of_object(value)
    if isinstance(value, list):
        return _variants_of_list(value)
    if isinstance(value, str) and value.startswith('{"'):
        return [json.dumps(variant) for variant in _variants(json.loads(value))]
    if isinstance(value, str):
        return [value + "x", value.replace("\n", "\n\n", 1) + " ", "", None]
    return [not value, 12345, str(value), [value]]


def _variants_of_object(value: dict[str, Any]) -> list[Any]:
    edited = [{**value, key: variant} for key, part in value.items() for variant in _variants(part)]
    fewer = [{k: part for k, part in value.items() if k != key} for key in value]
    return [*edited, *fewer, {**value, "more": {}}]


def _variants_of_list(value: list[Any]) -> list[Any]:
    edited = [
        [*value[:at], variant, *value[at + 1 :]]
        for at, part in enumerate(value)
        for variant in _variants(part)
    ]
    turned = [value[::-1]] if value[::-1] != value else []
    return [*edited, *turned, [*value, value[0]], value[1:], []]
