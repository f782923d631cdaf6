"""HTTP sessions that verify TLS, time out, and report what other systems answer as failures."""

import ssl
import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]
from requests.adapters import HTTPAdapter
from urllib3.exceptions import InsecureRequestWarning, NameResolutionError

from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.deployment.responder import Responder, responder

# AWS's managed rules refuse requests without one.
_USER_AGENT = "openemr-api-test"
_LONGEST_QUOTE = 300
# What OpenEMR and league/oauth2-server say about an error.
ERROR_KEYS = ("error", "error_description", "hint", "message")


class Http:
    """Makes sessions with the same verification, timeout and error reports.

    verify: as for requests. timeout: seconds that connecting, and each pause in a response, may
    take.
    """

    def __init__(self, verify: bool | str, timeout: float) -> None:
        self.clock_difference = 0.0
        """Seconds by which this machine's clock is ahead of the server's."""
        self._passed_firewall: set[str] = set()
        self._adapter = _Adapter(self, verify, timeout)
        if verify is False:
            # The command says it once and loudly.
            urllib3.disable_warnings(InsecureRequestWarning)

    def session(self) -> requests.Session:
        """A session without authorization."""
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
        with self.session() as session:
            return session.get(url, headers={"Accept": "application/json"}, allow_redirects=False)

    def post(self, url: str, **content: Any) -> requests.Response:
        """The same with a body, `data` or `json`."""
        with self.session() as session:
            return session.post(url, allow_redirects=False, **content)

    def _prepare(self, session: requests.Session) -> None:
        session.headers["User-Agent"] = _USER_AGENT
        session.mount("https://", self._adapter)
        session.mount("http://", self._adapter)

    def judge(self, response: requests.Response) -> None:
        """Raise CheckFailedError for what is not an answer of OpenEMR's own programs."""
        try:
            theirs = parsedate_to_datetime(response.headers.get("Date", ""))
            self.clock_difference = time.time() - theirs.timestamp()
        except ValueError:
            pass
        status = response.status_code
        request = f"{response.request.method} {urlsplit(response.url).path}"
        by = responder(status, response.headers, response.text)
        if by is Responder.WAF and request in self._passed_firewall:
            raise Kind.WAF_THROTTLE.error(
                f"The web application firewall let {request} through before and now blocks it "
                f"(HTTP {status}): too many requests.",
            )
        if by is Responder.WAF:
            raise Kind.WAF_BLOCK.error(
                f"The web application firewall, not OpenEMR, refused {request} (HTTP {status}).",
            )
        if status == 429:
            after = response.headers.get("Retry-After")
            wait = f"; it asks to wait {after} s" if after else ""
            raise Kind.RATE_LIMIT.error(f"Too many requests (HTTP 429 for {request}){wait}.")
        if by is Responder.LOAD_BALANCER:
            raise Kind.NO_HEALTHY_TASK.error(
                f"The load balancer answers instead of OpenEMR: HTTP {status} for {request}.",
            )
        if status >= 500:
            raise Kind.SERVER_ERROR.error(f"HTTP {status} for {request}{quoted(response)}.")
        self._passed_firewall.add(request)


class _Adapter(HTTPAdapter):
    def __init__(self, http: Http, verify: bool | str, timeout: float) -> None:
        super().__init__()
        self._http = http
        self._verify = verify
        self._timeout = timeout

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,  # noqa: ARG002  the run's own counts
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        # What the user chose here takes precedence over REQUESTS_CA_BUNDLE, which requests prefers.
        verify = verify if self._verify is True else self._verify
        try:
            response = super().send(request, stream, self._timeout, verify, cert, proxies)
            # Read inside, so that a truncated response is reported like a lost connection.
            response.content  # noqa: B018
        except requests.RequestException as error:
            raise _network_failure(error, str(request.url), self._timeout) from error
        self._http.judge(response)
        return response


def _network_failure(
    error: requests.RequestException, url: str, timeout: float
) -> CheckFailedError:
    host = urlsplit(url).netloc
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, NameResolutionError):
            return Kind.NAME_UNKNOWN.error(f"The name {urlsplit(url).hostname} does not resolve.")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Kind.TLS_NOT_VERIFIED.error(
                f"The certificate of {host} is not accepted: {cause.verify_message}.",
            )
    if isinstance(error, requests.Timeout):
        return Kind.TIMED_OUT.error(f"{host} did not answer within {timeout:g} s.")
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return Kind.NO_TLS.error(f"{host} does not speak TLS as expected: {cause.reason}.")
    reasons = (cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror)
    reason = next(reasons, type(error).__name__)
    return Kind.CANNOT_CONNECT.error(f"No connection to {host}: {reason}.")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and all that it wraps, in urllib3's and in Python's own way."""
    waiting: list[Any] = [error]
    seen: list[BaseException] = []
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, BaseException) and each not in seen:
            seen.append(each)
            yield each
            waiting += [*each.args, getattr(each, "reason", None), each.__cause__, each.__context__]


def as_object(response: requests.Response) -> dict[str, Any]:
    """The JSON object in a response; empty if it holds none."""
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def objects(found: Any) -> list[dict[str, Any]]:
    """The objects of a list; none of anything else."""
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def quoted(response: requests.Response) -> str:
    """The error message in a response, to be put behind its status; empty if there is none."""
    body = as_object(response)
    # Those of OAuth, then those of a FHIR OperationOutcome.
    messages = [body.get(key) for key in ERROR_KEYS]
    messages += [issue.get("diagnostics") for issue in objects(body.get("issue"))]
    unique = dict.fromkeys(each for each in messages if isinstance(each, str) and each)
    return f": {'; '.join(unique)[:_LONGEST_QUOTE]}" if unique else ""
