"""The examination for people and for scripts."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from scripts.preflight.examination import Section, count, unchecked
from scripts.preflight.finding import Finding, Status

_STYLES = {
    Status.OK: "green",
    Status.WARNING: "yellow",
    Status.PROBLEM: "bold red",
    Status.NOT_CHECKED: "dim",
}
_WIDTH = max(len(status.value) for status in Status)


def print_sections(sections: Sequence[Section], console: Console) -> None:
    """Each check under its title, each finding on a line, its fix below."""
    for section in sections:
        console.print(f"\n[bold]{escape(section.check.title)}[/bold]")
        for finding in section.findings:
            _print_finding(finding, console)
    console.print(f"\n{summary(sections)}")
    if unknown := unchecked(sections):
        said = "Not a success: unknown, and needed before a deployment: "
        console.print(f"{said}{', '.join(unknown)}", style="bold red", soft_wrap=True)


def summary(sections: Sequence[Section]) -> str:
    """Such as `21 ok, 2 warnings, 1 problem, 3 not checked`."""
    counts = {status: count(sections, status) for status in Status}
    return ", ".join(
        [
            f"{counts[Status.OK]} ok",
            _counted(counts[Status.WARNING], "warning"),
            _counted(counts[Status.PROBLEM], "problem"),
            f"{counts[Status.NOT_CHECKED]} not checked",
        ]
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + "s" * (number != 1)


def _print_finding(finding: Finding, console: Console) -> None:
    style, mark = _STYLES[finding.status], finding.status.value.ljust(_WIDTH)
    said = escape(f"{finding.subject}: {finding.said}")
    console.print(f"  [{style}]{mark}[/{style}]  {said}", soft_wrap=True)
    if finding.fix:
        console.print(f"  {' ' * _WIDTH}  fix: {escape(finding.fix)}", soft_wrap=True)


def as_data(deployment: str, sections: Sequence[Section]) -> dict[str, Any]:
    """JSON types only; `fix` is null where none is needed."""
    findings = [
        {
            "check": section.check.name,
            "subject": finding.subject,
            "status": finding.status.value,
            "said": finding.said,
            "fix": finding.fix or None,
        }
        for section in sections
        for finding in section.findings
    ]
    counts = {status.value: count(sections, status) for status in Status}
    return {
        "deployment": deployment,
        "counts": counts,
        "unknown_before_deployment": unchecked(sections),
        "findings": findings,
    }
