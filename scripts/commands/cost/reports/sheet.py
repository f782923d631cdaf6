"""A table as data, to be shown on a terminal or in a document."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """Cells from left to right; `strong` for sums."""

    cells: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True)
class Sheet:
    """A titled table with notes below. numbers: columns, from 0, that are set to the right."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    numbers: tuple[int, ...] = ()


def money(usd: float) -> str:
    """`1,234.56`."""
    return f"{usd + 0.0:,.2f}"


def signed(usd: float) -> str:
    """`+1.20`, `-3.00`, `0.00`."""
    rounded = round(usd, 2)
    return f"{rounded:+,.2f}" if rounded else "0.00"


def quantity(number: float) -> str:
    """Four figures are enough for an estimate."""
    return f"{number:,.0f}" if number >= 1000 else f"{number:.4g}"


def unit_price(usd: float) -> str:
    """`$0.03238`, without the tail of zeros, but with cents."""
    text = f"{usd:.10f}".rstrip("0")
    whole, _, cents = text.partition(".")
    return f"${whole}.{cents.ljust(2, '0')}"
