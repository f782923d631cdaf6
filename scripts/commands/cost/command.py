"""`openemr cost`: estimate what a deployment costs per month."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import exit_codes
from scripts.commands.cost.as_json import comparison_data, estimate_data, predecessor_data
from scripts.commands.cost.comparison import by_meter, compare
from scripts.commands.cost.document import write_document
from scripts.commands.cost.predecessor import predecessor
from scripts.commands.cost.profiles import NAMES, profile_named
from scripts.commands.cost.sheet import Output, Row, Sheet, money
from scripts.commands.cost.subjects import (
    PROFILE,
    Pricing,
    price_one,
    price_profiles,
    price_subjects,
)
from scripts.commands.cost.tables import (
    assumptions_sheet,
    comparison_sheet,
    estimate_sheet,
    like_for_like,
    predecessor_sheet,
    prices_sheet,
    profiles_sheet,
)
from scripts.pricing.assumptions import LEVELS, read_changes
from scripts.pricing.estimate import Estimate


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
        str, typer.Option(help="Price it as if it were in this Region.", metavar="REGION")
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
    names = [*(deployments or []), *([f"{PROFILE}{profile}"] if profile else [])]
    with exit_codes(refusals=(ValueError, OSError)):
        pricing = Pricing(region, read_changes(assumptions, assume or []))
        views: dict[str, tuple[bool, Callable[[], Output]]] = {
            "--compare": (compare is not None, lambda: _comparison(names, compare or "", pricing)),
            "--profiles": (profiles, lambda: _profiles(pricing)),
            "--settings": (settings, lambda: _settings(names)),
            "--predecessor": (predecessor, lambda: _predecessor(names, pricing)),
            "--document": (document, lambda: _document(pricing)),
        }
        asked = [option for option, (given, _) in views.items() if given]
        if len(asked) > 1:
            raise InvalidInputError(f"{' and '.join(asked)}: accepted: one of them")
        if (profiles or document) and names:
            raise InvalidInputError(f"{asked[0]} takes no DEPLOYMENT; received {names[0]!r}")
        shown = views[asked[0]][1]() if asked else _estimates(names, pricing)
        text = _text(shown, as_json=as_json, markdown=markdown, verbose=verbose)
    typer.echo(text, nl=False)


def _text(shown: Output, *, as_json: bool, markdown: bool, verbose: bool) -> str:
    if as_json and markdown:
        raise InvalidInputError("--json and --markdown: accepted: one of them")
    if as_json:
        return json.dumps(shown.data, indent=2) + "\n"
    return shown.as_markdown(verbose) if markdown else shown.as_text(verbose)


def _estimates(names: Sequence[str], pricing: Pricing) -> Output:
    """Each deployment by itself, and their sum."""
    found = price_subjects(names, pricing)

    def sheets(verbose: bool) -> list[Sheet]:
        shown = [sheet for each in found for sheet in _sheets_of(each, verbose)]
        return [*shown, _sum(found)] if len(found) > 1 else shown

    return Output({"estimates": [estimate_data(each) for each in found]}, sheets)


def _sheets_of(estimate: Estimate, verbose: bool) -> list[Sheet]:
    sheet = estimate_sheet(estimate, every_resource=verbose)
    if not verbose:
        return [sheet]
    assumptions = assumptions_sheet(estimate.environment, estimate.assumptions)
    free = [Row((address, reason)) for address, reason in sorted(estimate.free.items())]
    return [
        sheet,
        prices_sheet(estimate),
        assumptions,
        Sheet("Without a charge", ("Resource", "Why"), free),
    ]


def _sum(found: Sequence[Estimate]) -> Sheet:
    rows = [Row((each.name, *(money(each.total(level)) for level in LEVELS))) for each in found]
    sums = (money(sum(each.total(level) for each in found)) for level in LEVELS)
    header = ("Together", "Low", "Typical", "High")
    return Sheet("All of them", header, [*rows, Row(("Total", *sums), strong=True)], (), (1, 2, 3))


def _comparison(names: Sequence[str], other: str, pricing: Pricing) -> Output:
    if len(names) != 1:
        raise InvalidInputError("--compare needs one DEPLOYMENT to compare with, before it")
    first = price_one(names[0], "DEPLOYMENT", pricing)
    compared = compare(first, price_one(other, "--compare", pricing))
    return Output(
        comparison_data(compared),
        lambda verbose: [comparison_sheet(compared, everything=verbose)],
    )


def _profiles(pricing: Pricing) -> Output:
    found = price_profiles(NAMES, pricing)
    data = [
        {"summary": profile.summary, "settings": profile.settings, **estimate_data(each)}
        for profile, each in found
    ]
    return Output({"profiles": data}, lambda _: [profiles_sheet(found)])


def _settings(asked: Sequence[str]) -> Output:
    """The settings of a profile, ready for `context.deployments` of cdktf.json."""
    names = [name.removeprefix(PROFILE) for name in asked if name.startswith(PROFILE)]
    if len(names) != 1 or len(asked) != 1:
        raise InvalidInputError("--settings needs --profile NAME and nothing else")
    data = {names[0]: profile_named(names[0]).settings}
    return Output(data, lambda _: [], [json.dumps(data, indent=2)])


def _predecessor(names: Sequence[str], pricing: Pricing) -> Output:
    """The predecessor's figure, and a deployment beside it."""
    if len(names) > 1:
        raise InvalidInputError("--predecessor compares with one DEPLOYMENT")
    base = predecessor(pricing.region)
    there = Pricing(base.estimate.region, pricing.changes)
    name = names[0] if names else f"{PROFILE}production"
    compared = compare(base.estimate, price_one(name, "DEPLOYMENT", there), by_meter)
    return Output(
        predecessor_data(base, compared),
        lambda verbose: [
            predecessor_sheet(base),
            comparison_sheet(compared, everything=verbose),
        ],
        like_for_like(compared),
    )


def _document(pricing: Pricing) -> Output:
    if pricing.region or pricing.changes:
        raise InvalidInputError("--document: accepted without --region, --assume and --assumptions")
    written = f"Wrote {write_document()}"
    return Output({"written": written}, lambda _: [], [written])
