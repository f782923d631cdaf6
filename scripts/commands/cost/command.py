"""The verb `cost`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from scripts.cli.exit_codes import exit_codes
from scripts.commands.cost.sheet import Output
from scripts.commands.cost.subjects import PROFILE, Pricing
from scripts.commands.cost.views import View, choose_view
from scripts.pricing.assumptions import read_changes


def cost(
    deployments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DEPLOYMENT",
            help="Names in cdktf.json, cdk.tf.json files, folders with them, files made by "
            "`terraform show -json PLAN`, or profile:NAME; default: all of cdktf.json.",
        ),
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option(help="Show where DEPLOYMENT and this one differ.", metavar="DEPLOYMENT"),
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="The same as DEPLOYMENT profile:NAME.", metavar="NAME")
    ] = None,
    profiles: Annotated[bool, typer.Option("--profiles", help="One row for each profile.")] = False,
    settings: Annotated[
        bool,
        typer.Option("--settings", help="Print the settings of --profile for cdktf.json."),
    ] = False,
    predecessor: Annotated[
        bool,
        typer.Option(
            "--predecessor",
            help="Reproduce the predecessor's stated sum and compare DEPLOYMENT with it; "
            "default: profile:production.",
        ),
    ] = False,
    region: Annotated[
        str, typer.Option(help="Price it as if it stood in this Region.", metavar="REGION")
    ] = "",
    assume: Annotated[
        list[str] | None,
        typer.Option(
            help="Change an assumption: name=value, or name=low,typical,high. Repeatable.",
            metavar="NAME=VALUE",
        ),
    ] = None,
    assumptions: Annotated[
        Path | None,
        typer.Option(help="Change assumptions as in this JSON object.", metavar="FILE"),
    ] = None,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose", help="Every resource, every price with its source, every assumption."
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print everything as JSON instead of tables.")
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the tables as Markdown.")
    ] = False,
    document: Annotated[bool, typer.Option("--document", help="Only write docs/cost.md.")] = False,
) -> None:
    """Estimate what a deployment costs per month, from its Terraform configuration.

    Three levels of usage: low, typical and high. Prices and assumptions are data of this project;
    no network is used, and nothing is deployed. Exit codes: 0 done; 2 wrong options or settings,
    a Region without prices, or a resource without one; 1 anything else.
    """
    view = View(
        names=[*(deployments or []), *([f"{PROFILE}{profile}"] if profile else [])],
        compare=compare,
        profiles=profiles,
        settings=settings,
        predecessor=predecessor,
        document=document,
    )
    with exit_codes(refusals=(ValueError, OSError)):
        pricing = Pricing(region, read_changes(assumptions, assume or []))
        shown = choose_view(view)(view, pricing)
        text = _text(shown, as_json=as_json, markdown=markdown, verbose=verbose)
    typer.echo(text, nl=False)


def _text(shown: Output, *, as_json: bool, markdown: bool, verbose: bool) -> str:
    if as_json and markdown:
        raise ValueError("--json and --markdown: accepted is one of them")
    if as_json:
        return json.dumps(shown.data, indent=2) + "\n"
    return shown.as_markdown(verbose) if markdown else shown.as_text(verbose)
