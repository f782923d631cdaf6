"""The command line `openemr`: one verb, one module."""

import typer

from scripts.api_test.command import api_test
from scripts.cost.command import cost
from scripts.deploy.command import deploy
from scripts.destroy.command import PurgeMayLackItsName, destroy
from scripts.diagram.command import diagram
from scripts.doctor.command import doctor
from scripts.drift.command import drift
from scripts.exit_codes import ErrorsAreOne
from scripts.load_test.command import load_test
from scripts.operate.backups import backups
from scripts.operate.browse import browse
from scripts.operate.enter import ProgramCommand, execute
from scripts.operate.logs import logs
from scripts.operate.password import password
from scripts.operate.tunnel import tunnel
from scripts.plan.command import PlanCommand, plan
from scripts.scan.command import scan
from scripts.settings_reference.command import settings
from scripts.state.command import state
from scripts.synth import synth
from scripts.try_out.command import try_deployment

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
app.command("open")(browse)
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
