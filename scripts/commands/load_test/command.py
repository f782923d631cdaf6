"""`openemr load-test`."""

import signal

import typer

from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.interruption import Interrupted
from scripts.cli.option_class import takes
from scripts.cli.steps import Steps
from scripts.commands.load_test.options import Options
from scripts.commands.load_test.report import publish
from scripts.commands.load_test.results import Outcome
from scripts.commands.load_test.run import run_load_test


@takes(Options)
def load_test(options: Options) -> None:
    """Load-test a deployment.

    With --rate, requests start at times fixed in advance, and latency counts from these times, so
    that a stall shows in the percentiles as users would feel it. The firewall's responses are
    counted separately, never as errors of OpenEMR. Only the deployment's own addresses and this
    machine are accepted. A production deployment requires consent. Exit codes: 0 passed; 1 a
    criterion was missed, or the result is void (this machine too slow, firewall in the way); 2
    invalid options or settings, or the sign-in was refused; 130 interrupted, after a report of what
    was measured so far.
    """
    with exit_codes():
        options.check()
        report = run_load_test(options, Steps())
        publish(report, options)
        if report.recording.interrupted:
            raise Interrupted(signal.Signals[report.recording.interrupted])
    if report.verdict.outcome is not Outcome.PASSED:
        raise typer.Exit(FAILED)
