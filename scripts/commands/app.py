"""The command line `openemr`: the table of its commands."""

from scripts.cli.lazy_group import LazyCommand, new_app

_DEPLOY, _CHECK, _OPERATE, _TEST = "Deploy", "Check", "Operate", "Test"

# `help` is the first sentence of the command's docstring, which the list shows without importing
# the command; a test compares them.
COMMANDS = {
    "synth": LazyCommand(
        "scripts.commands.synth:synth",
        "Synthesize every deployment in cdktf.json to Terraform JSON; nothing is deployed.",
        panel=_DEPLOY,
    ),
    "plan": LazyCommand(
        "scripts.commands.plan:plan",
        "Show what an apply would change, and stop at changes that need explicit approval.",
        "scripts.commands.plan:PlanCommand",
        panel=_DEPLOY,
    ),
    "deploy": LazyCommand(
        "scripts.commands.deploy.command:deploy",
        "Check, plan, review, ask, apply exactly that plan, and wait until OpenEMR is healthy.",
        panel=_DEPLOY,
    ),
    "upgrade": LazyCommand(
        "scripts.commands.upgrade.command:upgrade",
        "Upgrade OpenEMR to another release: copies first, and back to the old one if it fails.",
        panel=_DEPLOY,
    ),
    "destroy": LazyCommand(
        "scripts.commands.destroy.command:destroy",
        "Destroy a deployment, after listing what is deleted, what is kept and what that costs.",
        "scripts.commands.destroy.command:PurgeMayLackItsName",
        panel=_DEPLOY,
    ),
    "state": LazyCommand(
        "scripts.commands.state.command:state",
        "Manage the Terraform state: backend, locks, earlier versions, recovery.",
        panel=_DEPLOY,
    ),
    "image": LazyCommand(
        "scripts.commands.image.command:image",
        "Pin the container image by digest, copy it into ECR, and show its findings.",
        panel=_DEPLOY,
    ),
    "doctor": LazyCommand(
        "scripts.commands.doctor:doctor",
        "Check for problems that would make a deployment fail, and suggest fixes.",
        panel=_CHECK,
    ),
    "permissions": LazyCommand(
        "scripts.commands.permissions.command:permissions",
        "Write the IAM policies that plan, deploy, operate and destroy of a deployment need.",
        panel=_CHECK,
    ),
    "try": LazyCommand(
        "scripts.commands.try_.command:try_deployment",
        "Try a deployment on an embedded AWS: synthesize, validate, plan, apply, plan again.",
        panel=_CHECK,
    ),
    "scan": LazyCommand(
        "scripts.commands.scan.command:scan",
        "Scan the Terraform configuration with Checkov and the project's own policies.",
        panel=_CHECK,
    ),
    "drift": LazyCommand(
        "scripts.commands.drift.command:drift",
        "Compare a deployment's Terraform state with the resources in AWS; nothing is changed.",
        "scripts.cli.exit_codes:UsageErrorExitsOne",
        panel=_CHECK,
    ),
    "cost": LazyCommand(
        "scripts.commands.cost.command:cost",
        "Estimate what a deployment costs per month, from its Terraform configuration.",
        panel=_CHECK,
    ),
    "diagram": LazyCommand(
        "scripts.commands.diagram.command:diagram",
        "Draw the architecture of a deployment from its Terraform configuration.",
        panel=_CHECK,
    ),
    "settings": LazyCommand(
        "scripts.commands.settings.command:settings",
        "Show every setting of cdktf.json, or import those of a predecessor.",
        panel=_CHECK,
    ),
    "open": LazyCommand(
        "scripts.commands.open:open_browser",
        "Print OpenEMR's URL, and open it in a browser if there is one.",
        panel=_OPERATE,
    ),
    "password": LazyCommand(
        "scripts.commands.password:password",
        "Show where a password is stored in Secrets Manager; print it only with --reveal.",
        panel=_OPERATE,
    ),
    "logs": LazyCommand(
        "scripts.commands.logs:logs",
        "Show container logs.",
        panel=_OPERATE,
    ),
    "exec": LazyCommand(
        "scripts.commands.exec:execute",
        "Open a recorded shell in a running task (ECS Exec), or run a program there.",
        "scripts.commands.exec:ProgramCommand",
        panel=_OPERATE,
    ),
    "tunnel": LazyCommand(
        "scripts.commands.tunnel:tunnel",
        "Forward a local port to the database through a running task, for a limited time.",
        panel=_OPERATE,
    ),
    "backups": LazyCommand(
        "scripts.commands.backups:backups",
        "List the recovery points of database and files in the backup vault, or create new ones.",
        panel=_OPERATE,
    ),
    "restore": LazyCommand(
        "scripts.commands.restore.command:restore",
        "Bring back database and files from a pair of copies of the same time.",
        panel=_OPERATE,
    ),
    "upgrade-database": LazyCommand(
        "scripts.commands.upgrade_database:upgrade_database",
        "Upgrade Aurora to the minor version in the settings, instead of waiting for AWS.",
        panel=_OPERATE,
    ),
    "api-test": LazyCommand(
        "scripts.commands.api_test.command:api_test",
        "Test OpenEMR's APIs from outside: discovery, OAuth flows, FHIR and the standard API.",
        panel=_TEST,
    ),
    "load-test": LazyCommand(
        "scripts.commands.load_test.command:load_test",
        "Load-test a deployment.",
        panel=_TEST,
    ),
}

app = new_app(
    COMMANDS,
    name="openemr",
    help="Deploy and operate OpenEMR on AWS Fargate.",
    no_args_is_help=True,
)


def main() -> None:
    """Run the command that the arguments name."""
    app(prog_name="openemr")
