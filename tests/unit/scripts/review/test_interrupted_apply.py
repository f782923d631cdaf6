"""A first apply that was interrupted is completed by another checkout; nothing else is."""

from pathlib import Path
from typing import Any

import pytest

from scripts.cli.steps import Steps
from scripts.review.interrupted_apply import review_continued
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
