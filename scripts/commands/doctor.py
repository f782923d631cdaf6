"""`openemr doctor`: runs the pre-flight checks and reports their findings."""

import json
import re
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import StackArgument, TerraformOption
from scripts.cli.steps import Steps
from scripts.preflight.checks import CHECKS
from scripts.preflight.examination import Section, count, examine, unchecked
from scripts.preflight.finding import Finding, Status
from scripts.preflight.subject import Subject
from scripts.terraform.synthesis import choose_stack

_PROBLEMS = 1
_RESOLVER = re.compile(r"[0-9a-fA-F.]+(:\d{1,5})?")


def _resolver(given: str | None) -> str | None:
    if given and not _RESOLVER.fullmatch(given):
        raise typer.BadParameter(f"received {given!r}; accepted: an IPv4 address, or address:port")
    return given


def doctor(
    deployment: StackArgument = None,
    terraform: TerraformOption = None,
    resolver: Annotated[
        str | None,
        typer.Option(
            help="DNS server to ask for the zone's delegation; default: this machine's own.",
            metavar="ADDRESS[:PORT]",
            callback=_resolver,
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the findings as JSON instead of text.")
    ] = False,
) -> None:
    """Check for problems that would make a deployment fail, and suggest fixes.

    Looks at tools, settings, credentials, Region, quotas, certificate, names and state; changes
    nothing. Without credentials it lists the checks that it skipped. Exit codes: 0 no problem
    (warnings allowed); 1 problems, or a check that must pass before a deployment could not be
    run, such as all checks of AWS without credentials; 2 invalid options or no such deployment;
    130 interrupted.
    """
    with exit_codes():
        subject = Subject(choose_stack(deployment), terraform, resolver)
        with Steps().step("examine", f"Check {subject.name}") as step:
            sections = list(examine(subject, CHECKS, lambda check: step.update(check.title)))
    if as_json:
        typer.echo(json.dumps(as_data(subject.name, sections), indent=2))
    else:
        print_sections(sections, Console(highlight=False))
    failed = count(sections, Status.PROBLEM) or unchecked(sections)
    raise typer.Exit(_PROBLEMS if failed else 0)


_STYLES = {
    Status.OK: "green",
    Status.WARNING: "yellow",
    Status.PROBLEM: "bold red",
    Status.NOT_CHECKED: "dim",
}
_WIDTH = max(len(status.value) for status in Status)


def print_sections(sections: Sequence[Section], console: Console) -> None:
    """Print each check with its title, each finding on a line, its fix below."""
    for section in sections:
        console.print(f"\n[bold]{escape(section.check.title)}[/bold]")
        for finding in section.findings:
            _print_finding(finding, console)
    console.print(f"\n{summary(sections)}")
    if unknown := unchecked(sections):
        text = "Incomplete: these checks must pass before a deployment, and were not run: "
        console.print(f"{text}{', '.join(unknown)}", style="bold red", soft_wrap=True)


def summary(sections: Sequence[Section]) -> str:
    """Counts of findings, such as `21 ok, 2 warnings, 1 problem, 3 not checked`."""
    counts = {status: count(sections, status) for status in Status}
    return ", ".join(
        [
            f"{counts[Status.OK]} ok",
            _counted(counts[Status.WARNING], "warning"),
            _counted(counts[Status.PROBLEM], "problem"),
            f"{counts[Status.NOT_CHECKED]} not checked",
        ]
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + "s" * (number != 1)


def _print_finding(finding: Finding, console: Console) -> None:
    style, mark = _STYLES[finding.status], finding.status.value.ljust(_WIDTH)
    text = escape(f"{finding.subject}: {finding.said}")
    console.print(f"  [{style}]{mark}[/{style}]  {text}", soft_wrap=True)
    if finding.fix:
        console.print(f"  {' ' * _WIDTH}  fix: {escape(finding.fix)}", soft_wrap=True)


def as_data(deployment: str, sections: Sequence[Section]) -> dict[str, Any]:
    """The findings as JSON types; `fix` is null if none is needed."""
    findings = [
        {
            "check": section.check.name,
            "subject": finding.subject,
            "status": finding.status.value,
            "said": finding.said,
            "fix": finding.fix or None,
        }
        for section in sections
        for finding in section.findings
    ]
    counts = {status.value: count(sections, status) for status in Status}
    return {
        "deployment": deployment,
        "counts": counts,
        "unknown_before_deployment": unchecked(sections),
        "findings": findings,
    }
