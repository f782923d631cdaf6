"""`openemr drift`: compare the state with the resources in AWS."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import StackArgument, TerraformOption
from scripts.cli.steps import Steps
from scripts.commands.drift.comparison import Comparison, compare, nothing_compared
from scripts.commands.drift.coverage import Coverage
from scripts.commands.drift.finding import Severity
from scripts.commands.drift.history import History, parse_since
from scripts.commands.drift.ignored import FILE, Entry, read_ignored
from scripts.commands.drift.refresh import refresh
from scripts.commands.drift.report import as_json as as_data
from scripts.commands.drift.report import as_markdown, print_comparison
from scripts.commands.drift.state_snapshot import StateSnapshot
from scripts.terraform.synthesis import choose_stack
from scripts.terraform.working_directory import open_stack

_DRIFT = 2
_STANDARD_OUTPUT = "-"


def drift(
    deployment: StackArgument = None,
    fail_on: Annotated[
        Severity,
        typer.Option(help="Exit with 2 only for drift of this severity or worse."),
    ] = Severity.LOW,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON instead of text.")
    ] = False,
    markdown: Annotated[
        Path | None,
        typer.Option(help="Also write Markdown to this file; - prints it instead.", metavar="FILE"),
    ] = None,
    ignored: Annotated[
        Path | None,
        typer.Option(
            help="Accepted drift; default: scripts/commands/drift/ignored.json.",
            metavar="FILE",
        ),
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option(
            help="Keep in this file when each difference was first seen; created if absent.",
            metavar="FILE",
        ),
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            help="Exit with 2 only for differences first seen since then; needs --history.",
            metavar="DAY|TIME|AGE",
        ),
    ] = "",
    today: Annotated[
        str,
        typer.Option(help="Date for the expiry of accepted drift.", metavar="YYYY-MM-DD"),
    ] = "",
    terraform: TerraformOption = None,
) -> None:
    """Compare a deployment's Terraform state with the resources in AWS; nothing is changed.

    Reports what was changed, deleted or added by hand, and running resources in a bad state, the
    most urgent first. The state is not locked, so that a scheduled run never blocks a deploy; a
    deploy meanwhile makes it end with 1. Exit codes: 0 no drift, or none that counts; 2 drift; 1
    wrong options or settings, or the comparison could not be completed, such as with a state that
    is empty or has lost resources; 130 interrupted.
    """
    with exit_codes(wrong=FAILED):
        day = _day(today)
        if as_json and str(markdown) == _STANDARD_OUTPUT:
            raise InvalidInputError("--json and --markdown -: only one can go to standard output.")
        entries = read_ignored(ignored or FILE)
        kept = _Kept.of(history, since)
        comparison = _compare(deployment, terraform, entries, day, kept)
        _show(comparison, markdown, as_json=as_json)
        kept.write(comparison)
    if comparison.problems:
        raise typer.Exit(FAILED)
    raise typer.Exit(_DRIFT if comparison.failing(fail_on) else 0)


@dataclass(frozen=True)
class _Kept:
    """The options --history and --since, at one moment."""

    file: Path | None
    since: datetime | None
    now: datetime

    @classmethod
    def of(cls, file: Path | None, since: str) -> "_Kept":
        """The parsed options. Raises InvalidInputError."""
        now = datetime.now(timezone.utc).replace(microsecond=0)
        if since and file is None:
            raise InvalidInputError(
                "--since needs --history FILE, which keeps when each difference was first seen."
            )
        return cls(file, parse_since(since, now) if since else None, now)

    def history(self, deployment: str) -> History | None:
        """The file's history, if one was named. Raises HistoryError."""
        return History.read(self.file, deployment) if self.file else None

    def with_ages(self, comparison: Comparison, history: History | None) -> Comparison:
        """The comparison with the ages of its findings."""
        if history is None:
            return comparison
        return replace(comparison, ages=history.ages(comparison.seen, self.now, self.since))

    def write(self, comparison: Comparison) -> None:
        """Write what stands now to the file, if one was named. Raises OperationFailedError."""
        if history := self.history(comparison.deployment):
            history.write(comparison.seen, comparison.ages, complete=not comparison.problems)


def _compare(
    deployment: str | None,
    program: str | None,
    entries: tuple[Entry, ...],
    day: date,
    kept: _Kept,
) -> Comparison:
    steps = Steps()
    work = open_stack(choose_stack(deployment), steps, program)
    history = kept.history(work.name)
    snapshot = StateSnapshot.take(work)
    work.refuse_wrong_target(snapshot.state)
    with steps.step("coverage", "Check that the state is complete") as step:
        coverage = Coverage.of(work.name, work.configuration, snapshot.state, work.account)
        step.update(f"{len(coverage.held)} of {len(coverage.configured)} resources")
    if not coverage.held:
        return nothing_compared(coverage)
    refreshed = refresh(work, snapshot.state, steps)
    with steps.step("unmanaged", "Search for unmanaged resources"):
        comparison = compare(refreshed, work.account, entries, day, coverage)
    snapshot.refuse_changes(work)
    return kept.with_ages(comparison, history)


def _show(comparison: Comparison, markdown: Path | None, *, as_json: bool) -> None:
    to_output = markdown is not None and str(markdown) == _STANDARD_OUTPUT
    if markdown and not to_output:
        try:
            markdown.write_text(as_markdown(comparison), encoding="utf-8")
        except OSError as problem:
            raise InvalidInputError(f"--markdown {markdown}: {problem}") from problem
    if as_json:
        typer.echo(json.dumps(as_data(comparison), indent=2))
    elif to_output:
        typer.echo(as_markdown(comparison), nl=False)
    else:
        print_comparison(comparison, Console())


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else datetime.now(timezone.utc).date()
    except ValueError as wrong:
        raise InvalidInputError(f"--today {text!r}: accepted: a day such as 2027-06-30.") from wrong
