"""The command line `openemr`: one verb, one module."""

import typer

from scripts.scan.command import scan
from scripts.synth import synth
from scripts.try_out.command import try_deployment

app = typer.Typer(
    name="openemr",
    help="OpenEMR on AWS Fargate: the deployment's commands.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("scan")(scan)
app.command("synth")(synth)
app.command("try")(try_deployment)


def main() -> None:
    """Run the verb that the arguments name."""
    app(prog_name="openemr")
