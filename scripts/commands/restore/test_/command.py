"""`openemr restore test`: proves that database and files come back, and leaves nothing behind."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

import typer
from rich.console import Console

from scripts.cli.consent import NotInteractiveError, ask, require_interactive
from scripts.cli.errors import OperationFailedError, StoppedError
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import DeploymentArgument, IgnorePreflightOption, TerraformOption
from scripts.commands.restore.job import Options
from scripts.commands.restore.options import AtOption, PairOption, YesOption, find
from scripts.commands.restore.plan import chosen_prospect, demand_restorable, openemr_version
from scripts.commands.restore.prospect import Prospect, prospect_of
from scripts.commands.restore.test_.job import TESTING, RestoreTest
from scripts.commands.restore.test_.newest import newest
from scripts.commands.restore.test_.record import NOT_JUDGED, PASSED, Record
from scripts.terraform.synthesis import choose_deployment
from stacks.settings import SettingsError

_CONTINUES = "Interrupted. What serves was not touched. To go on and clean up: openemr restore test"
_INSTEAD = "Use --yes."


class FailedTestError(OperationFailedError):
    """The test ended before its verdict, and was cleaned up after."""


class UnfinishedTestError(OperationFailedError):
    """A test was begun and has to end first."""


def restore_test(
    deployment: DeploymentArgument = None,
    pair: PairOption = None,
    at: AtOption = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Leave the tested pair until the next call, for a look.")
    ] = False,
    yes: YesOption = False,
    ignore_preflight: IgnorePreflightOption = False,
    terraform: TerraformOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the record of the test as JSON.")
    ] = False,
) -> None:
    """Restore database and files beside those in use, check them, and destroy them again.

    As openemr restore run does it, but never with a cut-over: files, database, check. Without
    --pair and --at it takes the newest pair of the backup vault. When it ends, successful or not,
    its result is in the log group of restore tests, and what it made is gone; cdktf.json is as
    before. Interrupted or killed, the same command goes on.

    Examples: `openemr restore test clinic`, `openemr restore test clinic --pair k7m2qd --keep`, and
    on a schedule `openemr restore test clinic --yes --json`.

    Exit codes: 0 the check passed, and the pair is destroyed; 1 failed, not judged, or a second
    pair is in the way; 2 invalid options or settings, or no interactive input; 3 stopped: the
    answer was not yes, or changes wait to be deployed; 130 interrupted.
    """
    console = Console(stderr=as_json, highlight=False)
    with exit_codes(
        interrupted=" ".join([_CONTINUES, *([deployment] if deployment else [])]) + ".",
        refusals=(SettingsError, NotInteractiveError),
    ):
        name = choose_deployment(deployment)
        if not yes:
            require_interactive(_INSTEAD)
        # One question for all that is deployed, which is destroyed again.
        job = RestoreTest(Options(name, terraform, True, ignore_preflight, console))
        record = job.survey()
        if record and (pair or at):
            raise UnfinishedTestError(
                f"The restore test {record.id} of {name} is not at its end. It goes on without "
                f"--pair and --at: openemr restore test {name}."
            )
        record = record or _begin(job, pair, at, asks=not yes)
        record = job.conduct(record, keeps=keep)
        if as_json:
            typer.echo(json.dumps(record.data, indent=2))
        else:
            typer.echo("\n".join(_lines(record, keep)))
        if job.failure:
            reason = f"The restore test failed in its phase {record.data['failed_in']}"
            raise FailedTestError(f"{reason}:\n{job.failure}") from job.failure
    if record.verdict != PASSED:
        raise typer.Exit(FAILED)


def _begin(job: RestoreTest, pair: str | None, at: str | None, *, asks: bool) -> Record:
    """Choose the pair, ask, and record the test.

    Raises StoppedError, OperationFailedError for what cannot be restored.
    """
    name, console = job.options.deployment, job.options.console
    prospect = _prospect(job, pair, at)
    demand_restorable(prospect, console)
    question = f"Restore {name} like this for a test, and destroy it afterwards? Type yes: "
    if asks and ask(question, _INSTEAD) != "yes":
        raise StoppedError("Nothing was changed. The answer was not yes.")
    return job.begin_test(prospect)


def _prospect(job: RestoreTest, pair: str | None, at: str | None) -> Prospect:
    """A restore for a test. Raises what choosing and finding copies raise."""
    name = job.options.deployment
    if pair or at:
        prospect = chosen_prospect(name, pair, at, None)
    else:
        found = find(name, None, job.steps)
        chosen = newest(found, job.stores.serving)
        with job.steps.step("release", "Read which release ran then"):
            prospect = prospect_of(found, chosen, openemr_version(name))
    if prospect.settings is None:
        return prospect
    return replace(prospect, settings={**prospect.settings, "standby": TESTING})


def _lines(record: Record, keeps: bool) -> Iterator[str]:
    """What was found, and what is left."""
    data = record.data
    name = data["deployment"]
    yield ""
    yield f"{name}: the restore test {record.id} {_spoken(record)}."
    for phase, seconds in data["phases"].items():
        yield f"  {phase}: {seconds} s"
    yield f"  from its beginning to the verdict: {data['seconds']} s"
    for fact, value in data.get("facts", {}).items():
        yield f"  {fact.replace('_', ' ')}: {value}"
    if keeps:
        yield f"The tested pair stays. To destroy it: openemr restore test {name}"


def _spoken(record: Record) -> str:
    if record.verdict == NOT_JUDGED:
        return "was not judged, as the embedded AWS runs no tasks: it does not count"
    return str(record.verdict)
