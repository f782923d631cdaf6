"""The sites file system: one directory, by TLS, through the access point, for who may mount it."""

import json
from typing import Any

import pytest

from stacks.components.files import Files
from tests.synthesized import Stack, statements
from tests.unit.stacks.components.bench import Bench, network


def build(**settings: Any) -> tuple[Stack, dict[str, Any]]:
    bench = Bench(**settings)
    files = Files(
        bench.stack,
        "files",
        bench.base,
        network=network(),
        settings=bench.settings.files,
        color="blue",
        is_restored=False,
    )
    bench.stack.add_override("output.grant.value", [files.grant_mount()])
    stack = bench.synthesized()
    return stack, stack.json["output"]["grant"]["value"][0]


@pytest.fixture(scope="module")
def stack() -> Stack:
    return build()[0]


def test_each_private_subnet_has_a_mount_target(stack: Stack):
    targets = stack.resources("aws_efs_mount_target")
    assert [target["subnet_id"] for target in targets.values()] == network().private_subnet_ids


def test_clients_see_one_directory_and_keep_their_users(stack: Stack):
    point = stack.one("aws_efs_access_point")
    assert point["root_directory"]["path"] == "/sites"
    assert point["root_directory"]["creation_info"]["permissions"] == "0755"
    assert "posix_user" not in point, "the image changes owners as root"


def test_the_policy_refuses_plain_connections_and_other_ways(stack: Stack):
    policy = statements(stack.one("aws_efs_file_system_policy")["policy"])
    assert {statement["Effect"] for statement in policy} == {"Deny"}
    assert [statement["Sid"] for statement in policy] == ["TlsOnly", "AccessPointOnly"]
    assert policy[1]["Condition"] == {
        "StringNotEquals": {
            "elasticfilesystem:AccessPointArn": "${aws_efs_access_point.files_access_point.arn}"
        }
    }


def test_the_policy_has_an_id_that_efs_need_not_make_up(stack: Stack):
    """Else every later plan would want to take EFS's own away."""
    assert json.loads(stack.one("aws_efs_file_system_policy")["policy"])["Id"]


def test_a_role_mounts_through_the_access_point_only(stack: Stack):
    _, grant = build()
    assert grant["Resource"] == ["${aws_efs_file_system.files_sites.arn}"]
    assert grant["Condition"] == {
        "StringEquals": {
            "elasticfilesystem:AccessPointArn": "${aws_efs_access_point.files_access_point.arn}"
        }
    }
    refused = statements(stack.one("aws_efs_file_system_policy")["policy"])[1]["Action"]
    assert grant["Action"] == refused, "what is granted is what is refused on other ways"


@pytest.mark.parametrize("days", [7, 90])
def test_files_that_rest_move_to_cheaper_storage(days: int):
    stack, _ = build(files={"infrequent_access_after_days": days})
    assert stack.one("aws_efs_file_system")["lifecycle_policy"] == [
        {"transition_to_ia": f"AFTER_{days}_DAYS"},
        {"transition_to_primary_storage_class": "AFTER_1_ACCESS"},
    ]
