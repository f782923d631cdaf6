"""`openemr api-test`."""

import json
from dataclasses import dataclass, replace
from typing import Any

import typer
from rich.console import Console

from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.interruption import Interrupted
from scripts.cli.option_class import takes
from scripts.cli.steps import Steps
from scripts.commands.api_test.client_credentials import public_keys, read_key
from scripts.commands.api_test.options import Options
from scripts.commands.api_test.report import Report, failure_text, text_report
from scripts.commands.api_test.run import Run
from scripts.deployment.http_endpoint import deployment_settings
from scripts.deployment.outputs import Deployed, outputs_of
from scripts.terraform.synthesis import choose_deployment
from scripts.terraform.working_directory import open_working_directory

_INSECURE = (
    "--insecure: nothing proves that {url} is your OpenEMR, and anyone on the network path can "
    "read tokens and patients' data. Never use it on a site with patients' data."
)


@takes(Options)
def api_test(options: Options) -> None:
    """Test OpenEMR's APIs from outside: discovery, OAuth flows, FHIR and the standard API.

    Registers API clients, waits until they are enabled, signs in with PKCE through your browser,
    authenticates a system client by a signed assertion, searches and creates patients, and lists
    what remains. Secrets, tokens and codes are never shown. Exit codes: 0 all flows passed or were
    skipped on purpose; 1 a flow failed; 2 invalid options or settings; 130 interrupted.
    """
    with exit_codes():
        if options.print_jwks:
            if options.key is None:
                raise InvalidInputError(
                    "--print-jwks without --key: accepted with the private key's file"
                )
            typer.echo(json.dumps(public_keys(read_key(options.key)), indent=2))
            return
        options.check()
        report = _test(options)
    raise typer.Exit(FAILED if report.failed else 0)


@dataclass(frozen=True)
class _Target:
    """url: without a trailing slash. deployment: None if only a URL was given.

    ecs: the deployment whose tasks ECS Exec enters, if it enables the clients.
    """

    url: str
    deployment: str | None
    is_production: bool = False
    ecs: Deployed | None = None


def _test(options: Options) -> Report:
    key = read_key(options.key) if options.key else None
    # No progress line where a person types.
    console = Console(stderr=True, highlight=False, force_terminal=False) if options.paste else None
    steps = Steps(console)
    target = _find_target(options, steps)
    if target.is_production and options.write is None:
        options = replace(options, write=False)
    report = Report(target.url, target.deployment)
    if options.insecure:
        report.warnings.append(_INSECURE.format(url=target.url))
        steps.warn("TLS is not verified", report.warnings[0])
    elif target.url.startswith("http:"):
        raise InvalidInputError(
            f"{target.url}: plain HTTP, by which tokens and patients' data would cross the "
            "network in clear text; accepted: an https URL, or --insecure for a test without "
            "patients' data"
        )
    try:
        Run(options, report, steps, target.ecs, key).run()
    except InvalidInputError:
        raise
    except BaseException as error:
        # What this run created must be reported, however it ended.
        report.interrupted = str(error) if isinstance(error, Interrupted) else type(error).__name__
        _publish(report, options)
        raise
    _publish(report, options)
    return report


def _find_target(options: Options, steps: Steps) -> _Target:
    """With --url alone nothing else is read; else settings and state of the deployment are.

    Raises InvalidInputError and what open_working_directory raises.
    """
    if options.url and not options.deployment:
        return _Target(options.url.rstrip("/"), None)
    name = choose_deployment(options.deployment)
    settings = deployment_settings(name)
    problems = []
    if not settings.activate_openemr_apis:
        problems.append(
            f"deployments.{name}.activate_openemr_apis: false; accepted: true, and applied, before "
            "the APIs can be tested"
        )
    if options.uses_ecs_exec and not settings.enable_ecs_exec:
        problems.append(
            f"deployments.{name}.enable_ecs_exec: false; accepted for --enable-by ecs-exec: true"
        )
    if problems:
        raise InvalidInputError("\n".join(problems))
    url, ecs = options.url, None
    if not url or options.uses_ecs_exec:
        directory = open_working_directory(name, steps, options.terraform)
        state = directory.state()
        outputs = outputs_of(state)
        url = url or _application_url(name, outputs)
        if options.uses_ecs_exec:
            directory.refuse_wrong_target(state)
            ecs = Deployed(name, directory.region, directory.account, outputs)
    return _Target(url.rstrip("/"), name, settings.is_production, ecs)


def _application_url(name: str, outputs: dict[str, Any]) -> str:
    if not outputs.get("application_url"):
        raise InvalidInputError(
            f"DEPLOYMENT {name}: its state has no output application_url; accepted: an applied "
            "deployment, or --url https://HOST"
        )
    return str(outputs["application_url"])


def _publish(report: Report, options: Options) -> None:
    text = json.dumps(report.as_json(), indent=2)
    if options.report:
        options.report.write_text(f"{text}\n", encoding="utf-8")
    typer.echo(text if options.as_json else text_report(report))
    if failures := failure_text(report):
        typer.echo(f"\n{failures}", err=True)
