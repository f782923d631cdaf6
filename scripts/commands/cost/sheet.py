"""Tables as data, and as text for a terminal or in Markdown."""

import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """Cells from left to right; `strong` for sums."""

    cells: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True)
class Sheet:
    """A titled table with notes below. numbers: columns, from 0, that are set to the right."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    numbers: tuple[int, ...] = ()


def money(usd: float) -> str:
    """`1,234.56`."""
    return f"{usd + 0.0:,.2f}"


def signed(usd: float) -> str:
    """`+1.20`, `-3.00`, `0.00`."""
    rounded = round(usd, 2)
    return f"{rounded:+,.2f}" if rounded else "0.00"


def quantity(number: float) -> str:
    """Four figures are enough for an estimate."""
    return f"{number:,.0f}" if number >= 1000 else f"{number:.4g}"


def unit_price(usd: float) -> str:
    """`$0.03238`, without the tail of zeros, but with cents."""
    text = f"{usd:.10f}".rstrip("0")
    whole, _, cents = text.partition(".")
    return f"${whole}.{cents.ljust(2, '0')}"


def markdown(sheet: Sheet) -> str:
    """A heading of the third level, the table, and the notes as a list."""
    rules = ["---:" if index in sheet.numbers else "---" for index in range(len(sheet.header))]
    lines = [f"### {sheet.title}", "", _line(sheet.header), _line(tuple(rules))]
    lines += [_line(_cells(row)) for row in sheet.rows]
    if sheet.notes:
        lines += ["", *(f"- {_escaped(note)}" for note in sheet.notes)]
    return "\n".join([*lines, ""])


def _cells(row: Row) -> tuple[str, ...]:
    """Indents do not survive in a table, and sums are set in bold."""
    cells = tuple(_escaped(cell.strip()) for cell in row.cells)
    return tuple(f"**{cell}**" if row.strong and cell else cell for cell in cells)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


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


# Where standard output is no terminal, tables are as wide as they need to be read.
WIDTH_OF_A_FILE = 120


@dataclass(frozen=True)
class Output:
    """data: for programs. sheets: for people, with every detail if asked. remarks: last lines."""

    data: Any
    sheets: Callable[[bool], Sequence[Sheet]]
    remarks: Sequence[str] = ()

    def as_markdown(self, verbose: bool = False) -> str:
        """As a part of a document."""
        parts = [markdown(sheet) for sheet in self.sheets(verbose)]
        return "\n".join([*parts, *(f"{remark}\n" for remark in self.remarks)])

    def as_text(self, verbose: bool = False) -> str:
        """For a terminal; without colours where it is none."""
        terminal = sys.stdout.isatty()
        console = Console(
            file=io.StringIO(),
            force_terminal=terminal,
            width=None if terminal else WIDTH_OF_A_FILE,
            highlight=False,
        )
        for sheet in self.sheets(verbose):
            show(sheet, console)
        for remark in self.remarks:
            console.print(remark, markup=False, soft_wrap=True)
        written = console.file
        return written.getvalue() if isinstance(written, io.StringIO) else ""
