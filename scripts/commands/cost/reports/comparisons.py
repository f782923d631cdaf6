"""Sheets about several estimates: two side by side, the profiles, the predecessor."""

from collections.abc import Sequence

from scripts.commands.cost.comparison import Comparison, Difference, Side
from scripts.commands.cost.predecessor import Predecessor
from scripts.commands.cost.profiles import Profile
from scripts.commands.cost.reports.estimates import HEADER, LEFT_OUT, notes
from scripts.commands.cost.reports.sheet import Row, Sheet, money, signed, unit_price
from scripts.pricing.assumptions import LEVELS, LOW, TYPICAL
from scripts.pricing.estimate import Estimate

# Differences below it, in dollars a month, are summed up in one row.
SMALL = 0.5


def comparison_sheet(compared: Comparison, *, everything: bool) -> Sheet:
    """Charges that differ, the largest difference first, at typical usage; then the sums."""
    first, second = _names(compared)
    shown = [each for each in compared.differences if everything or abs(each.usd()) >= SMALL]
    hidden = [each for each in compared.differences if each not in shown]
    rows = [_difference_row(each, first, second) for each in shown]
    if hidden:
        label = f"{len(hidden)} others, equal or less than ${SMALL:.2f} apart"
        first_sum, second_sum = (
            sum(map(_amount, sides))
            for sides in ([each.first for each in hidden], [each.second for each in hidden])
        )
        rows.append(_row(label, first_sum, second_sum, ""))
    for level in LEVELS:
        totals = (compared.first.total(level), compared.second.total(level))
        rows.append(_row(f"Total, {level} usage", *totals, "", strong=True))
    header = ("Charge, at typical usage", first, second, "Difference", "Why")
    said = [*notes(compared.second), LEFT_OUT]
    title = f"{first} against {second}, dollars a month"
    return Sheet(title, header, rows, list(dict.fromkeys(said)), (1, 2, 3))


def _names(compared: Comparison) -> tuple[str, str]:
    """Names, with the Region where that is what tells them apart."""
    first, second = compared.first, compared.second
    if first.region != second.region or first.name == second.name:
        return f"{first.name}, {first.region}", f"{second.name}, {second.region}"
    return first.name, second.name


def _difference_row(each: Difference, first: str, second: str) -> Row:
    label = f"{each.part}: {each.what}" if each.part else each.what
    return _row(label, _amount(each.first), _amount(each.second), each.why(first, second))


def _amount(side: Side | None, level: str = TYPICAL) -> float:
    return side.amounts[level] if side else 0.0


def _row(label: str, first: float, second: float, why: str, *, strong: bool = False) -> Row:
    return Row((label, money(first), money(second), signed(second - first), why), strong)


def profiles_sheet(profiles: Sequence[tuple[Profile, Estimate]]) -> Sheet:
    """One row for each profile."""
    rows = [
        Row((profile.name, *(money(found.total(level)) for level in LEVELS), profile.summary))
        for profile, found in profiles
    ]
    header = ("Profile", "Low", "Typical", "High", "For")
    resting = ", ".join(
        f"{profile.name} ${money(found.resting_on_assumed_prices())}" for profile, found in profiles
    )
    said = [
        "openemr cost --profile NAME shows one, and with --settings prints it for cdktf.json.",
        f"Of the typical totals, on prices that are assumed and not confirmed: {resting}.",
        LEFT_OUT,
    ]
    region = profiles[0][1].region
    return Sheet(f"Profiles in {region}, dollars a month", header, rows, said, (1, 2, 3))


def predecessor_sheet(predecessor: Predecessor) -> Sheet:
    """What the predecessor counts, beside the sum it states."""
    rows = [
        Row(
            (
                line.address,
                f"{line.quantities[TYPICAL]:g}",
                f"{unit_price(line.price.usd)} / {line.price.unit}",
                money(line.usd(TYPICAL)),
                line.why,
            )
        )
        for line in predecessor.estimate.lines
    ]
    total = predecessor.estimate.total()
    rows.append(Row(("Total", "", "", money(total), ""), strong=True))
    reproduced = f"${total:.2f}, {predecessor.deviation:+.3%}"
    said = [f"Its README states ${predecessor.stated:.2f}; this arithmetic gives {reproduced}."]
    header = ("What it counts", *HEADER[1:3], "A month", "Its words")
    title = f"{predecessor.what}, in {predecessor.estimate.region}"
    return Sheet(title, header, rows, said, (1, 3))


def like_for_like(compared: Comparison) -> list[str]:
    """The predecessor first: ours counted as it counts, and what it leaves out."""
    name = compared.second.name
    missing = [each for each in compared.differences if each.first is None]
    missing.sort(key=lambda each: -_amount(each.second, LOW))
    counted = sum(_amount(each.second, LOW) for each in compared.in_both)
    left_out = sum(_amount(each.second, LOW) for each in missing)
    largest = ", ".join(f"{each.what} ${money(_amount(each.second, LOW))}" for each in missing[:6])
    alike = (
        f"Counted as the predecessor counts (its meters, compute at its least): "
        f"{name} ${money(counted)} against ${money(compared.first.total(LOW))}."
    )
    more = (
        f"What it leaves out costs {name} ${money(left_out)} at low usage: {largest}, "
        f"and {max(0, len(missing) - 6)} smaller charges."
    )
    return [alike, more]
