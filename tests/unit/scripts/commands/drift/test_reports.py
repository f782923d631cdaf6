"""The reports hold all that was found, and nothing in them runs away."""

import json
from io import StringIO

from rich.console import Console

from scripts.commands.drift.comparison import Comparison
from scripts.commands.drift.finding import Event, Finding, Severity
from scripts.commands.drift.report import as_json, as_markdown, print_comparison

RULE = Finding(
    "aws_security_group.application_perimeter_group",
    Event.ADDED,
    "ingress",
    "",
    "tcp 22 from 0.0.0.0/0",
    Severity.CRITICAL,
    ("A rule was added by hand.",),
    outlook="Stays.",
)
TAG = Finding(
    "aws_vpc.network_vpc", Event.CHANGED, "tags.Name", "ours", "[bold]`x`| @all <b>", Severity.LOW
)


def comparison(*findings: Finding, problems: tuple[str, ...] = ()) -> Comparison:
    """A result with these findings."""
    return Comparison("clinic", "production", 200, findings, problems=problems)


def printed(of: Comparison) -> str:
    """What a terminal of 200 columns shows, without colours."""
    console = Console(file=StringIO(), width=200)
    print_comparison(of, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_every_report_names_address_attribute_values_and_severity() -> None:
    found = comparison(RULE, TAG)
    for text in (printed(found), as_markdown(found), json.dumps(as_json(found))):
        for part in (RULE.address, "ingress", RULE.after, "critical", "Stays.", "tags.Name", "low"):
            assert part in text


def test_values_are_shown_as_they_are() -> None:
    assert TAG.after in printed(comparison(TAG))
    assert f"`` {TAG.after} ``" not in as_markdown(comparison(TAG))
    assert f"``{TAG.after}``" in as_markdown(comparison(TAG))


def test_nothing_found_is_said_in_one_line() -> None:
    assert printed(comparison()) == "✓ clinic: no drift in 200 resources.\n"


def test_a_problem_is_never_no_drift() -> None:
    unsure = comparison(problems=("Could not read iam:list_role_policies: AccessDenied",))
    assert "no drift" not in printed(unsure) + as_markdown(unsure)
    assert as_json(unsure)["drift"] is None
    assert "AccessDenied" in printed(unsure)


def test_markdown_fits_into_an_issue() -> None:
    many = [
        Finding(f"aws_vpc.v{n}", Event.CHANGED, "tags.Name", "a", "b" * 90, Severity.LOW)
        for n in range(1000)
    ]
    text = as_markdown(comparison(RULE, *many))
    assert len(text) < 64_000
    assert "more resources are omitted" in text
    assert RULE.address in text


def test_the_counts_of_resources_and_findings_are_right() -> None:
    assert "drift in 2 resources: 1 critical, 1 low." in printed(comparison(RULE, TAG))
    assert as_json(comparison(RULE, TAG))["counts"] == {
        "critical": 1,
        "high": 0,
        "medium": 0,
        "low": 1,
    }
