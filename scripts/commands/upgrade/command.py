"""`openemr upgrade`: options and exit codes."""

import json
from typing import Annotated

import typer
from rich.console import Console

from scripts.cli.consent import NotInteractiveError, ask, require_interactive
from scripts.cli.errors import StoppedError
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import (
    AllowOption,
    DeploymentArgument,
    IgnorePreflightOption,
    StableWithinOption,
    TerraformOption,
)
from scripts.cli.steps import Steps
from scripts.commands.upgrade.deployed_site import DeployedSite
from scripts.commands.upgrade.job import Result, Stage, Upgrade
from scripts.commands.upgrade.options import Options
from scripts.commands.upgrade.release_settings import choose, read_application, write_application
from scripts.commands.upgrade.releases import RefusedReleaseError
from scripts.terraform.synthesis import choose_deployment
from stacks.settings import SettingsError

_INSTEAD = "Use --yes, and --allow ADDRESS for each change that openemr plan stops."
_INTERRUPTED = (
    "Interrupted. OpenEMR may be down: the same command goes on, and ends with the new release or "
    "with the old one."
)
_SECONDS_PER_MINUTE = 60


def upgrade(
    deployment: DeploymentArgument = None,
    to: Annotated[
        str | None,
        typer.Option(
            help="OpenEMR's version to write to cdktf.json first; default: what is there.",
            metavar="VERSION",
        ),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Skip the confirmations, that of the way back too."),
    ] = False,
    allow: AllowOption = None,
    skip_releases: Annotated[
        bool,
        typer.Option("--skip-releases", help="Run the upgrades of several releases in one go."),
    ] = False,
    wait: Annotated[
        bool | None,
        typer.Option(
            "--wait/--no-wait",
            help="Wait until the service is stable and try it, or do not, so that nothing goes "
            "back by itself; default: wait, but not on the embedded AWS, which runs no tasks.",
        ),
    ] = None,
    timeout: StableWithinOption = 60,
    ignore_preflight: IgnorePreflightOption = False,
    terraform: TerraformOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the outcome as JSON on standard output.")
    ] = False,
) -> None:
    """Upgrade OpenEMR to another release: copies first, and back to the old one if it fails.

    The image is fetched and its findings are judged, the plan is reviewed and confirmed. Then
    OpenEMR is down: its tasks stop, database and files are backed up, the new release is deployed
    and its first task upgrades the data. It is tried: what the tasks log, the sign-in page, the
    metadata of the APIs. If any of this fails, the old release is deployed again by its digest, and
    once a task of the new one ran, with database and files from the copies; what the failed one
    left stays beside (openemr restore discard). Interrupted, the same command goes on.

    Examples: `openemr upgrade clinic --to 8.3.0`, and unattended `openemr upgrade clinic --to 8.3.0
    --yes --json`.

    Exit codes: 0 upgraded, or nothing to do; 1 failed, and the old release runs, or the message
    says what does not; 2 invalid options or settings, a release that cannot follow, or no
    interactive input; 3 stopped before any change: the answer was not yes, a change needs --allow,
    or the image has findings; 130 interrupted.
    """
    console = Console(stderr=as_json, highlight=False)
    result = Result(deployment or "")
    try:
        with exit_codes(interrupted=_INTERRUPTED, refusals=(SettingsError, NotInteractiveError)):
            if not yes:
                require_interactive(_INSTEAD)
            result.deployment = choose_deployment(deployment)
            options = Options(
                deployment=result.deployment,
                program=terraform,
                allowed=tuple(allow or ()),
                consented=yes,
                ignores_preflight=ignore_preflight,
                may_skip=skip_releases,
                waits=wait,
                limit_seconds=timeout * _SECONDS_PER_MINUTE,
                console=console,
            )
            _run(options, to, result)
    finally:
        if as_json:
            typer.echo(json.dumps(result.as_data(), indent=2))
    if not as_json:
        typer.echo(_told(result))


def _run(options: Options, to: str | None, result: Result) -> None:
    """Settings first; they are as before if nothing was changed."""
    before = read_application(options.deployment)
    site = DeployedSite(options, Steps())
    result.facts = site.facts
    if to and not _returns(site):
        choose(options.deployment, to)

    def agree(question: str) -> None:
        if options.consented:
            options.console.print(question, markup=False, soft_wrap=True)
        elif ask(f"{question} Type yes: ", _INSTEAD) != "yes":
            raise StoppedError(
                f"It stays as it is. openemr upgrade {options.deployment} asks again."
            )

    try:
        Upgrade(site, result, agree).run()
    except Exception:
        if result.outcome == "failed" and (site.is_begun or result.problems):
            again = f"To go on, to one release or the other: openemr upgrade {options.deployment}"
            options.console.print(again, markup=False, soft_wrap=True)
        elif result.outcome == "failed" and to:
            write_application(options.deployment, before)
        raise


def _returns(site: DeployedSite) -> bool:
    """Whether the settings are those of an unfinished way back, which --to must not overwrite."""
    try:
        return site.stage() is Stage.RETURNING
    except RefusedReleaseError:
        return False


def _told(result: Result) -> str:
    name = result.deployment
    if result.outcome == "unchanged":
        return f"{name} runs OpenEMR {result.new} already."
    lines = [f"{name} runs OpenEMR {result.new}; before: {result.old or 'not known'}."]
    lines += [f"  {fact.replace('_', ' ')}: {value}" for fact, value in result.facts.items()]
    lines.append(f"The copies from before are in the backup vault: openemr restore list {name}")
    return "\n".join(lines)
