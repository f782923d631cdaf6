"""docs/cost.md, written from the profiles, the prices and the assumptions."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scripts.commands.cost.comparison import by_meter, compare
from scripts.commands.cost.predecessor import predecessor
from scripts.commands.cost.profiles import NAMES
from scripts.commands.cost.sheet import Row, Sheet, markdown
from scripts.commands.cost.subjects import Pricing, price_profiles
from scripts.commands.cost.tables import (
    assumptions_sheet,
    comparison_sheet,
    estimate_sheet,
    like_for_like,
    predecessor_sheet,
    profiles_sheet,
)
from scripts.pricing.assumptions import shipped
from scripts.pricing.prices import ASSUMED, PRICE_LIST, PUBLISHED, prices_of, regions
from scripts.project import ROOT

FILE = ROOT / "docs" / "cost.md"
INTRODUCTION = Path(__file__).with_name("introduction.md")
# Shown charge by charge, and beside the predecessor; of the last one only the sums.
SHOWN = ("evaluation", "small", "production")
BESIDE = ("small", "production")


def write_document() -> Path:
    """Write docs/cost.md; returns its path."""
    FILE.write_text(render_document(), encoding="utf-8")
    return FILE


def render_document() -> str:
    """The page as it should be. Raises what pricing the profiles raises."""
    return "\n".join([INTRODUCTION.read_text(encoding="utf-8"), *_sections()])


def _sections() -> Iterator[str]:
    base = predecessor()
    priced = price_profiles(NAMES, Pricing())
    estimates = {profile.name: estimate for profile, estimate in priced}
    yield "## Profiles\n"
    yield markdown(profiles_sheet(priced))
    yield "## Beside the predecessor\n"
    yield markdown(predecessor_sheet(base))
    for _, found in price_profiles(BESIDE, Pricing(base.estimate.region)):
        compared = compare(base.estimate, found, by_meter)
        if found.name != BESIDE[-1]:
            yield markdown(comparison_sheet(compared, everything=False))
        yield "\n".join([*like_for_like(compared), ""])
    yield "## Charge by charge\n"
    for name in SHOWN:
        yield markdown(estimate_sheet(estimates[name], every_resource=False))
    yield "## Prices\n"
    yield markdown(_regions_sheet())
    yield "## Assumptions\n"
    for environment in ("production", "evaluation"):
        yield markdown(assumptions_sheet(environment, shipped(environment)))


def _regions_sheet() -> Sheet:
    """How well the prices of each Region are known."""
    rows = []
    for region in regions():
        table = prices_of(region)
        bases = Counter(price.basis for price in table)
        dates = sorted(price.date for price in table if price.basis != ASSUMED)
        counts = (str(bases[basis]) for basis in (PRICE_LIST, PUBLISHED, ASSUMED))
        rows.append(Row((region, table.name, *counts, f"{dates[0]} to {dates[-1]}")))
    header = ("Region", "Name", "From the price list", "Published", "Assumed", "Known on")
    said = ["`openemr cost --verbose` lists each price with its source and AWS's price list."]
    return Sheet("Regions with prices", header, rows, said, (2, 3, 4))
