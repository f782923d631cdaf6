"""The command line `openemr`: one verb, one module."""

import typer

from scripts.cli.exit_codes import ErrorsAreOne
from scripts.commands.api_test.command import api_test
from scripts.commands.backups import backups
from scripts.commands.cost.command import cost
from scripts.commands.deploy.command import deploy
from scripts.commands.destroy.command import PurgeMayLackItsName, destroy
from scripts.commands.diagram.command import diagram
from scripts.commands.doctor.command import doctor
from scripts.commands.drift.command import drift
from scripts.commands.exec import ProgramCommand, execute
from scripts.commands.load_test.command import load_test
from scripts.commands.logs import logs
from scripts.commands.open import open_browser
from scripts.commands.password import password
from scripts.commands.plan.command import PlanCommand, plan
from scripts.commands.scan.command import scan
from scripts.commands.settings.command import settings
from scripts.commands.state.command import state
from scripts.commands.synth import synth
from scripts.commands.try_.command import try_deployment
from scripts.commands.tunnel import tunnel

app = typer.Typer(
    name="openemr",
    help="OpenEMR on AWS Fargate: the deployment's commands.",
    no_args_is_help=True,
    add_completion=False,
    # Not Typer's own mode, which keeps the line breaks of docstrings within paragraphs.
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
app.command("api-test")(api_test)
app.command("backups")(backups)
app.command("cost")(cost)
app.command("deploy")(deploy)
app.command("destroy", cls=PurgeMayLackItsName)(destroy)
app.command("doctor")(doctor)
app.command("diagram")(diagram)
app.command("drift", cls=ErrorsAreOne)(drift)
app.command("exec", cls=ProgramCommand)(execute)
app.command("load-test")(load_test)
app.command("logs")(logs)
app.command("open")(open_browser)
app.command("password")(password)
app.command("plan", cls=PlanCommand)(plan)
app.command("scan")(scan)
app.command("settings")(settings)
app.add_typer(state, name="state")
app.command("synth")(synth)
app.command("try")(try_deployment)
app.command("tunnel")(tunnel)


def main() -> None:
    """Run the verb that the arguments name."""
    app(prog_name="openemr")
