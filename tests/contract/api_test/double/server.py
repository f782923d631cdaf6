"""The stand-in as a real HTTPS server on 127.0.0.1."""

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler
from typing import Any

from joserfc.jwk import RSAKey

from tests.contract.api_test.double.assertions import Assertions
from tests.contract.api_test.double.authorization import Authorization
from tests.contract.api_test.double.behaviour import Behaviour
from tests.contract.api_test.double.certificates import Certificates
from tests.contract.api_test.double.clients import Clients
from tests.contract.api_test.double.discovery import Discovery
from tests.contract.api_test.double.firewall import blocked
from tests.contract.api_test.double.messages import Answer, OAuthError, Request, as_json
from tests.contract.api_test.double.resources import Resources
from tests.contract.api_test.double.token_endpoint import TokenEndpoint
from tests.contract.api_test.double.tokens import Tokens
from tests.loopback import TlsServer, serving

_OAUTH, _FHIR, _STANDARD = "/oauth2/default", "/apis/default/fhir", "/apis/default/api"
Route = Callable[[Request], Answer]


class Double:
    """OpenEMR's APIs at `url`; `requests` holds what arrived."""

    def __init__(self, url: str, key: RSAKey, ca: str, behaviour: Behaviour) -> None:
        self.url = url
        self.behaviour = behaviour
        self.requests: list[Request] = []
        site = behaviour.site_address or url
        base, fhir = f"{site}{_OAUTH}", f"{site}{_FHIR}"
        self.clients = Clients(base, behaviour)
        self.tokens = Tokens(base, key, behaviour)
        self.assertions = Assertions(self.clients, self.tokens, f"{base}/token", ca)
        self.resources = Resources(self.tokens, behaviour)
        self._discovery = Discovery(base, {"keys": [key.as_dict(private=False)]})
        self._pages = Authorization(base, fhir, self.clients, self.tokens, behaviour)
        self._endpoint = TokenEndpoint(self.clients, self.tokens, self.assertions, behaviour)
        self._routes = self._all_routes()
        self._counts: dict[str, int] = {}

    def _all_routes(self) -> dict[tuple[str, str], Route]:
        discovery, pages, endpoint = self._discovery, self._pages, self._endpoint
        return {
            ("GET", f"{_OAUTH}/.well-known/openid-configuration"): discovery.openid,
            ("GET", f"{_OAUTH}/jwk"): discovery.keys,
            ("POST", f"{_OAUTH}/registration"): self.clients.register,
            ("GET", f"{_OAUTH}/authorize"): pages.authorize,
            ("GET", f"{_OAUTH}/provider/login"): pages.show_login,
            ("POST", f"{_OAUTH}/login"): pages.log_in,
            ("GET", f"{_OAUTH}/scope-authorize-confirm"): pages.show_consent,
            ("POST", f"{_OAUTH}/scope-authorize-confirm"): pages.show_consent,
            ("POST", f"{_OAUTH}/device/code"): pages.consent,
            ("POST", f"{_OAUTH}/token"): endpoint.issue,
            ("POST", f"{_OAUTH}/introspect"): endpoint.introspect,
            ("GET", f"{_OAUTH}/logout"): endpoint.sign_out,
            ("POST", f"{_OAUTH}/logout"): endpoint.sign_out,
            ("GET", f"{_FHIR}/.well-known/smart-configuration"): discovery.smart,
            ("GET", f"{_FHIR}/metadata"): self.resources.metadata,
            ("GET", f"{_FHIR}/Patient"): self.resources.search,
            ("POST", f"{_FHIR}/Patient"): self.resources.create,
            ("GET", f"{_STANDARD}/patient"): self.resources.standard_list,
            ("GET", "/published/jwks.json"): lambda _: as_json(self.behaviour.published_keys),
        }

    def answer(self, request: Request) -> Answer:
        """What comes back, from the firewall or from behind it."""
        self.requests.append(request)
        count = self._counts[request.path] = self._counts.get(request.path, 0) + 1
        forced = self.behaviour.forced.get(request.path)
        if forced and count > forced.after:
            return Answer(forced.status, forced.body, forced.headers)
        refusal = blocked(request)
        if refusal:
            return refusal
        if not self.behaviour.apis_on and request.path.startswith(("/oauth2", "/apis")):
            return self._discovery.api_disabled(request)
        route = self._routes.get((request.method, request.path), self.resources.no_route)
        try:
            return route(request)
        except OAuthError as problem:
            return problem.answer()

    def now(self) -> float:
        return self.tokens.now()

    def secrets(self) -> list[str]:
        """Everything issued or received that no report, log or screen may hold."""
        received = [self.assertions.used[jti] for jti in self.assertions.used]
        verifiers = [each.form.get("code_verifier", "") for each in self.requests]
        issued = [*self.clients.secrets(), *self.tokens.secrets()]
        return [value for value in [*issued, *received, *verifiers] if value]


@contextlib.contextmanager
def running(
    certificates: Certificates, key: RSAKey, behaviour: Behaviour, *, tls: bool = True
) -> Iterator[Double]:
    """A stand-in that listens until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    scheme = "https" if tls else "http"
    if tls:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(certificates.chain)
    url = f"{scheme}://localhost:{server.server_address[1]}"
    server.double = Double(url, key, str(certificates.ca), behaviour)
    with serving(server):
        try:
            yield server.double
        finally:
            server.released.set()


class _Server(TlsServer):
    double: Double

    def __init__(self, *arguments: Any) -> None:
        self.released = threading.Event()
        super().__init__(*arguments)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 30

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        double = self.server.double
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        if request.path in double.behaviour.silent:
            self.server.released.wait(self.timeout)
            return
        answer = double.answer(request)
        usual = {"Server": "Apache", "Date": formatdate(double.now(), usegmt=True)}
        self.send_response_only(answer.status)
        for name, value in {**usual, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""
