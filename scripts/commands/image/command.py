"""The command group `openemr image`."""

from scripts.cli.lazy_group import LazyCommand, new_app

COMMANDS = {
    "lock": LazyCommand(
        "scripts.commands.image.lock:lock",
        "Ask the registry for the digest of a deployment's image, and keep it in the lock file.",
    ),
    "copy": LazyCommand(
        "scripts.commands.image.copy:copy",
        "Copy a deployment's image into its ECR repository, without Docker.",
    ),
    "show": LazyCommand(
        "scripts.commands.image.show:show",
        "Show a deployment's image: digest, copy in ECR, findings of its scan, version.",
    ),
}

image = new_app(
    COMMANDS,
    help="Pin the container image by digest, copy it into ECR, and show its findings.",
    no_args_is_help=True,
)
