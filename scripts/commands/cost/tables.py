"""Tables of estimates, comparisons, profiles, prices and assumptions."""

from collections.abc import Iterator, Sequence

from scripts.commands.cost.comparison import Comparison, by_part
from scripts.commands.cost.predecessor import Predecessor
from scripts.commands.cost.profiles import Profile
from scripts.commands.cost.sheet import Row, Sheet, money, quantity, signed, unit_price
from scripts.pricing.assumptions import LEVELS, LOW, TYPICAL, Assumptions
from scripts.pricing.estimate import Estimate, Line
from scripts.pricing.prices import ASSUMED, prices_of
from scripts.terraform.documents.component import UNKNOWN

HEADER = ("Charge", "Quantity", "Unit price", "Low", "Typical", "High")
NUMBERS = (1, 3, 4, 5)
# Charges below both are summed up in one row, in dollars a month.
SMALL_TYPICAL, SMALL_HIGH = 0.5, 5.0
LEFT_OUT = "Not in it: the free tier, Savings Plans and other discounts, taxes, support."


def estimate_sheet(estimate: Estimate, *, every_resource: bool) -> Sheet:
    """Charges by component, the largest first; with `every_resource` one row for each address."""
    parts: dict[str, list[Line]] = {}
    for line in estimate.lines:
        parts.setdefault(line.part, []).append(line)
    ordered = sorted(parts, key=lambda part: -sum(line.usd(TYPICAL) for line in parts[part]))
    rows: list[Row] = []
    for part in ordered:
        rows.append(_row(part or UNKNOWN, "", "", parts[part], strong=True))
        rows += _each(parts[part]) if every_resource else _together(parts[part])
    rows.append(_row("Total", "", "", list(estimate.lines), strong=True))
    charged = len({line.address for line in estimate.lines})
    title = (
        f"{estimate.name} ({estimate.environment}) in {estimate.region}, dollars a month; "
        f"{charged} of {estimate.resources} resources are charged"
    )
    return Sheet(title, HEADER, rows, notes(estimate), NUMBERS)


def notes(estimate: Estimate) -> list[str]:
    """What the figures rest on."""
    used = {line.price.meter: line.price for line in estimate.lines}
    dates = sorted(price.date for price in used.values())
    assumed = [price for price in used.values() if price.basis == ASSUMED]
    found = [
        f"Prices of {prices_of(estimate.region).name}, known on days from {dates[0]} to "
        f"{dates[-1]}. {len(assumed)} of {len(used)} are assumed, not confirmed (*); "
        f"${money(estimate.resting_on_assumed_prices())} of the typical total rest on them."
        if dates
        else "Nothing is charged.",
        LEFT_OUT,
    ]
    changed = [each for each in estimate.assumptions.values() if each.changed]
    if changed:
        said = ", ".join(f"{each.name} {_values(each.values)}" for each in changed)
        found.append(f"Assumptions of its own: {said}.")
    return found


def _values(values: tuple[float, ...]) -> str:
    return "/".join(f"{value:g}" for value in dict.fromkeys(values))


def _each(lines: list[Line]) -> Iterator[Row]:
    for line in lines:
        label = f"  {line.address}: {line.price.what}" + (f" ({line.why})" if line.why else "")
        yield _row(label, *_amounts([line]), [line])


def _together(lines: list[Line]) -> Iterator[Row]:
    """One row for each meter, and one for all that are small."""
    grouped: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        grouped.setdefault(by_part(line), []).append(line)
    small: list[Line] = []
    for group in sorted(grouped.values(), key=lambda each: -sum(x.usd(TYPICAL) for x in each)):
        typical, most = (sum(line.usd(level) for line in group) for level in (TYPICAL, "high"))
        if typical < SMALL_TYPICAL and most < SMALL_HIGH:
            small += group
            continue
        times = f"{len(group)} x " if len(group) > 1 else ""
        yield _row(f"  {times}{group[0].price.what}", *_amounts(group), group)
    if small:
        count = len({by_part(line) for line in small})
        label = "a smaller charge" if count == 1 else f"{count} smaller charges"
        yield _row(f"  {label}", "", "", small)


def _amounts(lines: list[Line]) -> tuple[str, str]:
    total = sum(line.quantities[TYPICAL] for line in lines)
    price = lines[0].price
    mark = "*" if price.basis == ASSUMED else ""
    return quantity(total), f"{unit_price(price.usd)}{mark} / {price.unit}"


def _row(label: str, amount: str, price: str, lines: list[Line], *, strong: bool = False) -> Row:
    sums = (money(sum(line.usd(level) for line in lines)) for level in LEVELS)
    return Row((label, amount, price, *sums), strong)


def prices_sheet(estimate: Estimate) -> Sheet:
    """Every price that the estimate uses, with its source."""
    used = {line.price.meter: line.price for line in estimate.lines}
    ordered = sorted(used.values(), key=lambda price: (price.basis != ASSUMED, price.meter))
    header = ("Meter", "Price", "Basis", "Date", "Where it was read; AWS's price list to check it")
    rows = [
        Row(
            (
                f"{price.meter}: {price.what}",
                f"{unit_price(price.usd)} / {price.unit}",
                price.basis,
                price.date,
                f"{price.evidence} ({price.where}). {price.source}",
            )
        )
        for price in ordered
    ]
    return Sheet(f"Prices in {estimate.region}", header, rows)


def assumptions_sheet(environment: str, assumptions: Assumptions) -> Sheet:
    """Every assumption with its sentence."""
    rows = [
        Row(
            (
                each.name + ("*" if each.changed else ""),
                *(f"{value:g}" for value in each.values),
                each.unit,
                each.sentence,
            )
        )
        for each in assumptions.values()
    ]
    header = ("Assumption", "Low", "Typical", "High", "Unit", "What it says")
    notes_ = ["Change one by --assume name=value or name=low,typical,high. *: changed."]
    return Sheet(f"Assumptions ({environment})", header, rows, notes_, (1, 2, 3))


# Differences below it, in dollars a month, are summed up in one row.
SMALL = 0.5


def comparison_sheet(compared: Comparison, *, everything: bool) -> Sheet:
    """Charges that differ, the largest difference first, at typical usage; then the sums."""
    first, second = _names(compared)
    shown = [each for each in compared.differences if everything or abs(each.usd()) >= SMALL]
    hidden = [each for each in compared.differences if each not in shown]
    rows = [
        _comparison_row(
            f"{each.part}: {each.what}" if each.part else each.what,
            each.amounts(),
            each.why(first, second),
        )
        for each in shown
    ]
    if hidden:
        label = f"{len(hidden)} others, equal or less than ${SMALL:.2f} apart"
        sums = [sum(side) for side in zip(*(each.amounts() for each in hidden), strict=True)]
        rows.append(_comparison_row(label, sums))
    for level in LEVELS:
        totals = (compared.first.total(level), compared.second.total(level))
        rows.append(_comparison_row(f"Total, {level} usage", totals, strong=True))
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


def _comparison_row(
    label: str, amounts: Sequence[float], why: str = "", *, strong: bool = False
) -> Row:
    first, second = amounts
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
    missing.sort(key=lambda each: -each.usd(LOW))
    counted = sum(each.amounts(LOW)[1] for each in compared.in_both)
    left_out = sum(each.usd(LOW) for each in missing)
    largest = ", ".join(f"{each.what} ${money(each.usd(LOW))}" for each in missing[:6])
    alike = (
        f"Counted as the predecessor counts (its meters, compute at its least): "
        f"{name} ${money(counted)} against ${money(compared.first.total(LOW))}."
    )
    more = (
        f"What it leaves out costs {name} ${money(left_out)} at low usage: {largest}, "
        f"and {max(0, len(missing) - 6)} smaller charges."
    )
    return [alike, more]
