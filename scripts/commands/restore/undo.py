"""`openemr restore undo`: lets OpenEMR use the pair that served before a restore."""

import typer
from rich.console import Console

from scripts.cli.consent import NotInteractiveError, ask, require_interactive
from scripts.cli.errors import OperationFailedError, StoppedError
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, IgnorePreflightOption, TerraformOption
from scripts.commands.restore.job import Options, Restore
from scripts.commands.restore.options import YesOption
from scripts.terraform.synthesis import choose_deployment
from stacks.settings import SettingsError

_INSTEAD = "Use --yes."


def undo(
    deployment: DeploymentArgument = None,
    yes: YesOption = False,
    ignore_preflight: IgnorePreflightOption = False,
    terraform: TerraformOption = None,
) -> None:
    """Let OpenEMR use the pair again that served before the cut-over of a restore.

    What was entered since then stays in the pair that serves now, and is not seen any more.
    OpenEMR is down while it changes over. A cut-over or undo that was interrupted goes on first,
    to the pair that the settings name.

    The pair before is kept for 7 days, and longer: only openemr restore discard destroys it.

    Example: `openemr restore undo clinic`.

    Exit codes: 0 done; 1 failed; 2 invalid options or settings, no second pair, or no interactive
    input; 3 the answer was not yes; 130 interrupted.
    """
    with exit_codes(refusals=(SettingsError, NotInteractiveError)):
        name = choose_deployment(deployment)
        if not yes:
            require_interactive(_INSTEAD)
        options = Options(name, terraform, yes, ignore_preflight, Console(highlight=False))
        job = Restore(options)
        stores = job.demand_two_pairs()
        if stores.standby != "kept":
            raise OperationFailedError(
                f"{stores.other} of {name} is being restored and never served: there is nothing to "
                f"undo. To end the restore: openemr restore discard {name}."
            )
        cut_over = job.cut_over()
        color, leaves = stores.other, stores.serving
        if cut_over and cut_over.is_unfinished:
            color, leaves = leaves, color
            typer.echo(f"The change to {color} did not come to its end, and goes on.")
        elif cut_over:
            typer.echo(cut_over.period)
        question = f"Let {name} use {color} instead of {leaves}? Type yes: "
        if not yes and ask(question, _INSTEAD) != "yes":
            raise StoppedError("Nothing was changed. The answer was not yes.")
        job.switch(color)
    typer.echo(
        f"{name} uses {color} again; {leaves} stays. Forth again: openemr restore undo {name}. To "
        f"destroy {leaves}: openemr restore discard {name}."
    )
