"""Reports of a destroy: its announcement, and its result."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.markup import escape

from scripts.cli.steps import Step
from scripts.commands.destroy.decision import Decision, Mode
from scripts.commands.destroy.forecast import Forecast, Row, title_of
from scripts.inventory.foreign_parts import ForeignPart
from scripts.terraform.documents.component import UNKNOWN, Components

_REASONS = 6
_UNPRICED = "no prices for {}: openemr cost lists the Regions that it has prices for"


@dataclass
class Result:
    """Result of a destroy, filled in by its steps.

    outcome: `destroyed`, `purged`, `nothing to do`, `stopped` (nothing was changed) or `failed`.
    """

    deployment: str
    mode: str = ""
    reasons: Sequence[str] = ()
    outcome: str = "failed"
    destroyed: int = 0
    announced: Forecast | None = None
    left: Forecast | None = None
    copies: list[str] = field(default_factory=list)
    blockers: Sequence[ForeignPart] = ()
    steps: Sequence[Step] = ()

    def as_data(self) -> dict[str, Any]:
        """The result as JSON types."""
        return {
            "deployment": self.deployment,
            "mode": self.mode,
            "reasons": list(self.reasons),
            "outcome": self.outcome,
            "destroyed": self.destroyed,
            "last_copies": self.copies,
            "announced": _forecast_data(self.announced),
            "left": _forecast_data(self.left),
            "blockers": [each.as_data() for each in self.blockers],
            "seconds": round(sum(step.seconds for step in self.steps), 1),
        }


def _forecast_data(found: Forecast | None) -> dict[str, Any] | None:
    if found is None:
        return None
    usd = found.monthly_usd
    return {
        "stays": [row.as_data() for row in found.kept],
        "lost": [{"type": each.type, "id": each.id, "name": each.name} for each in found.lost],
        "monthly_usd": None if usd is None else round(usd, 2),
    }


def print_announcement(
    name: str,
    place: str,
    reasons: Sequence[str],
    decision: Decision,
    found: Forecast,
    components: Components,
    console: Console,
) -> None:
    """Print the identity with its reasons, and what is deleted, lost, and kept at which price."""
    console.print(f"\n[bold]Destroy {escape(name)}[/bold], {escape(place)}", soft_wrap=True)
    for reason in reasons[:_REASONS]:
        console.print(f"  {escape(reason)}", soft_wrap=True)
    if len(reasons) > _REASONS:
        console.print(f"  and {len(reasons) - _REASONS} more reasons", soft_wrap=True)
    console.print(f"\n[bold]Deleted[/bold]: {len(decision.deleted)} resources", soft_wrap=True)
    for component, count in sorted(Counter(map(components.of, decision.deleted)).items()):
        console.print(f"  {count:>4}  {escape(component or UNKNOWN)}", soft_wrap=True)
    if found.lost:
        console.print("\n[bold red]Deleted permanently, with all its data[/bold red]")
        for asset in found.lost:
            text = f"{title_of(asset)} {asset.name}: {asset.amount or 'not recoverable'}"
            text += f"; {asset.foreign}" if asset.foreign else ""
            console.print(f"  {escape(text)}", soft_wrap=True)
    if found.kept:
        console.print("\n[bold]Kept[/bold]")
        print_rows(found, console)
    if decision.mode is Mode.KEEP_DATA:
        console.print(f"\n{escape(_refusals(name))}", soft_wrap=True)


def print_rows(found: Forecast, console: Console) -> None:
    """Print one line for each asset, the price first, then the total."""
    for row in found.kept:
        console.print(f"  {_price(row):>9}  {escape(_said(row))}", soft_wrap=True)
    usd = found.monthly_usd
    total = _UNPRICED.format(found.region) if usd is None else f"${usd:,.2f} a month in total"
    console.print(f"  {escape(total)}", soft_wrap=True)


def _price(row: Row) -> str:
    return "-" if row.usd is None else f"${row.usd:,.2f}"


def _said(row: Row) -> str:
    amount = f" ({row.asset.amount})" if row.asset.amount else ""
    return f"{row.title} {row.asset.name}{amount}: {row.why}"


def _refusals(name: str) -> str:
    return (
        "Nothing that holds data of a production is deleted. Terraform refuses it "
        "(prevent_destroy), AWS refuses to delete the database (deletion protection), recovery "
        "points (vault lock) and audit logs (Object Lock), and this command does not try. The "
        "database keeps its volume without instances; openemr deploy restores all of it.\n"
        f"openemr destroy {name} --purge takes a last snapshot and backup, removes the "
        "protections one by one, and deletes the rest. Locked data remains until the lock ends."
    )
