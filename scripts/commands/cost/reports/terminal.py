"""Sheets on a terminal."""

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from scripts.commands.cost.reports.sheet import Sheet


def show(sheet: Sheet, console: Console) -> None:
    """Print a sheet with its notes."""
    console.print(f"[bold]{escape(sheet.title)}[/bold]", soft_wrap=True)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, name in enumerate(sheet.header):
        number = index in sheet.numbers
        table.add_column(
            escape(name),
            justify="right" if number else "left",
            no_wrap=number,
            overflow="fold",
        )
    for row in sheet.rows:
        table.add_row(*map(escape, row.cells), style="bold" if row.strong else None)
    console.print(table)
    for note in sheet.notes:
        console.print(escape(note), style="dim", soft_wrap=True)
    console.print()
