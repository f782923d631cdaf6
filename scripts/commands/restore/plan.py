"""`openemr restore plan`: what a restore would bring back and lose; nothing is changed."""

import json
from collections.abc import Iterator
from typing import Any

import typer
from rich.console import Console

from scripts.cli.errors import OperationFailedError
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import DeploymentArgument
from scripts.cli.steps import Steps
from scripts.commands.restore.choice import (
    as_of_the_files,
    by_id,
    demand_one,
    for_moment,
    parse_moment,
    why_not_exact,
)
from scripts.commands.restore.options import AsJson, AtOption, PairOption, VaultOption, find
from scripts.commands.restore.prospect import Prospect, prospect_of
from scripts.inventory.copies.copy import MOMENT, Copy
from scripts.inventory.copies.judging import spoken
from scripts.project import ROOT
from stacks.settings import SettingsError, read_settings

CDKTF_JSON = ROOT / "cdktf.json"


def plan(
    deployment: DeploymentArgument = None,
    pair: PairOption = None,
    at: AtOption = None,
    vault: VaultOption = None,
    as_json: AsJson = False,
) -> None:
    """Show what a restore would bring back, what it loses, how long it takes; change nothing.

    With --at, the database is that of the very second if its point-in-time window has it, else the
    newest from before; the files are the newest copy that is not newer. So neither has what
    happened afterwards. The settings that it prints make the restored database and files beside
    those in use.

    Examples: `openemr restore plan clinic --pair k7m2qd`, `openemr restore plan clinic --at
    2026-11-28T17:00Z`, `openemr restore plan clinic --at 2026-11-28T12:00-05:00 --json`.

    Exit codes: 0 it can be restored; 1 it cannot, for the reasons printed, or AWS refused; 2
    invalid options or settings; 130 interrupted.
    """
    with exit_codes(refusals=(SettingsError,)):
        prospect = chosen_prospect(deployment, pair, at, vault)
    text = json.dumps(prospect.as_data(), indent=2) if as_json else "\n".join(lines_of(prospect))
    typer.echo(text)
    if prospect.refusals:
        if not as_json:
            reasons = "\n".join(f"  {each}" for each in prospect.refusals)
            typer.echo(f"This cannot be restored:\n{reasons}", err=True)
        raise typer.Exit(FAILED)


def chosen_prospect(
    deployment: str | None, pair: str | None, at: str | None, vault: str | None
) -> Prospect:
    """A restore of the pair with this id, or for this time.

    Raises WrongChoiceError, NothingThereError, SettingsError, and what finding copies raises.
    """
    demand_one(pair, at)
    steps = Steps()
    found = find(deployment, vault, steps)
    version = openemr_version(found.scope.deployment)
    if at:
        moment = parse_moment(at, found.copies.now)
        chosen = for_moment(found.copies, found.pairing, moment)
        notes = why_not_exact(found.copies, chosen, moment)
    else:
        chosen, notes = by_id(found.pairing, pair or ""), []
    with steps.step("release", "Read which release ran then"):
        return prospect_of(found, chosen, version, notes)


def openemr_version(deployment: str) -> str:
    """OpenEMR's version in the settings. Raises SettingsError."""
    return str(read_settings(CDKTF_JSON).deployments[deployment].application.openemr_version)


def demand_restorable(told: Prospect, console: Console) -> dict[str, Any]:
    """Show what a restore would do; the settings that begin it.

    Raises OperationFailedError with all that is against it.
    """
    console.print("\n".join(lines_of(told)), markup=False, soft_wrap=True)
    if told.refusals or told.settings is None:
        reasons = "\n".join(f"  {each}" for each in told.refusals)
        raise OperationFailedError(f"Nothing was changed. This cannot be restored:\n{reasons}")
    return told.settings


def lines_of(told: Prospect) -> Iterator[str]:
    """One line for each fact."""
    pair, (database, files) = told.pair, told.lost
    yield f"Restore   {told.found.place}"
    yield f"Database  as of {pair.moment:%Y-%m-%d %H:%M:%S} UTC, from {_source(pair.database)}"
    yield f"Files     as of {pair.files.moment:%Y-%m-%d %H:%M:%S} UTC, from {_source(pair.files)}"
    yield f"Gap       {_gap(told)}"
    yield (
        f"Lost      records of the last {spoken(database)}, files of the last {spoken(files)}, "
        "if OpenEMR was used since"
    )
    if told.newer:
        yield f"Newer     {len(told.newer)} pairs lose less; the newest is {told.newer[0].id}"
    exact = as_of_the_files(told.found.pairing, pair)
    if exact:
        yield f"Instead   --pair {exact.id}: the database as of these files, so that all agree"
    yield f"Takes     {told.duration}, an estimate: {'; '.join(told.duration.basis)}"
    yield f"Release   {_releases(told)}"
    yield f"Costs     {_cost(told)}"
    for each in told.cautions:
        yield f"Note      {each}"
    for each in told.consents:
        yield f"Needed    your word: {each}"
    if told.settings:
        yield "Settings  in deployments." + told.found.scope.deployment + ":"
        text = json.dumps({"stores": told.settings}, indent=2)
        yield from (f"  {line}" for line in text.splitlines()[1:-1])


def _source(copy: Copy) -> str:
    if copy.source == MOMENT:
        return f"the point-in-time window of {copy.origin}"
    return f"{copy.source} {copy.vault} {copy.arn}".replace("  ", " ")


def _gap(told: Prospect) -> str:
    gap = told.pair.gap
    if not gap:
        return "none"
    if told.pair.lacks_files:
        return f"the database is {spoken(-gap)} newer"
    return f"the files were copied {spoken(gap)} later, which lacks nothing"


def _releases(told: Prospect) -> str:
    then, now = told.releases.of_database, told.releases.now
    if not then:
        return f"unknown at that time, {now} in the settings"
    if then == now:
        return f"{then} at that time and in the settings"
    return f"{then} at that time, {now} in the settings, which upgrades the data when it starts"


def _cost(told: Prospect) -> str:
    if told.usd_a_day is None:
        return f"not known: {told.unpriced}"
    parts = [
        f"{each.what} {f'${each.usd:.2f}' if each.usd is not None else '?'} ({each.why})"
        for each in told.cost
    ]
    return f"${told.usd_a_day:.2f} a day while both pairs exist: {', '.join(parts)}"
