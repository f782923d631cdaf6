"""The result as tables on a terminal."""

from collections.abc import Iterable
from itertools import groupby

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scripts.commands.scan.finding import Finding, Result
from scripts.commands.scan.severity import impact
from scripts.commands.scan.unjudged import REMEDY
from scripts.terraform.documents.component import UNKNOWN


def print_results(results: Iterable[Result], console: Console, *, verbose: bool) -> None:
    """For each configuration by which values it was judged, findings, and what a plan keeps back.

    With `verbose` the exceptions too.
    """
    for result in results:
        mark = "[red]✗[/red]" if result.findings else "[green]✓[/green]"
        console.print(
            f"{mark} [bold]{escape(result.name)}[/bold] ({result.environment}): "
            f"{result.resources} resources, {result.checks} verdicts, "
            f"{len(result.findings)} open, {len(result.excepted)} excepted "
            f"({result.exceptions} exceptions)"
            + (f", [yellow]{len(result.unjudged)} not judged[/yellow]" if result.unjudged else ""),
            soft_wrap=True,
        )
        if result.values:
            console.print(f"  [dim]{result.values[0].upper()}{result.values[1:]}.[/dim]")
        if result.findings:
            table = _table("Finding")
            for finding in result.findings:
                table.add_row(finding.check, _about(result, finding))
            console.print(table)
        if verbose and result.excepted:
            table = _table("Exception")
            for each in result.excepted:
                accepted = f"Accepted until {each.review} by {each.owner}: {each.reason}"
                text = f"{_about(result, each.finding)}\n{escape(accepted)}"
                table.add_row(each.finding.check, text)
            console.print(table)
        if result.unjudged:
            _print_unjudged(result, console)


def _print_unjudged(result: Result, console: Console) -> None:
    """Whole addresses, each on a line of its own, for those who search for one."""
    for reason, group in groupby(
        sorted(result.unjudged, key=lambda each: each.reason), key=lambda each: each.reason
    ):
        console.print(f"\n  [yellow]Not judged[/yellow], because {reason}:")
        for each in group:
            console.print(f"    {escape(each.address)} {each.attribute}", soft_wrap=True)
    console.print(f"\n  {escape(REMEDY)}\n", soft_wrap=True)


def _table(content: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, leading=1)
    table.add_column("Check", no_wrap=True)
    table.add_column(content, overflow="fold")
    return table


def _about(result: Result, finding: Finding) -> str:
    """Where, what, what may come of it, and which file to open."""
    file = result.components.file(finding.address)
    component = result.components.of(finding.address) or UNKNOWN
    what = f"{finding.title} Found: {finding.reason}" if finding.reason else finding.title
    return (
        f"[bold]{escape(finding.address)}[/bold]\n{escape(what)}\n"
        f"[dim]{impact(finding).value}: {file} ({component})[/dim]"
    )
