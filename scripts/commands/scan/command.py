"""The verb `scan`."""

import json
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scripts.cli.steps import Steps
from scripts.commands.scan import checkov_checks
from scripts.commands.scan.checkov_checks import CheckovError
from scripts.commands.scan.exceptions import FILE, read_exceptions
from scripts.commands.scan.finding import Result
from scripts.commands.scan.formats import as_data, as_junit, as_sarif
from scripts.commands.scan.matrix.document import write_matrix
from scripts.commands.scan.run import scan_configuration
from scripts.commands.scan.settings_at_hand import with_settings
from scripts.commands.scan.table import print_results
from scripts.terraform.subjects import find_subjects
from scripts.terraform.synthesis import SynthesisError

_FINDINGS, _WRONG = 1, 2


def scan(
    deployments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DEPLOYMENT",
            help="Names in cdktf.json, cdk.tf.json files, folders with them, or files made by "
            "`terraform show -json PLAN`; default: all of cdktf.json.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON instead of tables.")
    ] = False,
    sarif: Annotated[
        Path | None, typer.Option(help="Also write SARIF to this file.", metavar="FILE")
    ] = None,
    junit: Annotated[
        Path | None, typer.Option(help="Also write JUnit XML to this file.", metavar="FILE")
    ] = None,
    matrix: Annotated[
        bool,
        typer.Option("--matrix", help="Only write docs/compliance.md."),
    ] = False,
    exceptions: Annotated[
        Path | None,
        typer.Option(help="Exceptions to use instead of the project's own.", metavar="FILE"),
    ] = None,
    settings: Annotated[
        Path | None,
        typer.Option(
            help="Compare files with exactly what this cdktf.json gives; files below cdktf.out "
            "are compared with the project's own.",
            metavar="FILE",
        ),
    ] = None,
    today: Annotated[
        str, typer.Option(help="Day on which exceptions are judged.", metavar="YYYY-MM-DD")
    ] = "",
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Show the exceptions and their reasons as well.")
    ] = False,
) -> None:
    """Scan the Terraform configuration with Checkov and the project's own policies.

    A plan holds less than its configuration: the report lists what no check could judge in it.
    No network is used. Exit codes: 0 clean; 1 findings; 2 wrong options or settings, or a scan
    that could not be done.
    """
    try:
        if matrix:
            typer.echo(f"Wrote {write_matrix()}")
            return
        results = _results(deployments or [], settings, exceptions, _day(today))
        if sarif:
            sarif.write_text(json.dumps(as_sarif(results), indent=2) + "\n", encoding="utf-8")
        if junit:
            junit.write_text(as_junit(results), encoding="utf-8")
    except SynthesisError as failed:
        typer.echo(str(failed), err=True, nl=False)
        raise typer.Exit(_WRONG) from failed
    except (ValueError, OSError, CheckovError) as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(_WRONG) from wrong
    except Exception as broken:
        # A scan that breaks must never look clean, nor like findings.
        typer.echo(f"The scan failed: {type(broken).__name__}: {broken}", err=True)
        raise typer.Exit(_WRONG) from broken
    if as_json:
        typer.echo(json.dumps(as_data(results), indent=2))
    else:
        print_results(results, Console(), verbose=verbose)
    raise typer.Exit(_FINDINGS if any(each.findings for each in results) else 0)


def _results(
    names: list[str], settings: Path | None, exceptions: Path | None, today: date
) -> list[Result]:
    entries = read_exceptions(exceptions or FILE)
    checkov_checks.start()
    steps = Steps()
    with steps.step("read", "Read the Terraform configuration") as step:
        subjects = with_settings(find_subjects(names), settings)
        step.update(", ".join(each.name for each in subjects))
    with steps.step("judge", "Run checks"):
        return [scan_configuration(each, entries, today) for each in subjects]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else datetime.now(timezone.utc).date()
    except ValueError as wrong:
        raise ValueError(f"--today {text!r}: accepted: a day such as 2027-06-30") from wrong
