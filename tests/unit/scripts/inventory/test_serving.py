"""Which pair tasks are for and since when, by revisions of their task definition."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from scripts.inventory.serving import served_since, used_pair
from tests.unit.scripts.commands.deploy.scripted import Answer, ScriptedAccount
from tests.unit.scripts.inventory.copies.account import NOW, scope_of

FAMILY = "arn:aws:ecs:us-west-2:123456789012:task-definition/openemr-clinic-openemr"
BLUE, GREEN = (
    f"openemr-clinic-{name}.cluster-c0ffee.us-west-2.rds.amazonaws.com"
    for name in ("database", "greendatabase")
)


def revision(days: int, host: str) -> dict[str, Any]:
    environment = [{"name": "MYSQL_HOST", "value": host}] if host else []
    bootstrap = {"name": "bootstrap", "image": "openemr/openemr:8.2.0", "environment": environment}
    serving = {"name": "openemr", "image": "openemr/openemr:8.2.0", "environment": []}
    registered = NOW - timedelta(days=days)
    return {
        "taskDefinition": {
            "registeredAt": registered,
            "containerDefinitions": [bootstrap, serving],
        }
    }


def scope(*newest_first: tuple[int, str], **more: Sequence[Answer]) -> Any:
    arns = [f"{FAMILY}:{number}" for number in range(len(newest_first), 0, -1)]
    # ECS deregisters a revision when Terraform replaces it.
    listed = [{"taskDefinitionArns": arns[:1]}, {"taskDefinitionArns": arns[1:]}]
    return scope_of(
        ScriptedAccount(
            {
                "ListTaskDefinitions": listed,
                "DescribeTaskDefinition": [revision(*each) for each in newest_first],
                **more,
            }
        )
    )


def test_a_cut_over_is_as_old_as_the_first_revision_since_the_other_pair():
    known = scope((1, GREEN), (3, GREEN), (9, BLUE), (20, GREEN))
    assert served_since(known, "green") == NOW - timedelta(days=3)


def test_after_an_undo_it_is_the_undo():
    assert served_since(scope((2, BLUE), (3, GREEN), (9, BLUE)), "blue") == NOW - timedelta(days=2)


@pytest.mark.parametrize(
    ("revisions", "color"),
    [
        ([(1, BLUE), (9, BLUE)], "blue"),
        ([(1, BLUE), (9, GREEN)], "green"),
        ([(1, GREEN), (3, ""), (9, BLUE)], "green"),
        ([], "green"),
    ],
    ids=["one pair alone", "not yet served", "a revision that tells no host", "none"],
)
def test_what_is_not_sure_is_not_told(revisions: list[tuple[int, str]], color: Any):
    assert served_since(scope(*revisions), color) is None


@pytest.mark.parametrize(("host", "color"), [(BLUE, "blue"), (GREEN, "green"), ("", None)])
def test_a_service_uses_the_pair_of_its_task_definition(host: str, color: str | None):
    service = {"services": [{"serviceName": "openemr", "taskDefinition": f"{FAMILY}:1"}]}
    known = scope((1, host), DescribeServices=[service])
    assert used_pair(known, "openemr-clinic-cluster", "openemr-clinic-openemr") == color


def test_without_a_service_no_pair_is_used():
    known = scope((1, BLUE), DescribeServices=[{"services": []}])
    assert used_pair(known, "openemr-clinic-cluster", "openemr-clinic-openemr") is None
