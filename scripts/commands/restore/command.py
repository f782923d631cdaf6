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
    "run": LazyCommand(
        "scripts.commands.restore.run:run",
        "Restore database and files beside those in use, check them, and let OpenEMR use them.",
    ),
    "undo": LazyCommand(
        "scripts.commands.restore.undo:undo",
        "Let OpenEMR use the pair again that served before the cut-over of a restore.",
    ),
    "test": LazyCommand(
        "scripts.commands.restore.test_.command:restore_test",
        "Restore database and files beside those in use, check them, and destroy them again.",
    ),
    "tests": LazyCommand(
        "scripts.commands.restore.test_.list_:list_tests",
        "List the restore tests of a deployment, and what they found.",
    ),
    "discard": LazyCommand(
        "scripts.commands.restore.discard:discard",
        "Destroy the pair of database and files that does not serve.",
    ),
}

restore = new_app(
    COMMANDS,
    help="Bring back database and files from a pair of copies of the same time.",
    no_args_is_help=True,
)
