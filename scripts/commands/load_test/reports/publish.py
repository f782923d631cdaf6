"""Writes the report to where it was asked for."""

import json
from pathlib import Path

import typer

from scripts.commands.load_test.reports.page import as_page
from scripts.commands.load_test.reports.plot import as_svg
from scripts.commands.load_test.reports.report import Report
from scripts.commands.load_test.reports.text import as_text


def publish(report: Report, folder: Path | None, *, as_json: bool, png: bool) -> None:
    """To standard output, and files to `folder`."""
    text = json.dumps(report.as_json(), indent=2)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        svg = as_svg(report)
        (folder / "report.json").write_text(f"{text}\n", encoding="utf-8")
        (folder / "report.html").write_text(as_page(report, svg), encoding="utf-8")
        (folder / "plot.svg").write_text(svg, encoding="utf-8")
        if png:
            _write_png(svg, folder / "plot.png")
    typer.echo(text if as_json else as_text(report))


def _write_png(svg: str, file: Path) -> None:
    from scripts.rendering.png import NoFontError, to_png  # noqa: PLC0415

    try:
        file.write_bytes(to_png(svg))
    except NoFontError as missing:
        # The measurement is worth more than its picture.
        typer.echo(str(missing), err=True)
