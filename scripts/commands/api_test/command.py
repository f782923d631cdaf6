"""`openemr api-test`: runs the flows in order; one that fails does not stop the others."""

import contextlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import typer
from joserfc.jwk import RSAKey
from rich.console import Console

from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.interruption import Interrupted
from scripts.cli.option_class import takes
from scripts.cli.steps import Steps
from scripts.commands.api_test.authorization_code import AuthorizationCode
from scripts.commands.api_test.client_credentials import ClientCredentials, public_keys, read_key
from scripts.commands.api_test.connection import Http
from scripts.commands.api_test.context import Context
from scripts.commands.api_test.discovery import discover
from scripts.commands.api_test.enabling import EcsExec, instructions, wait_until_enabled
from scripts.commands.api_test.failures import CheckFailedError
from scripts.commands.api_test.options import NO_SIGN_IN, FlowName, Options, is_plain_http
from scripts.commands.api_test.redirect import Redirect, open_redirect
from scripts.commands.api_test.report import API_CLIENT, Flow, Report, failure_text, text_report
from scripts.deployment.http_endpoint import deployment_settings
from scripts.deployment.outputs import Deployed, outputs_of
from scripts.terraform.synthesis import choose_deployment
from scripts.terraform.working_directory import open_working_directory

_OAuthFlow = AuthorizationCode | ClientCredentials
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


def _test(options: Options) -> Report:
    key = read_key(options.key) if options.key else None
    # No progress line where a person types.
    console = Console(stderr=True, highlight=False, force_terminal=False) if options.paste else None
    steps = Steps(console)
    url, deployment, settings, ecs = _find_target(options, steps)
    if settings and settings.is_production and options.write is None:
        options = replace(options, write=False)
    report = Report(url, deployment)
    if is_plain_http(url) and FlowName.AUTHORIZATION_CODE in (options.flow or ()):
        raise InvalidInputError(
            f"--flow authorization-code with {url}: {NO_SIGN_IN}; accepted: an https URL"
        )
    if options.insecure:
        report.warnings.append(_INSECURE.format(url=url))
        steps.warn("TLS is not verified", report.warnings[0])
    elif is_plain_http(url):
        raise InvalidInputError(
            f"{url}: plain HTTP, by which tokens and patients' data would cross the "
            "network in clear text; accepted: an https URL, or --insecure for a test without "
            "patients' data"
        )
    try:
        _run_flows(options, report, steps, ecs, key)
    except InvalidInputError:
        raise
    except BaseException as error:
        # What this run created must be reported, however it ended.
        report.interrupted = str(error) if isinstance(error, Interrupted) else type(error).__name__
        _publish(report, options)
        raise
    _publish(report, options)
    return report


def _find_target(options: Options, steps: Steps) -> tuple[str, str | None, Any, Deployed | None]:
    """URL, deployment, its settings, and the deployment whose tasks ECS Exec enters.

    With --url alone nothing else is read. Raises InvalidInputError and what
    open_working_directory raises.
    """
    if options.url and not options.deployment:
        return options.url.rstrip("/"), None, None, None
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
        url = url or outputs.get("application_url")
        if not url:
            raise InvalidInputError(
                f"DEPLOYMENT {name}: its state has no output application_url; accepted: an applied "
                "deployment, or --url https://HOST"
            )
        if options.uses_ecs_exec:
            directory.refuse_wrong_target(state)
            ecs = Deployed(name, directory.region, directory.account, outputs)
    return url.rstrip("/"), name, settings, ecs


def _publish(report: Report, options: Options) -> None:
    text = json.dumps(report.as_json(), indent=2)
    if options.report:
        options.report.write_text(f"{text}\n", encoding="utf-8")
    typer.echo(text if options.as_json else text_report(report))
    if failures := failure_text(report):
        typer.echo(f"\n{failures}", err=True)


def _run_flows(
    options: Options, report: Report, steps: Steps, ecs: Deployed | None, key: RSAKey | None
) -> None:
    """Fill in the report. Raises InvalidInputError, and what an interruption raises."""
    flows = {
        name: Flow(name.value, steps, skipped_because=options.skip_reason(name, report.url))
        for name in FlowName
    }
    report.flows += flows.values()
    discovery, by_code, by_assertion = flows.values()
    with contextlib.ExitStack() as resources:
        redirect: Redirect | None = None
        if by_code.is_open:
            redirect = resources.enter_context(open_redirect(options))
        http = Http(options.tls_verify, options.request_timeout)
        with discovery.stage(is_last=True):
            endpoints = discover(http, report.url, options.site, discovery)
        if discovery.failure:
            for flow in (by_code, by_assertion):
                if flow.is_open:
                    flow.skipped_because = "discovery failed"
            return
        context = Context(options, http, endpoints, report, steps.console)
        started: list[_OAuthFlow] = []
        if redirect:
            started.append(AuthorizationCode(context, by_code, redirect))
        if by_assertion.is_open:
            started.append(ClientCredentials(context, by_assertion, key))
        _authorize(context, started, EcsExec(ecs, context) if ecs else None)


def _authorize(context: Context, started: Sequence[_OAuthFlow], ecs_exec: EcsExec | None) -> None:
    for each in started:
        with each.flow.stage():
            each.register()
    # A client that was given has no secret here.
    registered = [
        (each.flow, each.client) for each in started if each.client and each.client.secret
    ]
    clients = [client for _, client in registered]

    def enable() -> None:
        if ecs_exec:
            ecs_exec.run("enable", clients)
        else:
            context.prompt(instructions(clients))

    wait_until_enabled(context, [each for each in registered if each[0].is_open], enable)
    for each in started:
        if each.flow.is_open:
            with each.flow.stage(is_last=True):
                each.proceed()
    if ecs_exec and clients:
        report = context.report
        try:
            if ecs_exec.run("remove", clients):
                report.remnants = [each for each in report.remnants if each.what != API_CLIENT]
        except CheckFailedError as failure:
            report.warnings.append(f"The API clients were not removed: {failure}")
