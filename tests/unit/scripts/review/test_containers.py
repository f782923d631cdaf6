"""What a task definition's containers may do more than before is stopped."""

import json
from typing import Any

import pytest

from scripts.review.plan_review import review
from tests.unit.scripts.review.plans import change, plan, stopped_by_rules

DIGEST = f"openemr/openemr@sha256:{'0' * 64}"
OWN = "123456789012.dkr.ecr.us-west-2.amazonaws.com/openemr-clinic-image"


def _capabilities(**changes: list[str]) -> dict[str, Any]:
    return {"linuxParameters": {"capabilities": changes}}


def _environment(**variables: str) -> dict[str, Any]:
    return {"environment": [{"name": name, "value": value} for name, value in variables.items()]}


SECRET = {"secrets": [{"name": "OE_PASS", "valueFrom": "arn:aws:secretsmanager:::secret"}]}
PORTS = [{"containerPort": port, "protocol": "tcp"} for port in (443, 8443)]
LOG = {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "clinic"}}}
OTHER_LOG = {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "other"}}}
# The container before and after; the way back is harmless.
WIDENED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"privileged": False}, {"privileged": True}),
    ({"user": "1000:1000"}, {"user": "0"}),
    ({"readonlyRootFilesystem": True}, {"readonlyRootFilesystem": False}),
    ({"healthCheck": {"command": ["CMD", "true"]}}, {}),
    (_capabilities(drop=["NET_RAW", "MKNOD"]), _capabilities(drop=["MKNOD"])),
    (_capabilities(add=[]), _capabilities(add=["SYS_PTRACE"])),
    ({"image": DIGEST}, {"image": "openemr/openemr:8.2.0"}),
    ({"image": DIGEST}, {"image": "openemr/openemr:8.3.0-2026-08-30"}),
    ({"image": "openemr/openemr:8.3.0-2026-08-30"}, {"image": "openemr/openemr:8.3.0"}),
    ({"image": "openemr/openemr:8.2.0"}, {"image": "openemr/openemr:latest"}),
    ({"image": f"{OWN}@{DIGEST[-71:]}"}, {"image": f"{OWN}:8.2.0"}),
    (SECRET, _environment(OE_PASS="pass")),
    (
        {"secrets": [{"name": "SMTP_HOST", "valueFrom": "arn:aws:secretsmanager:::secret"}]},
        _environment(SMTP_HOST="mail.example.org"),
    ),
    (_environment(), _environment(MYSQL_PASSWORD="pass")),
    (
        _environment(OPENEMR_SETTING_rest_api="0"),
        _environment(OPENEMR_SETTING_rest_api="1"),
    ),
    (
        _environment(OPENEMR_SETTING_audit_events_query="1"),
        _environment(OPENEMR_SETTING_audit_events_query="0"),
    ),
    # OpenEMR's own default is on.
    (_environment(), _environment(OPENEMR_SETTING_audit_events_query="0")),
    ({"portMappings": PORTS[:1]}, {"portMappings": PORTS}),
    (LOG, {}),
]


def _is_stopped(before: dict[str, Any], after: dict[str, Any]) -> bool:
    sides = [
        {"id": "x", "container_definitions": json.dumps([{"name": "openemr", **side}])}
        for side in (before, after)
    ]
    return bool(stopped_by_rules(review(plan(change("aws_ecs_task_definition.one", *sides)))))


@pytest.mark.parametrize(("before", "after"), WIDENED)
def test_a_container_that_may_do_more_is_stopped_and_the_way_back_is_not(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert _is_stopped(before, after)
    assert not _is_stopped(after, before)


def test_another_log_is_stopped_in_both_directions() -> None:
    assert _is_stopped(LOG, OTHER_LOG)
    assert _is_stopped(OTHER_LOG, LOG)


def test_definitions_that_are_no_list_of_containers_are_stopped() -> None:
    values = [{"id": "x", "container_definitions": text} for text in ("[]", "{")]
    assert review(plan(change("aws_ecs_task_definition.one", *values))).stopped
