"""Views of `openemr cost`: what each of its options shows."""

import json
from collections.abc import Sequence

from scripts.cli.errors import InvalidInputError
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
from scripts.pricing.assumptions import LEVELS
from scripts.pricing.estimate import Estimate


def estimates_view(names: Sequence[str], pricing: Pricing) -> Output:
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


def comparison_view(names: Sequence[str], other: str, pricing: Pricing) -> Output:
    """Where two deployments differ."""
    if len(names) != 1:
        raise InvalidInputError("--compare needs one DEPLOYMENT to compare with, before it")
    first = price_one(names[0], "DEPLOYMENT", pricing)
    compared = compare(first, price_one(other, "--compare", pricing))
    return Output(
        comparison_data(compared),
        lambda verbose: [comparison_sheet(compared, everything=verbose)],
    )


def profiles_view(pricing: Pricing) -> Output:
    """One row for each profile."""
    found = price_profiles(NAMES, pricing)
    data = [
        {"summary": profile.summary, "settings": profile.settings, **estimate_data(each)}
        for profile, each in found
    ]
    return Output({"profiles": data}, lambda _: [profiles_sheet(found)])


def settings_view(asked: Sequence[str]) -> Output:
    """The settings of a profile, ready for `context.deployments` of cdktf.json."""
    names = [name.removeprefix(PROFILE) for name in asked if name.startswith(PROFILE)]
    if len(names) != 1 or len(asked) != 1:
        raise InvalidInputError("--settings needs --profile NAME and nothing else")
    data = {names[0]: profile_named(names[0]).settings}
    return Output(data, lambda _: [], [json.dumps(data, indent=2)])


def predecessor_view(names: Sequence[str], pricing: Pricing) -> Output:
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


def document_view(pricing: Pricing) -> Output:
    """Write docs/cost.md."""
    if pricing.region or pricing.changes:
        raise InvalidInputError("--document: accepted without --region, --assume and --assumptions")
    written = f"Wrote {write_document()}"
    return Output({"written": written}, lambda _: [], [written])
