"""Runs the flows of one test in order; one that fails does not stop the others."""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from joserfc.jwk import RSAKey

from scripts.cli.steps import Steps
from scripts.commands.api_test.authorization_code import AuthorizationCode
from scripts.commands.api_test.client_credentials import ClientCredentials
from scripts.commands.api_test.connection import Http
from scripts.commands.api_test.context import Client, Context
from scripts.commands.api_test.discovery import discover
from scripts.commands.api_test.enabling import EcsExec, instructions, wait_until_enabled
from scripts.commands.api_test.failures import CheckFailedError
from scripts.commands.api_test.options import FlowName, Options
from scripts.commands.api_test.redirect import Redirect, open_redirect
from scripts.commands.api_test.report import API_CLIENT, Flow, Report
from scripts.deployment.outputs import Deployed

OAuthFlow = AuthorizationCode | ClientCredentials


@dataclass(frozen=True)
class Run:
    """One test of one address. ecs: the deployment whose tasks ECS Exec enters, if any."""

    options: Options
    report: Report
    steps: Steps
    ecs: Deployed | None
    key: RSAKey | None

    def run(self) -> None:
        """Fill in the report. Raises InvalidInputError, and what an interruption raises."""
        flows = {
            name: Flow(name.value, self.steps, skipped_because=self.options.skip_reason(name))
            for name in FlowName
        }
        self.report.flows += flows.values()
        with contextlib.ExitStack() as resources:
            redirect: Redirect | None = None
            if flows[FlowName.AUTHORIZATION_CODE].is_open:
                redirect = resources.enter_context(open_redirect(self.options))
            context = self._discover(flows[FlowName.DISCOVERY])
            if context:
                self._run_flows(context, list(self._oauth_flows(context, flows, redirect)))
                return
        for flow in flows.values():
            if flow.is_open:
                flow.skipped_because = "discovery failed"

    def _discover(self, flow: Flow) -> Context | None:
        options, report = self.options, self.report
        http = Http(options.tls_verify, options.request_timeout)
        with flow.stage(is_last=True):
            endpoints = discover(http, report.url, options.site, flow)
            return Context(options, http, endpoints, report, self.steps.console)
        return None

    def _oauth_flows(
        self, context: Context, flows: dict[FlowName, Flow], redirect: Redirect | None
    ) -> Iterator[OAuthFlow]:
        if redirect:
            yield AuthorizationCode(context, flows[FlowName.AUTHORIZATION_CODE], redirect)
        if flows[FlowName.CLIENT_CREDENTIALS].is_open:
            yield ClientCredentials(context, flows[FlowName.CLIENT_CREDENTIALS], self.key)

    def _run_flows(self, context: Context, started: Sequence[OAuthFlow]) -> None:
        for each in started:
            with each.flow.stage():
                each.register()
        # A client that was given has no secret here.
        registered = [
            (each.flow, each.client) for each in started if each.client and each.client.secret
        ]
        clients = [client for _, client in registered]
        ecs_exec = EcsExec(self.ecs, context) if self.ecs else None

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
            self._remove(ecs_exec, clients)

    def _remove(self, ecs_exec: EcsExec, clients: Sequence[Client]) -> None:
        try:
            if ecs_exec.run("remove", clients):
                remnants = self.report.remnants
                self.report.remnants = [each for each in remnants if each.what != API_CLIENT]
        except CheckFailedError as failure:
            self.report.warnings.append(f"The API clients were not removed: {failure}")
