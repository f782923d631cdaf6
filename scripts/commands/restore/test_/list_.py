"""`openemr restore tests`: the record of restore tests, newest first."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone

import typer

from scripts.aws.account import AwsAccount
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import DeploymentArgument
from scripts.cli.steps import Steps
from scripts.commands.restore.job import CDKTF_JSON
from scripts.commands.restore.options import AsJson
from scripts.commands.restore.test_.evidence import Evidence
from scripts.commands.restore.test_.record import PASSED, Record
from scripts.inventory.copies.judging import spoken
from scripts.terraform.documents.provider import region_of
from scripts.terraform.synthesis import choose_deployment
from scripts.terraform.target_account import refuse_wrong_account
from scripts.terraform.working_directory import synthesized_stack
from stacks.settings import SettingsError, read_settings
from stacks.settings.schedule import CronSchedule


def list_tests(deployment: DeploymentArgument = None, as_json: AsJson = False) -> None:
    """List the restore tests of a deployment, and what they found.

    They are read from the log group of restore tests, where each has a stream of its own. Seconds
    are from the beginning of a test to its verdict.

    Examples: `openemr restore tests clinic`, and for an auditor `openemr restore tests clinic
    --json`.

    Exit codes: 0 one passed since backup.restore_test_due at last; 1 none did, or AWS refused; 2
    invalid options or settings; 130 interrupted.
    """
    with exit_codes(refusals=(SettingsError,)):
        name = choose_deployment(deployment)
        stack = synthesized_stack(name, Steps())
        configuration = stack.configuration()
        account = AwsAccount(region_of(configuration))
        refuse_wrong_account(name, configuration, account)
        records = Evidence.of(configuration, account).read()
        schedule = read_settings(CDKTF_JSON).deployments[name].backup.restore_test_due
    if as_json:
        typer.echo(json.dumps([each.data for each in records], indent=2))
    else:
        typer.echo("\n".join(_lines(records)) or f"{name} was never restored for a test.")
    now = datetime.now(timezone.utc)
    due = CronSchedule.parse(schedule).last_run(now) if schedule else None
    if reason := overdue(records, now, due):
        typer.echo(f"{name}: {reason}", err=True)
        raise typer.Exit(FAILED)


def overdue(records: Sequence[Record], now: datetime, due: datetime | None) -> str:
    """Why a test is due; empty if none is. due: when one was due at last."""
    passed = [each for each in records if each.verdict == PASSED]
    if not passed:
        return "no restore test has passed."
    if due and passed[0].began < due:
        age = spoken(now - passed[0].began)
        return (
            f"a restore test is due since {due:%Y-%m-%d %H:%M} UTC; the last one that passed began "
            f"{age} ago."
        )
    return ""


def _lines(records: Sequence[Record]) -> Iterator[str]:
    for record in records:
        data = record.data
        seconds = f"{data['seconds']} s" if "seconds" in data else "-"
        yield (
            f"{data['began']}  {record.verdict or 'not ended':<10}  {seconds:>8}  pair "
            f"{data['pair']}, database of {data['database']['moment']}, by {data['by']}"
        )
