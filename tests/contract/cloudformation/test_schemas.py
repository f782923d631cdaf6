"""Synthesized arguments fit CloudFormation's published schemas of their resource types."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts.project import TOOLS
from stacks.settings.account import TAG_CHARACTERS
from tests.contract.cloudformation.comparison import Compared, compare
from tests.contract.cloudformation.correspondence import TYPES
from tests.synthesized import Stack

INTERPRETER = TOOLS / "cfn-lint" / "bin" / "python"
# Made by a template of the stacks, not by Terraform.
BY_CLOUDFORMATION = "AWS::ElastiCache::User"
PROGRAM = Path(__file__).with_name("published_schemas.py")


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, Any]]:
    """The schemas of our types, as the package cfn-lint publishes them."""
    types = {each.partition("/")[0] for each in TYPES.values()} | {BY_CLOUDFORMATION}
    run = subprocess.run(
        [INTERPRETER, "-E", PROGRAM, *sorted(types)],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(run.stdout))


def compared(stacks: list[Stack], schemas: dict[str, dict[str, Any]]) -> dict[str, list[Compared]]:
    """By address of a resource, every argument that its schema constrains."""
    return {
        f"{stack}: {address}": list(
            compare(TYPES[type_], arguments, schemas[TYPES[type_].partition("/")[0]])
        )
        for stack in stacks
        for type_, address, arguments in stack.every()
        if type_ in TYPES
    }


def test_every_argument_fits_its_schema(
    stacks: list[Stack], schemas: dict[str, dict[str, Any]]
) -> None:
    found = compared(stacks, schemas)
    wrong = {
        f"{address}.{each.path} = {each.value!r}": each.problem
        for address, arguments in found.items()
        for each in arguments
        if each.problem
    }
    assert wrong == {}


def test_most_types_and_arguments_are_compared(
    stacks: list[Stack], schemas: dict[str, dict[str, Any]]
) -> None:
    found = compared(stacks, schemas)
    arguments = {
        (re.split(r"[:.] ?", address)[1], each.path) for address in found for each in found[address]
    }
    assert len({type_ for type_, _ in arguments}) >= 40
    assert len(arguments) >= 130


@pytest.mark.parametrize(
    ("type_", "change", "problem"),
    [
        ("aws_lb_target_group", {"protocol": "SMTP"}, "not one of"),
        (
            "aws_elasticache_serverless_cache",
            {"cache_usage_limits": [{"data_storage": [{"unit": "TB"}]}]},
            "not one of",
        ),
        ("aws_cloudwatch_log_group", {"retention_in_days": 31}, "not one of"),
        ("aws_cloudwatch_log_group", {"name": "two words"}, "does not match"),
        ("aws_rds_cluster", {"cluster_identifier": "1st"}, "does not match"),
        ("aws_rds_cluster", {"backup_retention_period": 36}, "not from 1 to 35"),
        ("aws_lb_target_group", {"port": 0}, "not from 1 to 65535"),
        ("aws_kms_key", {"description": "d" * 8193}, "not of 0 to 8192 characters"),
        (
            "aws_ecs_task_definition",
            {"container_definitions": '[{"dependsOn": [{"condition": "READY"}]}]'},
            "not one of",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_found(
    schemas: dict[str, dict[str, Any]], type_: str, change: dict[str, Any], problem: str
) -> None:
    (found,) = [
        each for each in compare(TYPES[type_], change, schemas[TYPES[type_]]) if each.problem
    ]
    assert problem in found.problem


def test_the_tags_of_a_deployment_fit_every_type_that_has_tags(
    production: Stack, schemas: dict[str, dict[str, Any]]
) -> None:
    # Every character that the settings take: tests/unit/stacks/settings/test_tags.py.
    every = {"a tag of " + "".join(sorted(TAG_CHARACTERS)): "".join(sorted(TAG_CHARACTERS))}
    tags = [{"key": key, "value": value} for key, value in (production.tags | every).items()]
    tagged = {name: schema for name, schema in schemas.items() if "Tags" in schema["properties"]}
    found = {name: list(compare(name, {"tags": tags}, tagged[name])) for name in tagged}
    assert len([name for name in found if found[name]]) >= 25
    assert found[BY_CLOUDFORMATION]
    assert {name for name, each in found.items() if any(tag.problem for tag in each)} == set()


def test_a_letter_beyond_ascii_does_not_fit_the_user_of_the_cache(
    schemas: dict[str, dict[str, Any]],
) -> None:
    tags = {"tags": [{"key": "Clinic", "value": "Köln"}]}
    key, value = compare(BY_CLOUDFORMATION, tags, schemas[BY_CLOUDFORMATION])
    assert (key.problem, "does not match" in value.problem) == ("", True)
