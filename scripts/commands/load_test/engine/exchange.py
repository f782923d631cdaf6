"""One request and what its answer means."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import gevent  # type: ignore[import-untyped]
from geventhttpclient._parser import HTTPParseError  # type: ignore[import-untyped]
from geventhttpclient.client import HTTPClientPool  # type: ignore[import-untyped]
from locust.contrib.fasthttp import FAILURE_EXCEPTIONS, FastHttpSession
from locust.env import Environment

from scripts.commands.load_test.answers import Answer, judge
from scripts.commands.load_test.engine.errors import judge_error
from scripts.commands.load_test.engine.trust import ContextFactory
from scripts.commands.load_test.mix import Step, filled
from scripts.commands.load_test.plan import LoadPlan

# AWS's managed rules refuse requests without one.
_USER_AGENT = "openemr-load-test"
# Never a limit: an arrival must not wait for a connection.
_CONNECTIONS = 100_000
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Reply:
    """values: gift -> all that the answer holds of it. detail: what the system said of an error."""

    answer: Answer
    values: Mapping[str, list[str]] = field(default_factory=dict)
    detail: str = ""


class Exchange:
    """A browser's cookies and connections; makes requests and tells Locust of each."""

    def __init__(self, plan: LoadPlan, environment: Environment, trust: ContextFactory) -> None:
        self._plan = plan
        self._session = FastHttpSession(
            plan.url,
            environment.events.request,
            None,
            client_pool=_OnceOnly(
                insecure=plan.insecure,
                ssl_context_factory=trust,
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
        """End idle connections at once, and others after their answers."""
        self._session.client.clientpool.close()

    def ask(self, step: Step, values: Mapping[str, str], intended: float | None) -> Reply:
        """Make the request of a step, once.

        intended: when it should have begun, on the clock of time.perf_counter.
        """
        began = time.perf_counter()
        context = {"intended": began if intended is None else intended, "began": began}
        try:
            with gevent.Timeout(self._plan.timeout):
                return self._request(step, values, context)
        except (*FAILURE_EXCEPTIONS, HTTPParseError) as error:
            # While the body was read, or because it is no HTTP; Locust passes both on.
            answer, detail = judge_error(error)
            reply = Reply(answer, detail=detail)
            self._session.request_event.fire(
                request_type=step.method,
                name=step.name,
                response_length=0,
                exception=error,
                context=context,
                response_time=_finish(context, reply),
            )
            return reply

    def _request(self, step: Step, values: Mapping[str, str], context: dict[str, Any]) -> Reply:
        form = {name: filled(value, values) for name, value in step.form.items()}
        # Bytes in any case: geventhttpclient 2.4 sends None in chunks.
        body: Any = urlencode(form).encode()
        with self._session.request(
            step.method,
            filled(step.path, values),
            name=step.name,
            data=body,
            headers=dict(_FORM) if form else None,
            catch_response=True,
            context=context,
        ) as response:
            reply = self._reply(step, response)
            # Locust's own figure begins when the request does, and so hides that it began late.
            response.request_meta["response_time"] = _finish(context, reply)
            if reply.answer.is_error:
                response.failure(reply.answer.value)
            else:
                response.success()
        return reply

    def _reply(self, step: Step, response: Any) -> Reply:
        error = response.request_meta["exception"]
        if error is not None:
            answer, detail = judge_error(error)
            return Reply(answer, detail=detail)
        headers = _headers(response.headers.items())
        text = (response.content or b"").decode("utf-8", "replace")
        redirects = any(gift.source == "location" for gift in step.gives)
        answer = judge(response.status_code, headers, text, self._plan.url, redirects=redirects)
        if answer is not Answer.OK:
            return Reply(answer)
        return _with_gifts(step, {"body": text, "location": headers.get("location", "")})


def _headers(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names in lower case; a header that comes more than once (Set-Cookie) in one value."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(str(name).lower(), []).append(str(value))
    return {name: ", ".join(values) for name, values in found.items()}


def _finish(context: dict[str, Any], reply: Reply) -> float:
    """Enter the end and what it was; milliseconds since the intended start."""
    context |= {"ended": time.perf_counter(), "reply": reply}
    return float(context["ended"] - context["intended"]) * 1000


class _OnceOnly(HTTPClientPool):  # type: ignore[misc]
    """Never asks again by itself.

    geventhttpclient repeats a request whose connection ended without an answer as often as its pool
    is large, which would hide the failure and multiply the load.
    """

    def get_client(self, url: Any) -> Any:
        """The client of a host; it repeats as often as its pool's size says, plus one."""
        client = super().get_client(url)
        client._connection_pool.size = -1  # noqa: SLF001 - there is no setting for it
        return client


def _with_gifts(step: Step, sources: Mapping[str, str]) -> Reply:
    values: dict[str, list[str]] = {}
    for gift in step.gives:
        found = [each[1] or "" for each in gift.pattern.finditer(sources[gift.source])]
        if found:
            values[gift.name] = found
        elif not gift.optional:
            return Reply(Answer.UNEXPECTED, detail=f"{step.name}: its {gift.name} was not found")
    return Reply(Answer.OK, values)
