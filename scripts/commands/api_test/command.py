"""The verb `api-test`."""

import json
from dataclasses import replace
from pathlib import Path

import typer
from rich.console import Console

from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.interruption import Interrupted
from scripts.cli.options import TerraformOption
from scripts.cli.steps import Steps
from scripts.commands.api_test import arguments
from scripts.commands.api_test.hidden import Hidden
from scripts.commands.api_test.options import Options, WrongOptionsError
from scripts.commands.api_test.report import Report
from scripts.commands.api_test.target import Target, find_target
from scripts.commands.api_test.texts import failure_text, result_text

_INSECURE = (
    "--insecure: nothing proves that {url} is your OpenEMR, and whoever sits in between can read "
    "tokens and patients. Never use it on a site with patients' data."
)


def api_test(
    deployment: arguments.Deployment = None,
    url: arguments.Url = None,
    flow: arguments.Flows = None,
    site: arguments.Site = "default",
    scope: arguments.Scopes = None,
    paste: arguments.Paste = False,
    port: arguments.Port = 0,
    enable_by: arguments.EnableBy = None,
    timeout: arguments.Timeout = 600,
    poll: arguments.Poll = 5,
    request_timeout: arguments.RequestTimeout = 30,
    client_id: arguments.ClientId = None,
    key: arguments.Key = None,
    jwks_uri: arguments.JwksUri = None,
    print_jwks: arguments.PrintJwks = False,
    ca: arguments.Ca = None,
    insecure: arguments.Insecure = False,
    write: arguments.Write = None,
    non_interactive: arguments.NonInteractive = False,
    terraform: TerraformOption = None,
    as_json: arguments.AsJson = False,
    report: arguments.ReportFile = None,
) -> None:
    """Test OpenEMR's APIs from outside: discovery, OAuth flows, FHIR and the standard API.

    Registers its own API clients, waits until they are enabled, signs in with PKCE through your
    browser, proves a system client by a signed assertion, searches and creates patients, and says
    what remains. Secrets, tokens and codes are never shown. Exit codes: 0 all flows passed or were
    skipped on purpose; 1 a flow failed; 2 wrong options or settings; 130 interrupted.
    """
    options = Options(
        deployment=deployment,
        url=url,
        site=site,
        flows=tuple(flow or ()),
        scopes=tuple(scope or ()),
        paste=paste,
        port=port,
        enable_by=enable_by,
        timeout=timeout,
        poll=poll,
        request_timeout=request_timeout,
        client_id=client_id,
        key=key,
        jwks_uri=jwks_uri,
        ca=ca,
        insecure=insecure,
        write=write,
        non_interactive=non_interactive,
    )
    with exit_codes(refusals=[WrongOptionsError]):
        if print_jwks:
            typer.echo(_public_keys(key))
            return
        options.check()
        _refuse_report(report)
        made = _test(options, terraform, as_json, report)
    raise typer.Exit(FAILED if made.failed else 0)


def _test(options: Options, terraform: str | None, as_json: bool, file: Path | None) -> Report:
    # Authlib and requests take half a second, which --help need not wait for.
    from scripts.commands.api_test.keys import read_key  # noqa: PLC0415
    from scripts.commands.api_test.run import Run  # noqa: PLC0415

    key = read_key(options.key) if options.key else None
    steps = _steps(options)
    target = find_target(options, steps, terraform)
    if target.is_production and options.write is None:
        options = replace(options, write=False)
    report = Report(target.url, target.deployment, Hidden())
    _warn(options, target, report, steps)
    try:
        Run(options, report, steps, target.ecs_exec, key).run()
    except WrongOptionsError:
        raise
    except BaseException as ended:
        # What this run left behind must be known, however it ended.
        report.interrupted = str(ended) if isinstance(ended, Interrupted) else type(ended).__name__
        _publish(report, as_json, file)
        raise
    _publish(report, as_json, file)
    return report


def _steps(options: Options) -> Steps:
    """Without a moving line where a person types."""
    if options.paste:
        return Steps(Console(stderr=True, highlight=False, force_terminal=False))
    return Steps()


def _warn(options: Options, target: Target, report: Report, steps: Steps) -> None:
    if not options.insecure:
        if target.url.startswith("http:"):
            raise WrongOptionsError(
                f"{target.url}: plain HTTP, by which tokens and patients' data would cross the "
                "network in clear text; accepted: an https address, or --insecure for a test "
                "without patients' data"
            )
        return
    warning = _INSECURE.format(url=target.url)
    report.warnings.append(warning)
    steps.warn("TLS is not verified", warning)


def _public_keys(file: Path | None) -> str:
    from scripts.commands.api_test.keys import public_keys, read_key  # noqa: PLC0415

    if file is None:
        raise WrongOptionsError("--print-jwks without --key: accepted with the private key's file")
    return json.dumps(public_keys(read_key(file)), indent=2)


def _refuse_report(file: Path | None) -> None:
    if file and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise WrongOptionsError(f"--report {file}: accepted is a file in a folder that exists")


def _publish(report: Report, as_json: bool, file: Path | None) -> None:
    text = json.dumps(report.as_json(), indent=2)
    if file:
        file.write_text(f"{text}\n", encoding="utf-8")
    typer.echo(text if as_json else result_text(report))
    if failure := failure_text(report):
        typer.echo(f"\n{failure}", err=True)
