"""What each use of the verb shows."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
from scripts.pricing.estimate import Estimate


@dataclass(frozen=True)
class View:
    """What was asked for."""

    names: Sequence[str]
    compare: str | None = None
    profiles: bool = False
    settings: bool = False
    predecessor: bool = False
    document: bool = False

    @property
    def asked(self) -> list[str]:
        """The options that decide what is shown; at most one of them makes sense."""
        options = {
            "--compare": self.compare is not None,
            "--profiles": self.profiles,
            "--settings": self.settings,
            "--predecessor": self.predecessor,
            "--document": self.document,
        }
        return [option for option, given in options.items() if given]


def choose_view(view: View) -> Callable[[View, Pricing], Output]:
    """What shows it. Raises ValueError if the options contradict each other."""
    if len(view.asked) > 1:
        raise ValueError(f"{' and '.join(view.asked)}: accepted is one of them")
    if (view.profiles or view.document) and view.names:
        raise ValueError(f"{view.asked[0]} takes no DEPLOYMENT; received {view.names[0]!r}")
    views = {
        "--compare": _comparison,
        "--profiles": _profiles,
        "--settings": _settings,
        "--predecessor": _predecessor,
        "--document": _document,
    }
    return views[view.asked[0]] if view.asked else _estimates


def _estimates(view: View, pricing: Pricing) -> Output:
    found = price_subjects(view.names, pricing)

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
    levels = ("low", "typical", "high")
    rows = [Row((each.name, *(money(each.total(level)) for level in levels))) for each in found]
    sums = (money(sum(each.total(level) for each in found)) for level in levels)
    header = ("Together", "Low", "Typical", "High")
    return Sheet("All of them", header, [*rows, Row(("Total", *sums), strong=True)], (), (1, 2, 3))


def _comparison(view: View, pricing: Pricing) -> Output:
    if len(view.names) != 1:
        raise ValueError("--compare needs one DEPLOYMENT to compare with, before it")
    first = price_one(view.names[0], "DEPLOYMENT", pricing)
    compared = compare(first, price_one(view.compare or "", "--compare", pricing))
    return Output(
        comparison_data(compared),
        lambda verbose: [comparison_sheet(compared, everything=verbose)],
    )


def _profiles(_: View, pricing: Pricing) -> Output:
    found = price_profiles(NAMES, pricing)
    data = [
        {"summary": profile.summary, "settings": profile.settings, **estimate_data(each)}
        for profile, each in found
    ]
    return Output({"profiles": data}, lambda _: [profiles_sheet(found)])


def _settings(view: View, _: Pricing) -> Output:
    """Ready for `context.deployments` of cdktf.json, whichever way it is printed."""
    names = [name.removeprefix(PROFILE) for name in view.names if name.startswith(PROFILE)]
    if len(names) != 1 or len(view.names) != 1:
        raise ValueError("--settings needs --profile NAME and nothing else")
    data = {names[0]: profile_named(names[0]).settings}
    return Output(data, lambda _: [], [json.dumps(data, indent=2)])


def _predecessor(view: View, pricing: Pricing) -> Output:
    if len(view.names) > 1:
        raise ValueError("--predecessor compares with one DEPLOYMENT")
    base = predecessor(pricing.region)
    there = Pricing(base.estimate.region, pricing.changes)
    name = view.names[0] if view.names else f"{PROFILE}production"
    compared = compare(base.estimate, price_one(name, "DEPLOYMENT", there), by_meter)
    return Output(
        predecessor_data(base, compared),
        lambda verbose: [
            predecessor_sheet(base),
            comparison_sheet(compared, everything=verbose),
        ],
        like_for_like(compared),
    )


def _document(_: View, pricing: Pricing) -> Output:
    if pricing.region or pricing.changes:
        raise ValueError("--document: accepted without --region, --assume and --assumptions")
    written = f"Wrote {write_document()}"
    return Output({"written": written}, lambda _: [], [written])
