"""`openemr settings import`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import WRONG, exit_codes
from scripts.commands.settings.import_.addition import Addition
from scripts.commands.settings.import_.overrides import parse_overrides
from scripts.commands.settings.import_.predecessors import Name
from scripts.commands.settings.import_.report import Report
from scripts.commands.settings.import_.source import read_source
from scripts.commands.settings.import_.translation import translate
from scripts.project import ROOT

CDKTF_JSON = ROOT / "cdktf.json"
_PREVIEW = "imported"


class UnnamedError(InvalidInputError):
    """A deployment's name is part of names in AWS, and never changes."""


def import_settings(
    file: Annotated[
        Path, typer.Argument(help="cdk.json, terraform.tfvars or terraform.tfvars.json.")
    ],
    name: Annotated[
        str | None,
        typer.Option("--as", help="Name of the new deployment; for good.", metavar="NAME"),
    ] = None,
    predecessor: Annotated[
        Name | None,
        typer.Option("--from", help="The file's project, where its keys do not tell."),
    ] = None,
    overrides: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="A setting that the file lacks or that shall differ, by its path; repeatable.",
            metavar="SETTING=VALUE",
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Add the deployment to cdktf.json; needs --as.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON instead of text.")
    ] = False,
) -> None:
    """Turn a predecessor's cdk.json or terraform.tfvars into a deployment of cdktf.json.

    Tells of every key what becomes of it, and prints the deployment; nothing is changed without
    --write. Settings only: database and files stay where they are. Values of unknown keys, and
    those that may be secrets, are neither printed nor written.

    Predecessors: `seed` is aws-samples/host-openemr-on-aws-fargate, `fargate`
    openemr/host-openemr-on-aws-fargate, `ecs` openemr/openemr-on-ecs, `eks`
    openemr/openemr-on-eks.

    Examples: `openemr settings import cdk.json`, and with what the file does not say
    `openemr settings import cdk.json --as clinic --set domain.hosted_zone_id=Z0123456789 --write`.

    Exit codes: 0 done; 1 cdktf.json could not be written; 2 the file is of no known kind, the
    settings are not valid or the name is taken, and nothing was written; 130 interrupted.
    """
    with exit_codes():
        if write and name is None:
            raise UnnamedError("--write: accepted: with --as NAME, which stays for good")
        chosen = parse_overrides(overrides or [])
        source = read_source(file, predecessor)
        translation = translate(source, chosen)
        addition = Addition(CDKTF_JSON, name or _PREVIEW, translation.deployment)
        report = Report(
            str(file),
            name or _PREVIEW,
            source,
            translation,
            addition.problems,
            written=write and not addition.problems,
        )
        if report.written:
            addition.write()
        typer.echo(json.dumps(report.as_data(), indent=2) if as_json else report.as_text())
        _end(report)


def _end(report: Report) -> None:
    """Tell on standard error what comes next, and leave with the exit code."""
    if report.problems:
        lines = [
            *report.problems,
            "Nothing was written. Settings are completed or replaced with --set SETTING=VALUE.",
        ]
        typer.echo("\n".join(lines), err=True)
        raise typer.Exit(WRONG)
    if report.written:
        typer.echo(
            f"Added {report.deployment} to {CDKTF_JSON}. Next: openemr doctor {report.deployment}",
            err=True,
        )
    else:
        typer.echo("Nothing was written; --as NAME --write adds it to cdktf.json.", err=True)
