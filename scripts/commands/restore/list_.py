"""`openemr restore list`: pairs of copies, newest first."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import DeploymentArgument
from scripts.cli.steps import Steps
from scripts.commands.restore.as_json import alone_data, key_data, pair_data, window_data
from scripts.commands.restore.options import AsJson, Found, VaultOption, find
from scripts.inventory.copies.copy import Copies
from scripts.inventory.copies.judging import refusals, spoken
from scripts.inventory.copies.pairing import Pair

_WIDTH = 80


def list_pairs(
    deployment: DeploymentArgument = None, vault: VaultOption = None, as_json: AsJson = False
) -> None:
    """List the pairs of database and files copies that a deployment can come back from.

    Database and files belong together: the files hold keys that decrypt the database, and the
    database those of the files. So copies are listed as pairs of about the same time, from the
    backup vault, cluster snapshots and the database's point-in-time window. Copies without a
    partner are told. Works for a deployment that was destroyed, too; nothing is changed.

    Gap: how much later the files were copied than the database; a negative one means that the
    database is newer, and documents of that time have no file.

    Examples: `openemr restore list clinic`, `openemr restore list clinic --json`, and with a vault
    in another Region `openemr restore list clinic --vault arn:aws:backup:...:backup-vault:NAME`.

    Exit codes: 0 there is a pair that can be restored; 1 there is none, or AWS refused; 2 invalid
    options or settings; 130 interrupted.
    """
    with exit_codes():
        found = find(deployment, vault, Steps())
    if as_json:
        typer.echo(json.dumps(_as_data(found), indent=2))
    else:
        _print(found)
    pairs = found.pairing.pairs
    if not any(not refusals(each, found.copies) for each in pairs):
        typer.echo(f"No pair of copies can be restored: {found.place}.", err=True)
        raise typer.Exit(FAILED)


def _as_data(found: Found) -> dict[str, Any]:
    copies = found.copies
    return {
        "deployment": found.scope.deployment,
        "region": copies.home.region,
        "account": copies.home.account,
        "windows": [window_data(each) for each in copies.windows],
        "pairs": [pair_data(each, copies) for each in found.pairing.pairs],
        "without_partner": [alone_data(each, copies) for each in found.pairing.alone],
        "keys": [key_data(each) for each in copies.keys.values()],
        "points_of_others": copies.others,
    }


def _print(found: Found) -> None:
    console = Console(width=_WIDTH, highlight=False)
    if found.pairing.pairs:
        console.print(_table(found))
    for line in _lines(found):
        console.print(line, markup=False, soft_wrap=True)


def _table(found: Found) -> Table:
    title = f"Pairs of {found.place}"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for heading in ("Pair", "Database, UTC", "Age", "Gap", "From", "State", "Expires"):
        table.add_column(heading, no_wrap=True)
    table.add_column("GB", justify="right", no_wrap=True)
    for pair in found.pairing.pairs:
        table.add_row(*_row(pair, found.copies))
    return table


def _row(pair: Pair, found: Copies) -> Iterator[str]:
    yield pair.id
    yield f"{pair.moment:%Y-%m-%d %H:%M}"
    yield _short(found.now - pair.moment)
    yield _signed(pair.gap)
    yield pair.database.source
    yield _state(pair, found)
    ends = [each.expires for each in (pair.database, pair.files) if each.expires]
    yield f"{min(ends):%Y-%m-%d}" if ends else "never"
    sizes = [each.gb for each in (pair.database, pair.files)]
    known = sum(each for each in sizes if each is not None)
    yield f"{known:.1f}" if None not in sizes else f">{known:.1f}" if known else "?"


def _state(pair: Pair, found: Copies) -> str:
    if refusals(pair, found):
        return "unusable"
    words = ["cold"] if pair.files.cold else []
    words += ["locked"] if pair.database.locked or pair.files.locked else []
    return " ".join(words) or "ok"


def _short(duration: timedelta) -> str:
    """Its largest unit, such as `3 d`."""
    words = spoken(duration).split()
    return " ".join(words[:2])


def _signed(gap: timedelta) -> str:
    if gap == timedelta(0):
        return "none"
    return f"{'-' if gap < timedelta(0) else '+'}{spoken(abs(gap)).replace(' ', '')}"


def _lines(found: Found) -> Iterator[str]:
    """What the table has no room for, one line for each fact."""
    copies = found.copies
    for span in copies.windows:
        kept = " (its cluster is deleted)" if span.retained else ""
        yield (
            f"Any second of {span.cluster}{kept}: {span.earliest:%Y-%m-%d %H:%M} to "
            f"{span.latest:%Y-%m-%d %H:%M} UTC, by restore plan --at TIME"
        )
    for pair in found.pairing.pairs:
        for reason in refusals(pair, copies):
            yield f"{pair.id} cannot be restored: {reason}"
    if any(pair.lacks_files for pair in found.pairing.pairs):
        yield "A negative gap: the database is newer, and documents of that time have no file."
    for each in found.pairing.alone:
        yield (
            f"No partner: {each.copy.content} of {each.copy.moment:%Y-%m-%d %H:%M} UTC "
            f"({each.copy.source} {each.copy.arn}): {each.why}"
        )
    for key in copies.keys.values():
        owner = f" of account {key.owner}" if key.owner else ""
        yield f"Key {key.arn}{owner}: {key}"
    if copies.others:
        yield f"{copies.others} recovery points in these vaults are not this deployment's."
