"""The comparison on a terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape

from scripts.commands.drift.comparison import Comparison
from scripts.commands.drift.finding import Finding, Severity
from scripts.commands.drift.reports.by_resource import Drifted, by_resource, headline, verb
from scripts.terraform.documents.component import UNKNOWN

_COLOURS = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "dim",
}


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Each resource with its findings, then what was not counted."""
    clean = not comparison.findings and not comparison.problems
    mark = "[green]✓[/green]" if clean else "[red]✗[/red]"
    _print(console, f"{mark} {escape(headline(comparison))}")
    for each in by_resource(comparison):
        _print(console, "")
        for line in _resource(each):
            _print(console, line)
    for title, lines in _rest(comparison):
        _print(console, f"\n[bold]{title}[/bold]")
        for line in lines:
            _print(console, f"  {escape(line)}")


def _print(console: Console, line: str) -> None:
    console.print(line, soft_wrap=True, highlight=False)


def _resource(drifted: Drifted) -> Iterator[str]:
    component = f"[dim]{escape(drifted.component or UNKNOWN)}[/dim]"
    yield f"[bold]{escape(drifted.address)}[/bold]  {component}"
    for finding in drifted.findings:
        colour = _COLOURS[finding.severity]
        yield (
            f"  [{colour}]{finding.severity.value:<8}[/{colour}] {escape(verb(finding))}"
            f"{escape(_values(finding))}"
        )
        if len(finding.lines) > 1:
            yield from (f"           {escape(line)}" for line in finding.lines)
        yield from (f"           {escape(reason)}" for reason in finding.reasons)
        yield f"           [dim]{escape(finding.outlook)}[/dim]"


def _values(finding: Finding) -> str:
    if len(finding.lines) > 1:
        return ""
    if finding.lines:
        return f": {finding.lines[0]}"
    if not finding.attribute:
        return f": {finding.before}"
    return f": {finding.before} -> {finding.after}" if finding.before else f": {finding.after}"


def _rest(comparison: Comparison) -> Iterator[tuple[str, list[str]]]:
    if comparison.owned:
        yield (
            "Not counted, as the scaler owns it",
            [
                f"{each.address} {each.attribute}: {each.before} -> {each.after}. {why}"
                for each, why in comparison.owned
            ],
        )
    if comparison.ignored:
        yield (
            "Ignored",
            [
                f"{each.address} {each.attribute}: {entry.reason} "
                f"({entry.owner}, until {entry.review})"
                for each, entry in comparison.ignored
            ],
        )
    if comparison.undeployed:
        yield "In the settings but not deployed; see openemr plan", list(comparison.undeployed)
    if comparison.remarks:
        yield "Remarks", list(comparison.remarks)
    if comparison.problems:
        yield "Could not be compared", list(comparison.problems)
