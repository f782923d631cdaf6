"""The verb `doctor`."""

import json
import re
from typing import Annotated

import typer
from rich.console import Console

from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.cli.steps import Steps
from scripts.commands.doctor.report import as_data, print_sections
from scripts.preflight.checks import CHECKS
from scripts.preflight.examination import count, examine, unchecked
from scripts.preflight.finding import Status
from scripts.preflight.subject import Subject
from scripts.terraform.synthesis import choose_deployment

_PROBLEMS = 1
_RESOLVER = re.compile(r"[0-9a-fA-F.]+(:\d{1,5})?")


def _resolver(given: str | None) -> str | None:
    if given and not _RESOLVER.fullmatch(given):
        raise typer.BadParameter(f"received {given!r}; accepted: an IPv4 address, or address:port")
    return given


def doctor(
    deployment: DeploymentArgument = None,
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
    nothing. Without credentials it says which checks it left out. Exit codes: 0 no problem
    (warnings allowed); 1 problems, or something that must hold before a deployment could not be
    checked, such as all that asks AWS without credentials; 2 wrong options or no such deployment;
    130 interrupted.
    """
    with exit_codes():
        subject = Subject(choose_deployment(deployment), terraform, resolver)
        with Steps().step("examine", f"Check {subject.name}") as step:
            sections = list(examine(subject, CHECKS, lambda check: step.update(check.title)))
    if as_json:
        typer.echo(json.dumps(as_data(subject.name, sections), indent=2))
    else:
        print_sections(sections, Console(highlight=False))
    failed = count(sections, Status.PROBLEM) or unchecked(sections)
    raise typer.Exit(_PROBLEMS if failed else 0)
