"""All flows of one test, in their order; one that fails does not stop the others."""

import contextlib
from collections.abc import Iterator, Sequence

from joserfc.jwk import RSAKey

from scripts.cli.steps import Steps
from scripts.commands.api_test.authorization_code import AuthorizationCode
from scripts.commands.api_test.client_credentials import ClientCredentials
from scripts.commands.api_test.connection import Http
from scripts.commands.api_test.discovery import Endpoints, discover
from scripts.commands.api_test.ecs_exec import EcsExec
from scripts.commands.api_test.enabling import Enabling, Patience, instructions
from scripts.commands.api_test.failures import CheckFailedError
from scripts.commands.api_test.loopback import Loopback
from scripts.commands.api_test.options import FlowName, Options, WrongOptionsError
from scripts.commands.api_test.pasted import Pasted
from scripts.commands.api_test.registration import Client
from scripts.commands.api_test.report import Flow, Report
from scripts.commands.api_test.trial import API_CLIENT, Trial, new_number

OAuthFlow = AuthorizationCode | ClientCredentials


class Run:
    """One test of one address. ecs_exec: set if it enables and removes the clients."""

    def __init__(
        self,
        options: Options,
        report: Report,
        steps: Steps,
        ecs_exec: EcsExec | None,
        key: RSAKey | None,
    ) -> None:
        self._options = options
        self._report = report
        self._steps = steps
        self._ecs_exec = ecs_exec
        self._key = key

    def run(self) -> None:
        """Fill in the report. Raises WrongOptionsError, and what an interruption raises."""
        flows = {name: self._flow(name) for name in FlowName}
        with contextlib.ExitStack() as resources:
            redirect: Loopback | Pasted | None = None
            if flows[FlowName.AUTHORIZATION_CODE].is_open:
                redirect = _redirect(self._options)
                resources.enter_context(redirect)
            trial = self._discover(flows[FlowName.DISCOVERY])
            if trial:
                self._proceed(trial, list(self._oauth_flows(trial, flows, redirect)))
                return
        for flow in flows.values():
            if flow.is_open:
                flow.skipped_because = "discovery failed"

    def _flow(self, name: FlowName) -> Flow:
        because = self._options.skipped_because(name)
        flow = Flow(name.value, self._steps, skipped_because=because)
        self._report.flows.append(flow)
        return flow

    def _discover(self, flow: Flow) -> Trial | None:
        http = Http(self._options.trust, self._options.request_timeout)
        found: list[Endpoints] = []
        with flow.stage(is_last=True):
            found.append(discover(http, self._report.url, self._options.site, flow))
        if not found:
            return None
        console = self._steps.console
        return Trial(self._options, http, found[0], self._report, console, new_number())

    def _oauth_flows(
        self, trial: Trial, flows: dict[FlowName, Flow], redirect: Loopback | Pasted | None
    ) -> Iterator[OAuthFlow]:
        if redirect:
            yield AuthorizationCode(trial, flows[FlowName.AUTHORIZATION_CODE], redirect)
        if flows[FlowName.CLIENT_CREDENTIALS].is_open:
            yield ClientCredentials(trial, flows[FlowName.CLIENT_CREDENTIALS], self._key)

    def _proceed(self, trial: Trial, started: Sequence[OAuthFlow]) -> None:
        for each in started:
            with each.flow.stage():
                each.register()
        self._enable(trial, started)
        for each in started:
            if each.flow.is_open:
                with each.flow.stage(is_last=True):
                    each.proceed()
        self._remove(trial, _registered(started))

    def _enable(self, trial: Trial, started: Sequence[OAuthFlow]) -> None:
        clients = _registered(started)

        def ask() -> None:
            if self._ecs_exec:
                self._ecs_exec.enable([client.id for client in clients], trial.tell)
            else:
                trial.tell(instructions(clients))

        patience = Patience(self._options.timeout, self._options.poll)
        waiting = [
            (each.flow, each.client)
            for each in started
            if each.flow.is_open and each.client in clients
        ]
        Enabling(trial.http, trial.endpoints.token, patience).wait(waiting, ask)

    def _remove(self, trial: Trial, clients: Sequence[Client]) -> None:
        if not self._ecs_exec or not clients:
            return
        try:
            if self._ecs_exec.remove([client.id for client in clients], trial.tell):
                self._report.forget(API_CLIENT)
        except CheckFailedError as failure:
            self._report.warnings.append(f"The API clients were not removed: {failure.happened}")


def _registered(started: Sequence[OAuthFlow]) -> list[Client]:
    """The clients this run made: a client that was given has no secret here."""
    return [each.client for each in started if each.client and each.client.secret]


def _redirect(options: Options) -> Loopback | Pasted:
    if options.paste:
        return Pasted(options.port)
    try:
        return Loopback(options.port)
    except OSError as problem:
        raise WrongOptionsError(
            f"--port {options.port}: cannot be listened on ({problem.strerror}); accepted is a "
            "free port of this machine, 0 for any"
        ) from problem
