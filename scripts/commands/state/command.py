"""The command group `openemr state`."""

from scripts.cli.lazy_group import LazyCommand, new_app

COMMANDS = {
    "bootstrap": LazyCommand(
        "scripts.commands.state.bootstrap:bootstrap",
        "Create or verify the S3 bucket and lock table that hold the state of all deployments.",
    ),
    "move": LazyCommand(
        "scripts.commands.state.move:move",
        "Move a deployment's state to the backend in cdktf.json, or back to a local file.",
    ),
    "unlock": LazyCommand(
        "scripts.commands.state.unlock:unlock",
        "Show who holds a lock on a deployment's state, and release it on request.",
    ),
    "versions": LazyCommand(
        "scripts.commands.state.versions:versions",
        "List the versions of a deployment's state, newest first.",
    ),
    "recover": LazyCommand(
        "scripts.commands.state.recover:recover",
        "Restore a version of a deployment's state, or save the one an apply could not upload.",
    ),
    "adopt": LazyCommand(
        "scripts.commands.state.adopt:adopt",
        "Import resources that an interrupted apply created but did not record in the state.",
    ),
}

state = new_app(
    COMMANDS,
    help="Manage the Terraform state: backend, locks, earlier versions, recovery.",
    no_args_is_help=True,
)
