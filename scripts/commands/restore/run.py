"""`openemr restore run`: brings back database and files, and lets OpenEMR use them."""

import json
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console

from scripts.cli.consent import NotInteractiveError, ask, require_interactive
from scripts.cli.errors import InvalidInputError, OperationFailedError, StoppedError
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, IgnorePreflightOption, TerraformOption
from scripts.commands.restore.job import Options, Restore
from scripts.commands.restore.options import AtOption, PairOption, YesOption
from scripts.commands.restore.plan import chosen_prospect, demand_restorable
from scripts.terraform.synthesis import choose_deployment
from stacks.pairs import Color
from stacks.settings import SettingsError

_CONTINUES = (
    "Interrupted. What is done stays, and what serves was not changed before the cut-over. To go "
    "on: openemr restore run"
)
_INSTEAD = "Use --yes."


class WrongReleaseError(InvalidInputError):
    """--release is not what is known to have run then; nothing was changed."""


class UnfinishedError(OperationFailedError):
    """Another restore was begun; the message says how it continues or ends."""


def run(
    deployment: DeploymentArgument = None,
    pair: PairOption = None,
    at: AtOption = None,
    release: Annotated[
        str | None,
        typer.Option(
            help="OpenEMR's version of that moment, where restore plan does not know it.",
            metavar="VERSION",
        ),
    ] = None,
    yes: YesOption = False,
    ignore_preflight: IgnorePreflightOption = False,
    terraform: TerraformOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the outcome as JSON on standard output.")
    ] = False,
) -> None:
    """Restore database and files beside those in use, check them, and let OpenEMR use them.

    The phases: settings (the setting stores in cdktf.json), files (an AWS Backup job into a new
    file system), database (a new cluster from the copy, made by Terraform like everything else),
    check (a task moves the files to their place, opens the keys of each with those of the other
    and decrypts documents), cut-over (OpenEMR is down while it changes over). What serves is not
    touched before the cut-over, and stays afterwards for openemr restore undo. Interrupted or
    failed, the same command without --pair and --at goes on. A deployment that was destroyed is
    made anew around its copies.

    Examples: `openemr restore run clinic --pair k7m2qd`, `openemr restore run clinic --at
    2026-11-28T17:00Z`, and to go on `openemr restore run clinic`.

    Exit codes: 0 restored; 1 failed, or the pair was refused; 2 invalid options or settings, or no
    interactive input; 3 stopped: the answer was not yes, or a change needs --allow; 130
    interrupted.
    """
    console = Console(stderr=as_json, highlight=False)
    job = None
    try:
        with exit_codes(
            interrupted=" ".join([_CONTINUES, *([deployment] if deployment else [])]) + ".",
            refusals=(SettingsError, NotInteractiveError),
        ):
            name = choose_deployment(deployment)
            if not yes:
                require_interactive(_INSTEAD)
            job = Restore(Options(name, terraform, yes, ignore_preflight, console))
            color = job.unfinished()
            if color and (pair or at):
                _refuse_another(job, color, name)
            if color or pair or at or not job.go_on_with_switch():
                color = color or _begin(job, pair, at, release)
                job.run(color)
            job.tell_undo_period()
    finally:
        if as_json and job:
            typer.echo(json.dumps(job.result.as_data(), indent=2))
    if not as_json:
        typer.echo("\n".join(_told(job)))


def _begin(job: Restore, pair: str | None, at: str | None, release: str | None) -> Color:
    """Choose the pair, ask, and write its settings.

    Raises StoppedError for what needs --release, WrongReleaseError, OperationFailedError for what
    cannot be restored.
    """
    name, console = job.options.deployment, job.options.console
    prospect = chosen_prospect(name, pair, at, None)
    stores = demand_restorable(prospect, console)
    known = prospect.releases.of_database
    if release and known and release != known:
        raise WrongReleaseError(
            f"--release {release}: accepted: {known}, which ran then. Nothing was changed."
        )
    if prospect.consents and release != prospect.releases.now:
        raise StoppedError(
            f"Nothing was changed. Give --release {prospect.releases.now} if that is right: "
            + "; ".join(prospect.consents)
        )
    question = f"Restore {name} like this? Type yes: "
    if not job.options.consented and ask(question, _INSTEAD) != "yes":
        raise StoppedError("Nothing was changed. The answer was not yes.")
    job.begin(stores)
    color = job.unfinished()
    if color is None:
        raise UnfinishedError(f"cdktf.json has no restored pair of {name} to go on with.")
    return color


def _refuse_another(job: Restore, color: str, name: str) -> None:
    database, files = job.stores.copies(color)
    raise UnfinishedError(
        f"A restore of {name} is unfinished: {color}, from {database} and {files}. It goes on "
        f"without --pair and --at: openemr restore run {name}; or end it by openemr restore "
        f"discard {name}."
    )


def _told(job: Restore) -> Iterator[str]:
    """What was found, and what can be done now."""
    name, result = job.options.deployment, job.result
    yield ""
    yield f"{name}: OpenEMR uses database and files {result.color}."
    if result.checked is False:
        yield "They were not checked, as the embedded AWS runs no tasks."
    for fact, value in result.facts.items():
        yield f"  {fact.replace('_', ' ')}: {value}"
    if result.period:
        yield f"{result.period} Back to it: openemr restore undo {name}"
        yield (
            "Nothing destroys it by itself, and it is paid for. When it is not wanted any more: "
            f"openemr restore discard {name}"
        )
