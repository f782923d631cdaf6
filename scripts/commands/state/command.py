"""The verbs `state ...`."""

import typer

from scripts.commands.state.adopt import adopt
from scripts.commands.state.bootstrap import bootstrap
from scripts.commands.state.move import move
from scripts.commands.state.recover import recover
from scripts.commands.state.unlock import unlock
from scripts.commands.state.versions import versions

state = typer.Typer(
    help="The Terraform state: where it lies, who works on it, how it comes back.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
for _verb in (bootstrap, move, unlock, versions, recover, adopt):
    state.command(_verb.__name__)(_verb)
