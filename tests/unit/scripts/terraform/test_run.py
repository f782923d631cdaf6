"""What a Terraform command reported as its errors."""

import json
from pathlib import Path

from scripts.terraform.messages import parse_message
from scripts.terraform.run import Completed


def _completed(command: str, exit_code: int, *lines: str) -> Completed:
    return Completed(command, exit_code, Path("x.log"), tuple(map(parse_message, lines)))


def _diagnostic(severity: str, summary: str) -> str:
    diagnostic = {"severity": severity, "summary": summary, "detail": ""}
    return json.dumps({"@message": summary, "type": "diagnostic", "diagnostic": diagnostic})


def test_a_command_without_json_is_quoted_from_its_first_error() -> None:
    lines = (
        "Initializing the backend...",
        "Warning: old",
        "",
        "Error: no bucket",
        "",
        "It is gone.",
    )
    assert _completed("init", 1, *lines).errors == ["Error: no bucket\n\nIt is gone."]


def test_a_command_without_a_known_error_is_quoted_whole() -> None:
    assert _completed("init", 1, "something", "happened").errors == ["something\nhappened"]


def test_warnings_are_no_errors() -> None:
    lines = (_diagnostic("warning", "deprecated"), _diagnostic("error", "denied"))
    assert _completed("apply", 1, *lines).errors == ["denied"]


def test_validation_reports_one_document() -> None:
    found = {"severity": "error", "summary": "wrong", "detail": "", "address": "aws_vpc.v"}
    text = json.dumps({"valid": False, "diagnostics": [found]})
    assert _completed("validate", 1, text).errors == ["aws_vpc.v: wrong"]


def test_a_killed_command_names_the_signal() -> None:
    (said,) = _completed("apply", -9, "Still creating...").errors
    assert "SIGKILL" in said


def test_changes_and_counts_are_those_of_the_last_summary() -> None:
    planned = {
        "@message": "x",
        "type": "planned_change",
        "change": {"resource": {"addr": "aws_vpc.v"}, "action": "create"},
    }
    summary = {
        "@message": "x",
        "type": "change_summary",
        "changes": {"add": 1, "operation": "plan"},
    }
    done = _completed("plan", 2, json.dumps(planned), json.dumps(summary))
    assert done.changes == ["aws_vpc.v: create"]
    assert done.counts == {"add": 1}


def test_a_read_is_no_resource_that_was_finished() -> None:
    def finishes(kind: str, action: str) -> bool:
        line = {"@message": "x", "type": kind, "hook": {"action": action}}
        return parse_message(json.dumps(line)).finishes_resource

    assert finishes("apply_complete", "create")
    assert not finishes("apply_complete", "read")
    assert not finishes("apply_start", "create")
