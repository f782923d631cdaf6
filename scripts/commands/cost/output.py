"""What a command shows: the same content for people, documents and programs."""

import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console

from scripts.commands.cost.reports.markdown import markdown
from scripts.commands.cost.reports.sheet import Sheet
from scripts.commands.cost.reports.terminal import show

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
