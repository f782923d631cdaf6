"""Terraform state, format version 4, as every command reads it."""

from typing import Any

import pytest

from scripts.terraform.documents.state import (
    DamagedStateError,
    StateDocument,
    StateResources,
    parse_state,
    read_outputs,
    read_resources,
)


def resource(name: str, *instances: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"mode": "managed", "type": "aws_vpc", "name": name, "instances": [*instances], **more}


STATE = {
    "version": 4,
    "outputs": {"url": {"value": "https://x", "type": "string"}, "empty": {"type": "string"}},
    "resources": [
        resource("one", {"attributes": {"id": "vpc-1", "tags_all": {"Name": "n"}}}),
        resource(
            "old",
            {"attributes": {"id": "vpc-3"}, "dependencies": ["aws_vpc.one", "aws_vpc.gone"]},
            {"attributes": {"id": "vpc-2"}, "deposed": "abc"},
        ),
        resource("many", {"index_key": "a", "status": "tainted"}, {"index_key": 0}, module="m"),
        resource("none"),
        resource("read", {"attributes": {"arn": "other account's"}}, mode="data"),
    ],
}


def test_addresses_are_those_of_terraform() -> None:
    assert [each.address for each in read_resources(STATE)] == [
        "aws_vpc.one",
        "aws_vpc.old",
        "aws_vpc.old",
        'm.aws_vpc.many["a"]',
        "m.aws_vpc.many[0]",
        "data.aws_vpc.read",
    ]


def test_a_deposed_instance_does_not_hide_the_current_one() -> None:
    resources = StateResources.of(STATE)
    assert resources.by_address["aws_vpc.old"].id == "vpc-3"
    assert "data.aws_vpc.read" not in resources.by_address
    assert [each.address for each in read_resources(STATE) if each.is_tainted] == [
        'm.aws_vpc.many["a"]'
    ]


def test_dependencies_outside_the_state_are_left_out() -> None:
    resources = StateResources.of(STATE)
    assert resources.with_dependencies(["aws_vpc.old"]) == {"aws_vpc.old", "aws_vpc.one"}


def test_tags_and_outputs() -> None:
    assert StateResources.of(STATE).by_address["aws_vpc.one"].tags == {"Name": "n"}
    assert read_outputs(STATE) == {"url": "https://x", "empty": None}


def test_an_empty_mapping_is_a_state_before_the_first_apply() -> None:
    assert len(StateResources.of({})) == 0
    assert read_outputs({}) == {}


def test_the_count_leaves_data_sources_out() -> None:
    assert StateDocument(STATE).resources == 5


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is empty"),
        ("{", "it is not JSON"),
        ("[]", "it has no format version"),
        ('{"version": 3}', "format version 3; supported: 4"),
        ('{"version": 4, "resources": {}}', "its resources are not a list"),
        ('{"version": 4, "resources": [1]}', "its resources are not a list"),
    ],
)
def test_what_is_not_a_state_is_named(text: str, problem: str) -> None:
    with pytest.raises(DamagedStateError, match=problem):
        parse_state(text)
