"""The command group `openemr settings`, which shows the reference unless told otherwise."""

from scripts.cli.lazy_group import LazyCommand, new_app

COMMANDS = {
    "show": LazyCommand(
        "scripts.commands.settings.show:show",
        "Show every setting of cdktf.json: type, accepted values, default, description.",
    ),
    "import": LazyCommand(
        "scripts.commands.settings.import_.command:import_settings",
        "Turn a predecessor's cdk.json or terraform.tfvars into a deployment of cdktf.json.",
    ),
}

settings = new_app(
    COMMANDS,
    default="show",
    help="Show every setting of cdktf.json, or import those of a predecessor.",
)
