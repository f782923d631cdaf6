"""Sheets as GitHub's Markdown."""

from scripts.commands.cost.reports.sheet import Row, Sheet


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
