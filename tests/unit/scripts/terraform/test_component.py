"""Components come from construct paths; files of stacks/ only say what to open."""

from pathlib import Path
from typing import Any

import pytest

from scripts.commands.drift.finding import Severity, severity_of_attribute
from scripts.resources import known
from scripts.resources.facets.drift import Sensitivity
from scripts.review.plan_review import review
from scripts.review.reports import as_json, as_markdown
from scripts.terraform.documents import component as module
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.component import UNKNOWN, Components
from tests.unit.scripts.review.plans import change, plan

QUEUE = "aws_sqs_queue.audit_trail_deliveries_queue"


def _document(**paths: str) -> dict[str, Any]:
    queues = {name: {"//": {"metadata": {"path": path}}} for name, path in paths.items()}
    return {"resource": {"aws_sqs_queue": queues}}


def _severity(components: Components) -> Severity:
    """Of a change that matters only in a component whose every part is evidence."""
    assert known("aws_sqs_queue").drift.sensitivity is not Sensitivity.GUARD
    drifted = Change(QUEUE, "aws_sqs_queue", ("update",), before={"x": 1}, after={"x": 2})
    (difference,) = drifted.differences
    return severity_of_attribute(drifted, difference, (), components.of(QUEUE))


@pytest.mark.parametrize(
    ("address", "component", "file"),
    [
        (
            "aws_sqs_queue.a",
            "application/task/execution",
            "stacks/components/application/task.py",
        ),
        ("aws_sqs_queue.a[0]", "application/task/execution", None),
        ('aws_sqs_queue.a["x.y"]', "application/task/execution", None),
        ("aws_sqs_queue.b", "encryption", "stacks/encryption.py"),
        ("aws_sqs_queue.c", "deployment", "stacks/openemr.py"),
        ("aws_sqs_queue.d", "invented", "stacks/openemr.py"),
        ("aws_sqs_queue.e", "green_files", "stacks/components/files.py"),
        ("aws_sqs_queue.encryption_gone", "encryption", "stacks/encryption.py"),
        ("aws_sqs_queue.application_task_execution_gone", "application/task/execution", None),
        ("aws_sqs_queue.encryptiongone", "", None),
        ("aws_sqs_queue.none", "", None),
        ("deployment", "deployment", "stacks/openemr.py"),
        ("output.url", "deployment", "stacks/openemr.py"),
    ],
)
def test_the_component_is_the_path_without_stack_and_id(
    address: str, component: str, file: str | None
) -> None:
    found = Components.read(
        _document(
            a="clinic/application/task/execution/x",
            b="clinic/encryption/x",
            c="clinic/x",
            d="clinic/invented/x",
            e="clinic/green_files/x",
        )
    )
    assert found.of(address) == component
    assert file is None or found.file(address) == file


@pytest.mark.parametrize(
    ("address", "made"),
    [
        ("aws_backup_vault.copies_vault", True),
        ("aws_kms_key.encryption_backup", True),
        ("aws_vpc.network_vpc", True),
        ("aws_backup_vault.somebody_elses", False),
    ],
)
def test_without_a_configuration_addresses_tell_what_a_stack_makes(
    address: str, *, made: bool
) -> None:
    assert Components().makes(address) is made


def test_the_stack_of_the_state_has_one_file() -> None:
    found = Components.read(_document(a="remote-state/store/x", b="remote-state/x"))
    assert [found.of(each) for each in ("aws_sqs_queue.a", "aws_sqs_queue.b")] == [
        "store",
        "deployment",
    ]
    assert {found.file(each) for each in ("aws_sqs_queue.a", "deployment")} == {
        "stacks/remote_state.py"
    }


def test_to_rename_a_file_of_stacks_changes_no_severity(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    evidence = Components.read(_document(audit_trail_deliveries_queue="clinic/audit_trail/x/q"))
    other = Components.read(_document(audit_trail_deliveries_queue="clinic/network/q"))
    before = _severity(evidence), _severity(other), evidence.file(QUEUE)
    assert before == (Severity.CRITICAL, Severity.MEDIUM, "stacks/components/audit_trail.py")
    # As if every file of stacks/ had another name.
    monkeypatch.setattr(module, "STACKS", tmp_path)
    module._module.cache_clear()
    try:
        assert (_severity(evidence), _severity(other)) == before[:2]
        assert evidence.file(QUEUE) == "stacks/openemr.py"
    finally:
        module._module.cache_clear()


def test_what_may_be_evidence_counts_as_evidence() -> None:
    assert _severity(Components()) is Severity.CRITICAL


def test_a_review_without_the_configuration_says_that_components_are_unknown() -> None:
    document = plan(change("aws_vpc.one", None, {"name": "x"}))
    (found,) = as_json(review(document))["changes"]
    assert (found["component"], found["file"]) == ("", "")
    assert f"<b>{UNKNOWN}</b>" in as_markdown(review(document))
    configuration = {
        "resource": {"aws_vpc": {"one": {"//": {"metadata": {"path": "clinic/network/one"}}}}}
    }
    (found,) = as_json(review(document, (), configuration))["changes"]
    assert (found["component"], found["file"]) == ("network", "stacks/components/network.py")
