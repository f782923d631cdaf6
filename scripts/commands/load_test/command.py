"""The verb `load-test`."""

import signal

import typer

from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.interruption import Interrupted
from scripts.cli.options import TerraformOption
from scripts.cli.steps import Steps
from scripts.commands.load_test import arguments
from scripts.commands.load_test.options import (
    MixName,
    Options,
    SignInFailedError,
    WrongOptionsError,
)
from scripts.commands.load_test.verdict import Limits, Outcome
from scripts.deployment.outputs import NotDeployedError


def load_test(
    deployment: arguments.Deployment = None,
    url: arguments.Url = None,
    mix: arguments.Mix = MixName.CLINIC,
    rate: arguments.Rate = None,
    users: arguments.Users = None,
    sessions: arguments.Sessions = None,
    ramp: arguments.Ramp = 30,
    warm_up: arguments.WarmUp = 30,
    duration: arguments.Duration = 300,
    timeout: arguments.Timeout = 30,
    apis: arguments.Apis = None,
    user: arguments.User = None,
    password_env: arguments.PasswordEnv = None,
    p95: arguments.P95 = None,
    p99: arguments.P99 = None,
    error_rate: arguments.ErrorRate = 1,
    min_rate: arguments.MinRate = None,
    yes_production: arguments.YesProduction = None,
    ca: arguments.Ca = None,
    insecure: arguments.Insecure = False,
    report: arguments.Report = None,
    png: arguments.Png = False,
    as_json: arguments.AsJson = False,
    terraform: TerraformOption = None,
) -> None:
    """Load-test a deployment.

    With --rate, requests begin at moments fixed in advance, and latency counts from these moments,
    so that a stall shows in the percentiles as users would feel it. Answers of the firewall are
    told apart from OpenEMR's, and never count as its errors. Only the deployment's own addresses
    and this machine are accepted. A production deployment needs consent. Exit codes: 0 passed; 1 a
    criterion was missed, or the result is void (this machine too slow, firewall in the way); 2
    wrong options or settings, or the sign-in was refused; 130 interrupted, after a report of what
    was measured so far.
    """
    options = Options(
        deployment=deployment,
        url=url,
        mix=mix,
        rate=rate,
        users=users,
        sessions=sessions,
        ramp=ramp,
        warm_up=warm_up,
        duration=duration,
        timeout=timeout,
        user=user,
        password_env=password_env,
        apis=apis,
        ca=ca,
        insecure=insecure,
        yes_production=yes_production,
        limits=Limits(p95, p99, error_rate, min_rate),
        report=report,
        png=png,
    )
    with exit_codes(
        interrupted="Interrupted.",
        refusals=(WrongOptionsError, SignInFailedError),
        failures=(NotDeployedError,),
    ):
        options.check()
        outcome = _test(options, terraform, as_json)
    if outcome is not Outcome.PASSED:
        raise typer.Exit(FAILED)


def _test(options: Options, terraform: str | None, as_json: bool) -> Outcome:
    # Prices and settings take a while to load, which --help need not wait for.
    from scripts.commands.load_test.job import run_load_test  # noqa: PLC0415
    from scripts.commands.load_test.reports.publish import publish  # noqa: PLC0415

    report = run_load_test(options, terraform, Steps())
    publish(report, options.report, as_json=as_json, png=options.png)
    if report.recording.interrupted:
        raise Interrupted(signal.Signals[report.recording.interrupted])
    return report.verdict.outcome
