"""The review on a terminal."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

from scripts.review import Kind
from scripts.review.plan_review import Item, Review
from scripts.review.reports.wording import (
    DONE,
    SYMBOLS,
    allow_options,
    by_component,
    counted,
    details,
    notes,
    remarks,
    sentences,
    subject,
    verdict,
)
from scripts.terraform.documents.component import UNKNOWN

_STYLES = {
    Kind.DESTROYS_DATA: "bold red",
    Kind.IRREVERSIBLE: "bold red",
    Kind.OPENS_ACCESS: "bold magenta",
    Kind.LOWERS_PROTECTION: "bold yellow",
    Kind.UNREVIEWED: "bold yellow",
    Kind.INTERRUPTS: "cyan",
}
_ACTION_STYLES = {"create": "green", "update": "yellow", "replace": "red", "delete": "red"}
_MOST_LINES = 16


def print_review(review: Review, console: Console) -> None:
    """Print stopped changes with their reasons, then all others by component, then the result.

    Each worst first.
    """
    environment = f" ({review.plan.environment})" if review.plan.environment else ""
    _say(
        console,
        f"[bold]{escape(subject(review))}[/bold]{environment}: {escape(counted(review))}",
    )
    stopped = [item for item in review.items if item.stopped]
    if stopped:
        _say(console, "\n[bold red]Needs --allow[/bold red]")
        for item in stopped:
            _print_item(item, console)
    _print_components([item for item in review.items if not item.stopped], console)
    for note in notes(review):
        _say(console, f"\n{escape(note)}")
    for problem in review.problems:
        _say(console, f"\n[bold red]✗[/bold red] {escape(problem)}")
    mark = "[green]✓[/green]" if review.exit_code in (0, 2) else "[red]✗[/red]"
    _say(console, f"\n{mark} [bold]{escape(verdict(review))}[/bold]")
    options = allow_options(review)
    if options and not review.problems:
        _say(console, "If these changes are intended, re-run with:")
        for option in options:
            _say(console, f"  {escape(option)}")


def _say(console: Console, text: str) -> None:
    """A line as it is: neither wrapped amid an address, nor with `:key:` of an ARN as a picture."""
    console.print(text, soft_wrap=True, emoji=False, highlight=False)


def _print_item(item: Item, console: Console) -> None:
    made_by = ", ".join(filter(None, (item.component, item.file))) or UNKNOWN
    _print_line(item, console, f"  [dim]{escape(made_by)}[/dim]")
    _print_reasons(item, console)
    lines = details(item)
    _print_lines(lines, console)


def _print_line(item: Item, console: Console, more: str = "") -> None:
    style = _ACTION_STYLES.get(item.action, "default")
    summary = ", ".join([DONE[item.action], *remarks(item.judged.change)])
    allowed = " [green](allowed)[/green]" if item.allowed else ""
    _say(
        console,
        f"  [{style}]{SYMBOLS[item.action]:>3}[/{style}] [bold]{escape(item.address)}[/bold] "
        f"{escape(summary)}{allowed}{more}",
    )


def _print_reasons(item: Item, console: Console) -> None:
    for each in sentences(item.judged.verdicts):
        style = _STYLES[each.kinds[0]]
        where = f" ({each.attribute})" if each.attribute else ""
        summary = escape(f"{where}: {each.reason}")
        _say(console, f"      [{style}]{each.label}[/{style}]{summary}")


def _print_lines(lines: list[str], console: Console) -> None:
    most = lines if len(lines) <= _MOST_LINES + 1 else lines[:_MOST_LINES]
    for line in most:
        _say(console, f"        [dim]{escape(line)}[/dim]")
    if len(most) < len(lines):
        _say(console, f"        [dim]… {len(lines) - len(most)} more lines (--json has all)[/dim]")


def _print_components(items: Iterable[Item], console: Console) -> None:
    for component, group in by_component(items).items():
        _say(console, f"\n[bold]{escape(component or UNKNOWN)}[/bold]")
        for alike in _alike(group):
            for item in alike:
                _print_line(item, console)
                _print_reasons(item, console)
            _print_lines(details(alike[0]), console)


def _alike(items: Iterable[Item]) -> list[list[Item]]:
    """Items with the same differences, such as a new tag, in one group."""
    groups: dict[tuple[object, ...], list[Item]] = {}
    for item in items:
        groups.setdefault((item.action, item.judged.verdicts, *details(item)), []).append(item)
    return list(groups.values())
