"""`openemr restore discard`: destroys the pair of database and files that does not serve."""

from typing import Annotated

import typer
from rich.console import Console

from scripts.cli.consent import NotInteractiveError, ask, require_interactive
from scripts.cli.errors import InvalidInputError, StoppedError
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, IgnorePreflightOption, TerraformOption
from scripts.commands.restore.job import Options, Restore
from scripts.terraform.synthesis import choose_deployment
from stacks.settings import SettingsError


class WrongNameError(InvalidInputError):
    """--confirm names another deployment; nothing was changed."""


def discard(
    deployment: DeploymentArgument = None,
    confirm: Annotated[
        str | None,
        typer.Option(help="The deployment's name, instead of typing it.", metavar="NAME"),
    ] = None,
    ignore_preflight: IgnorePreflightOption = False,
    terraform: TerraformOption = None,
) -> None:
    """Destroy the pair of database and files that does not serve.

    Its copies in the vault stay, and a final snapshot of the database is taken where the settings
    ask for it. A pair that served is kept for 7 days for openemr restore undo: before that, this
    says so, and at any time it asks for the name; nothing else ever destroys a pair. Interrupted,
    the same command goes on.

    Example: `openemr restore discard clinic`.

    Exit codes: 0 destroyed; 1 failed; 2 invalid options or settings, no second pair, or no
    interactive input; 3 the answer was not the deployment's name; 130 interrupted.
    """
    with exit_codes(refusals=(SettingsError, NotInteractiveError)):
        name = choose_deployment(deployment)
        if confirm not in (None, name):
            raise WrongNameError(f"--confirm {confirm}: accepted: {name}. Nothing was changed.")
        instead = f"Give --confirm {name}."
        if confirm is None:
            require_interactive(instead)
        options = Options(name, terraform, True, ignore_preflight, Console(highlight=False))
        job = Restore(options)
        other, period = job.discarded()
        if period:
            typer.echo(period)
            if not period.is_over:
                typer.echo(
                    f"Without {other}, there is no way back to what it holds but its copies."
                )
        question = f"Destroy database and files {other} of {name}? Type its name: "
        if confirm is None and ask(question, instead) != name:
            raise StoppedError(f"Nothing was changed. The answer was not {name}.")
        job.discard(other)
    typer.echo(f"Database and files {other} of {name} are destroyed.")
