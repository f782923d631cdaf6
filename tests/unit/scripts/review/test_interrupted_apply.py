"""A first apply that was interrupted is completed by another checkout; nothing else is."""

from pathlib import Path
from typing import Any

import pytest

from scripts.cli.steps import Steps
from scripts.review.interrupted_apply import remember, review_continued
from scripts.review.plan_review import CHANGES, STOPPED, review
from tests.unit.scripts.review.plans import change, configured, plan

SERVICE = "aws_ecs_service.application_service_tasks"
ENCRYPTION = "aws_s3_bucket_server_side_encryption_configuration.exec_sessions_store_encryption"


def _rule(algorithm: str) -> dict[str, Any]:
    default = [{"sse_algorithm": algorithm}]
    return {"id": "b", "rule": [{"apply_server_side_encryption_by_default": default}]}


@pytest.mark.parametrize(
    ("before", "after", "importing", "has_service", "is_stopped"),
    [
        ("AES256", "aws:kms", True, False, False),
        ("AES256", "aws:kms", False, False, True),
        ("AES256", "aws:kms", True, True, True),
        ("aws:kms", "AES256", True, False, True),
    ],
)
def test_what_was_made_half_is_completed_as_long_as_nothing_runs(
    before: str, after: str, importing: bool, has_service: bool, is_stopped: bool, tmp_path: Path
) -> None:
    more: dict[str, Any] = {"importing": {"id": "b"}} if importing else {}
    encryption = change(ENCRYPTION, _rule(before), _rule(after), **more)
    there = {"id": "x", "desired_count": 1}
    service = (
        change(SERVICE, there, {**there, "desired_count": 2})
        if has_service
        else change(SERVICE, None, {"name": "x"})
    )
    document = plan(encryption, service, configuration=configured((SERVICE, {})))
    result = review_continued(document, (), tmp_path, {}, Steps())
    assert [item.address for item in result.stopped] == ([ENCRYPTION] if is_stopped else [])


LOCK = "aws_s3_bucket_object_lock_configuration.audit_trail_store_lock"
LOG = "aws_cloudwatch_log_group.application_task_log"


def _locked(mode: str) -> dict[str, Any]:
    return {"rule": [{"default_retention": [{"mode": mode, "days": 1}]}]}


@pytest.mark.parametrize(
    ("entry", "is_asked_again"),
    [
        (change(LOCK, _locked("GOVERNANCE"), _locked("COMPLIANCE")), True),
        (
            change(LOG, {"id": "x", "retention_in_days": 30}, {"id": "x", "retention_in_days": 7}),
            False,
        ),
    ],
)
def test_what_cannot_be_taken_back_is_asked_for_again(
    entry: dict[str, Any], is_asked_again: bool, tmp_path: Path
) -> None:
    """Other changes that were allowed before an apply was interrupted are allowed still."""
    document, allowed = plan(entry), [entry["address"]]
    assert review(document).exit_code == STOPPED
    agreed = review_continued(document, allowed, tmp_path, {}, Steps())
    assert agreed.exit_code == CHANGES
    remember(tmp_path, {}, agreed)
    again = review_continued(document, (), tmp_path, {}, Steps())
    assert again.exit_code == (STOPPED if is_asked_again else CHANGES)
    assert review_continued(document, allowed, tmp_path, {}, Steps()).exit_code == CHANGES
