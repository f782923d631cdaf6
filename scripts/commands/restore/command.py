"""The command group `openemr restore`."""

from scripts.cli.lazy_group import LazyCommand, new_app

COMMANDS = {
    "list": LazyCommand(
        "scripts.commands.restore.list_:list_pairs",
        "List the pairs of database and files copies that a deployment can come back from.",
    ),
    "plan": LazyCommand(
        "scripts.commands.restore.plan:plan",
        "Show what a restore would bring back, what it loses, how long it takes; change nothing.",
    ),
}

restore = new_app(
    COMMANDS,
    help="Bring back database and files from a pair of copies of the same time.",
    no_args_is_help=True,
)
