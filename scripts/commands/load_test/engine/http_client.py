"""HTTP requests of a virtual user, and what their responses mean."""

import re
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import certifi
import gevent  # type: ignore[import-untyped]
import gevent.ssl  # type: ignore[import-untyped]
from geventhttpclient._parser import HTTPParseError  # type: ignore[import-untyped]
from geventhttpclient.client import HTTPClientPool  # type: ignore[import-untyped]
from geventhttpclient.response import HTTPConnectionClosed  # type: ignore[import-untyped]
from locust.contrib.fasthttp import FAILURE_EXCEPTIONS, FastHttpSession
from locust.env import Environment

from scripts.commands.load_test.answers import Answer, judge
from scripts.commands.load_test.mix import Step, fill
from scripts.commands.load_test.plan import LoadPlan

# AWS's managed rules refuse requests without one.
_USER_AGENT = "openemr-load-test"
# Never a limit: an arrival must not wait for a connection.
_CONNECTIONS = 100_000
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# The first that matches; time-outs are before TLS errors, for they are both in a TLS handshake.
_ERRORS: tuple[tuple[Any, Answer], ...] = (
    ((gevent.Timeout, TimeoutError), Answer.TIMED_OUT),
    (ssl.SSLError, Answer.TLS),
    (socket.gaierror, Answer.NO_NAME),
    (ConnectionRefusedError, Answer.CONNECTION_REFUSED),
)
_LONGEST_MESSAGE = 160


@dataclass(frozen=True)
class Reply:
    """values: name -> all values that were extracted. detail: the system's message of an error."""

    answer: Answer
    values: Mapping[str, list[str]] = field(default_factory=dict)
    detail: str = ""


def tls_context_factory(plan: LoadPlan) -> Callable[..., Any]:
    """Makes every connection of a run share one context, for loading CA certificates is slow."""
    context: Any = gevent.ssl.create_default_context(cafile=plan.ca or certifi.where())
    if plan.insecure:
        context.check_hostname = False
        context.verify_mode = gevent.ssl.CERT_NONE

    # geventhttpclient passes the CA certificates that it would load.
    def context_factory(cafile: str | None = None) -> Any:  # noqa: ARG001
        return context

    return context_factory


class HttpClient:
    """Cookies and connections of a browser."""

    def __init__(self, plan: LoadPlan, environment: Environment, tls: Callable[..., Any]) -> None:
        self._plan = plan
        self._session = FastHttpSession(
            plan.url,
            environment.events.request,
            None,
            client_pool=_NoRetryPool(
                insecure=plan.insecure,
                ssl_context_factory=tls,
                concurrency=_CONNECTIONS,
                connection_timeout=plan.timeout,
                network_timeout=plan.timeout,
            ),
            headers={"User-Agent": _USER_AGENT},
            max_retries=0,
        )
        client: Any = self._session.client
        # Every status and redirect is judged here; a redirect is never followed.
        client.valid_response_codes = range(100, 600)
        client.redirect_response_codes = ()

    def close(self) -> None:
        """Close idle connections now, and others after their responses."""
        self._session.client.clientpool.close()

    def request(self, step: Step, values: Mapping[str, str]) -> Reply:
        """Make the request of a step, once."""
        form = {name: fill(value, values) for name, value in step.form.items()}
        # Bytes in any case: geventhttpclient 2.4 sends None in chunks.
        body: Any = urlencode(form).encode()
        try:
            with (
                gevent.Timeout(self._plan.timeout),
                self._session.request(
                    step.method,
                    fill(step.path, values),
                    name=step.name,
                    data=body,
                    headers=dict(_FORM) if form else None,
                    catch_response=True,
                ) as response,
            ):
                return self._reply(step, response)
        except (*FAILURE_EXCEPTIONS, HTTPParseError) as error:
            # While the body was read, or because it is no HTTP; Locust passes both on.
            return _error_reply(error)

    def _reply(self, step: Step, response: Any) -> Reply:
        error = response.request_meta["exception"]
        if error is not None:
            return _error_reply(error)
        headers = _headers(response.headers.items())
        text = (response.content or b"").decode("utf-8", "replace")
        redirects = any(each.source == "location" for each in step.extracts)
        answer = judge(response.status_code, headers, text, self._plan.url, redirects=redirects)
        if answer is not Answer.OK:
            return Reply(answer)
        return _extract(step, {"body": text, "location": headers.get("location", "")})


class _NoRetryPool(HTTPClientPool):  # type: ignore[misc]
    """Never repeats a request.

    geventhttpclient repeats a request whose connection was closed without a response as often as
    its pool is large, which would hide the failure and multiply the load.
    """

    def get_client(self, url: Any) -> Any:
        """The client of a host; it repeats as often as its pool's size says, plus one."""
        client = super().get_client(url)
        client._connection_pool.size = -1  # noqa: SLF001 - there is no setting for it
        return client


def _error_reply(error: Any) -> Reply:
    """The reply to a request that got no response, and the system's message."""
    # geventhttpclient wraps what lasts, such as time-outs.
    error = getattr(error, "original", None) or error
    # Not its whole text, which may quote the URL with the tokens in it.
    message = str(getattr(error, "strerror", None) or type(error).__name__)[:_LONGEST_MESSAGE]
    if isinstance(error, ssl.SSLCertVerificationError):
        message = str(error.verify_message)[:_LONGEST_MESSAGE]
    elif isinstance(error, HTTPConnectionClosed):
        message = "closed before the complete response came"
    kinds = (answer for types, answer in _ERRORS if isinstance(error, types))
    answer = next(kinds, Answer.CONNECTION_LOST)
    return Reply(answer, detail="" if answer is Answer.TIMED_OUT else message)


def _headers(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names in lower case; a header that comes more than once (Set-Cookie) in one value."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(str(name).lower(), []).append(str(value))
    return {name: ", ".join(values) for name, values in found.items()}


def _extract(step: Step, sources: Mapping[str, str]) -> Reply:
    values: dict[str, list[str]] = {}
    for each in step.extracts:
        found = [match[1] or "" for match in re.finditer(each.pattern, sources[each.source])]
        if found:
            values[each.name] = found
        elif not each.optional:
            return Reply(Answer.UNEXPECTED, detail=f"{step.name}: its {each.name} was not found")
    return Reply(Answer.OK, values)
