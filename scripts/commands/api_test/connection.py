"""Connections to OpenEMR: verified, bounded in time, and with errors that say what happened."""

import ssl
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter
from urllib3.exceptions import InsecureRequestWarning, NameResolutionError

from scripts.commands.api_test.answers import Answers
from scripts.commands.api_test.failures import CheckFailedError, Kind

# AWS's managed rules refuse requests without one.
_USER_AGENT = "openemr-api-test"


class Http:
    """Makes sessions that all verify, wait and report in the same way.

    trust: True for the authorities this machine knows, a file of authorities, or False for none.
    timeout: seconds that connecting, and each pause in an answer, may take.
    """

    def __init__(self, trust: bool | str, timeout: float) -> None:
        self.answers = Answers()
        self._adapter = _Adapter(trust, timeout, self.answers)
        if trust is False:
            # The command says it once and loudly.
            urllib3.disable_warnings(InsecureRequestWarning)

    def plain(self) -> requests.Session:
        """A session without any authorization."""
        session = requests.Session()
        self._prepare(session)
        return session

    def oauth(self, **client: Any) -> Any:
        """Authlib's session of an OAuth client."""
        session = OAuth2Session(**client)
        self._prepare(session)
        return session

    def get(self, url: str) -> requests.Response:
        """Fetch without authorization and without following redirects. Raises CheckFailedError."""
        with self.plain() as session:
            return session.get(url, headers={"Accept": "application/json"}, allow_redirects=False)

    def _prepare(self, session: requests.Session) -> None:
        session.headers["User-Agent"] = _USER_AGENT
        session.mount("https://", self._adapter)
        session.mount("http://", self._adapter)


class _Adapter(HTTPAdapter):
    def __init__(self, trust: bool | str, timeout: float, answers: Answers) -> None:
        super().__init__()
        self._trust = trust
        self._timeout = timeout
        self._answers = answers

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,  # noqa: ARG002  the run's own counts
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        # What the user chose here counts more than REQUESTS_CA_BUNDLE, which requests prefers.
        trust = verify if self._trust is True else self._trust
        try:
            response = super().send(request, stream, self._timeout, trust, cert, proxies)
            # Read inside, so that a broken answer is reported like a broken connection.
            response.content  # noqa: B018
        except requests.RequestException as problem:
            raise _network_failure(problem, str(request.url), self._timeout) from problem
        self._answers.judge(response)
        return response


def _network_failure(
    problem: requests.RequestException, url: str, timeout: float
) -> CheckFailedError:
    host = urlsplit(url).netloc
    causes = list(_causes(problem))
    for cause in causes:
        if isinstance(cause, NameResolutionError):
            return CheckFailedError(
                Kind.NAME_UNKNOWN, f"The name {urlsplit(url).hostname} does not resolve."
            )
        if isinstance(cause, ssl.SSLCertVerificationError):
            return CheckFailedError(
                Kind.TLS_NOT_VERIFIED,
                f"The certificate of {host} is not accepted: {cause.verify_message}.",
            )
    if isinstance(problem, requests.Timeout):
        return CheckFailedError(Kind.TIMED_OUT, f"{host} did not answer within {timeout:g} s.")
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return CheckFailedError(
                Kind.NO_TLS, f"{host} does not speak TLS as expected: {cause.reason}."
            )
    system = next(
        (cause for cause in causes if isinstance(cause, OSError) and cause.strerror), None
    )
    why = system.strerror if system else type(problem).__name__
    return CheckFailedError(Kind.CANNOT_CONNECT, f"No connection to {host}: {why}.")


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """An exception and all that it wraps, in urllib3's and in Python's own way."""
    waiting: list[Any] = [problem]
    seen: list[BaseException] = []
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, BaseException) and each not in seen:
            seen.append(each)
            yield each
            waiting += [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]
