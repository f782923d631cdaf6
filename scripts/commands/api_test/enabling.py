"""Waiting until an administrator, or ECS Exec, has enabled the registered clients."""

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scripts.cli.steps import RunningStep
from scripts.commands.api_test.answers import as_object
from scripts.commands.api_test.connection import Http
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.registration import Client
from scripts.commands.api_test.report import Flow


@dataclass(frozen=True)
class Patience:
    """How long to wait for a person, and how long between two looks; seconds."""

    timeout: float
    poll: float


def instructions(clients: Sequence[Client]) -> str:
    """Where to click."""
    names = [f"  {client.name}  (client id {client.id})" for client in clients]
    return "\n".join(
        [
            "Sign in to OpenEMR as an administrator, open Administration > System > API Clients,",
            "and enable:",
            *names,
        ]
    )


class Enabling:
    """Asks OpenEMR whether clients are enabled yet.

    There is no question for that, so a refresh with a token that cannot exist is tried: OpenEMR
    looks at the client first, and says invalid_client as long as it is disabled.
    """

    def __init__(self, http: Http, token_endpoint: str, patience: Patience) -> None:
        self._http = http
        self._endpoint = token_endpoint
        self._patience = patience

    def wait(self, waiting: Sequence[tuple[Flow, Client]], ask: Callable[[], None]) -> None:
        """Look until all are enabled; the first that is not makes `ask` be called, once.

        Each flow records its own check and, when time is up, its own failure. One request in each
        pause, whatever the number of clients, for the firewall counts them.
        """
        asked: list[CheckFailedError | None] = []
        ends = time.monotonic() + self._patience.timeout
        for flow, client in waiting:
            with flow.stage(), flow.check("enabled", f"{client.name} is enabled") as step:
                if self.is_enabled(client):
                    continue
                if not asked:
                    asked.append(_outcome(ask))
                if asked[0]:
                    raise asked[0]
                self._wait_for(client, ends, step)

    def _wait_for(self, client: Client, ends: float, step: RunningStep) -> None:
        while not self.is_enabled(client):
            left = ends - time.monotonic()
            if left <= 0:
                raise CheckFailedError(
                    Kind.CLIENT_DISABLED,
                    f"The client {client.name} (client id {client.id}) is registered but still "
                    f"disabled after {self._patience.timeout:g} s.",
                )
            step.update(f"{left:.0f} s left")
            time.sleep(min(self._patience.poll, left))
        step.update("")

    def is_enabled(self, client: Client) -> bool:
        """Raises CheckFailedError if OpenEMR cannot be asked."""
        with self._http.plain() as session:
            response = session.post(
                self._endpoint,
                data={
                    "grant_type": "refresh_token",
                    "client_id": client.id,
                    "client_secret": client.secret,
                    "refresh_token": secrets.token_urlsafe(32),
                },
                allow_redirects=False,
            )
        error = as_object(response).get("error")
        if not error:
            raise CheckFailedError(
                Kind.UNEXPECTED_ANSWER,
                f"The token endpoint answers HTTP {response.status_code} to a refresh that must "
                "be refused.",
            )
        return bool(error != "invalid_client")


def _outcome(ask: Callable[[], None]) -> CheckFailedError | None:
    """What went wrong, so that every flow that waits can say it."""
    try:
        ask()
    except CheckFailedError as failure:
        return failure
    return None
