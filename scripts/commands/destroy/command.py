"""`openemr destroy`: destroy a deployment, and keep the data of a production."""

import json
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperCommand

from scripts.cli.consent import NotInteractiveError
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import TerraformOption
from scripts.commands.destroy.blockers import LEAVE
from scripts.commands.destroy.consent import Options, chosen_deployment
from scripts.commands.destroy.job import Destroy

_PURGE = "--purge"
_INTERRUPTED = (
    "Interrupted. Completed deletions are recorded in the state; the same command continues."
)


class PurgeMayLackItsName(TyperCommand):
    """Command class for `--purge` without a name, which is then typed; scripts add NAME."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Read the options."""
        following = [*args, "-"][1:]
        given = [
            f"{_PURGE}=" if word == _PURGE and next_word.startswith("-") else word
            for word, next_word in zip(args, following, strict=True)
        ]
        return super().make_context(info_name, given, parent, **extra)


def destroy(
    deployment: Annotated[
        str | None,
        typer.Argument(help="A name in cdktf.json; required if there are several deployments."),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", help="Skip confirmation. Accepted for evaluations only."),
    ] = False,
    confirm: Annotated[
        str | None,
        typer.Option(
            help="The deployment's name, instead of typing it. Also accepted for a production, "
            "whose data is kept.",
            metavar="NAME",
        ),
    ] = None,
    purge: Annotated[
        str | None,
        typer.Option(
            _PURGE,
            help="Also delete the data, after last copies. Asks for the deployment's name; scripts "
            "give it here.",
            metavar="[NAME]",
        ),
    ] = None,
    no_final_snapshot: Annotated[
        bool,
        typer.Option(
            "--no-final-snapshot",
            help="Only with --purge: take no last snapshot of the database and no last backup of "
            "the files.",
        ),
    ] = False,
    leave_blocked: Annotated[
        bool,
        typer.Option(
            LEAVE,
            help="Destroy the rest although parts of others are in the VPC, and leave it with the "
            "subnets and security groups that they use.",
        ),
    ] = False,
    terraform: TerraformOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON; the rest goes to stderr.")
    ] = False,
) -> None:
    """Destroy a deployment, after listing what is deleted, what is kept and what that costs.

    An evaluation is destroyed completely. A deployment counts as an evaluation only if its
    settings, its state, its tags and protections in AWS and the creation of its database all agree.
    Anything else is treated as a production: its name is required, and everything that holds data
    is kept (database, files, backups, audit trail, logs, keys). Locked recovery points, locked
    objects and other owners' buckets are never deleted. Can be interrupted and repeated. Exit
    codes: 0 done; 1 failed; 2 invalid settings or options, or no interactive input; 3 stopped
    before any deletion: --yes was given for a production, the name did not match, or parts of
    others are in the VPC; 130 interrupted.
    """
    if no_final_snapshot and purge is None:
        raise typer.BadParameter("--no-final-snapshot requires --purge")
    with exit_codes(interrupted=_INTERRUPTED, refusals=(NotInteractiveError,)):
        name = chosen_deployment(deployment, asks=not yes)
        job = Destroy(
            Options(
                deployment=name,
                program=terraform,
                consented=yes,
                confirmed=confirm,
                purge=purge,
                takes_copies=not no_final_snapshot,
                leaves_blocked=leave_blocked,
                console=Console(stderr=as_json, highlight=False),
            )
        )
        try:
            job.run()
        finally:
            if as_json:
                typer.echo(json.dumps(job.result.as_data(), indent=2))
