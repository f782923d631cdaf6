"""The pages between the authorization request and the redirect.

As 8.2.0-dev answered on 2026-11-29: test_recorded.py holds status, headers and form fields to
recorded/openemr-8.2.0-dev.json. What 7.0.3 does otherwise is read in its sources.
"""

import html
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.contract.api_test.double.behaviour import Behaviour
from tests.contract.api_test.double.clients import Client, Clients
from tests.contract.api_test.double.messages import (
    Answer,
    OAuthError,
    Request,
    invalid_client,
    invalid_request,
    invalid_scope,
    page,
    sent_to,
)
from tests.contract.api_test.double.tokens import Tokens

USER, PASSWORD = "admin", "correct-horse-battery"
USER_ID = "9a4b5c6d-0000-4000-8000-000000000001"


@dataclass
class Visit:
    """A browser's session. user: set once signed in."""

    client: Client
    redirect_uri: str
    scopes: list[str]
    state: str
    challenge: str
    csrf: str
    user: str = ""


class Authorization:
    """GET authorize -> login -> consent -> 302 to the client."""

    def __init__(
        self, base: str, fhir: str, clients: Clients, tokens: Tokens, behaviour: Behaviour
    ) -> None:
        self._base = base
        self._fhir = fhir
        self._clients = clients
        self._tokens = tokens
        self._behaviour = behaviour
        self._visits: dict[str, Visit] = {}

    def authorize(self, request: Request) -> Answer:
        """Validate, remember, and send on to the login page."""
        query = request.query
        if query.get("aud") and query["aud"] != self._fhir:
            raise invalid_request("Aud parameter did not match authorized server")
        self._check_challenge(query)
        client = self._clients.by_id.get(query.get("client_id", ""))
        redirect_uri = query.get("redirect_uri", "")
        if not client or redirect_uri not in client.redirect_uris:
            raise invalid_client()
        state, scopes = query.get("state", ""), query.get("scope", "").split()
        unknown = [scope for scope in scopes if scope not in client.scopes]
        if unknown:
            return _sent_back(redirect_uri, state, invalid_scope(unknown[0]).said)
        if query.get("response_type") != "code" or not state:
            raise invalid_request("Check the `response_type` parameter")
        visit = Visit(
            client, redirect_uri, scopes, state, query["code_challenge"], secrets.token_hex(16)
        )
        id_ = secrets.token_hex(16)
        self._visits[id_] = visit
        cookie = f"authserverOpenEMR={id_}; Path=/oauth2/; HttpOnly; Secure"
        path = urlsplit(f"{self._base}/provider/login").path
        return sent_to(path, 307, **{"Set-Cookie": cookie})

    def _check_challenge(self, query: dict[str, str]) -> None:
        # Stricter than OpenEMR, which lets confidential clients go without.
        method = query.get("code_challenge_method", "plain")
        if not query.get("code_challenge"):
            raise invalid_request("Code challenge must be provided for public clients")
        if method != self._behaviour.pkce_method:
            raise invalid_request(
                f"Code challenge method must be one of `{self._behaviour.pkce_method}`"
            )

    def show_login(self, request: Request, invalid: str = "") -> Answer:
        visit = self._visit(request)
        return page(
            f"<form method='post' action='{urlsplit(self._base).path}/login'>{invalid}"
            f"<input type='hidden' name='csrf_token_form' value='{visit.csrf}'>"
            "<input type='email' name='email'><input type='text' name='username'>"
            "<input type='password' name='password'>"
            "<button name='user_role' value='api'>OpenEMR Login</button>"
            "<button name='user_role' value='portal-api'>Patient Login</button>"
            "<input type='checkbox' name='persist_login' value='1'></form>"
        )

    def log_in(self, request: Request) -> Answer:
        visit, form = self._visit(request), request.form
        is_right = (form.get("username"), form.get("password")) == (USER, PASSWORD)
        if form.get("csrf_token_form") != visit.csrf or not is_right:
            return self.show_login(request, "Sorry, Invalid!")
        visit.user = USER_ID
        # A browser repeats its POST there.
        return sent_to(f"{self._base}/scope-authorize-confirm", 307)

    def show_consent(self, request: Request) -> Answer:
        visit = self._visit(request)
        scripted = self._behaviour.scripted_consent
        named = [scope for scope in visit.scopes if not scripted or "/" not in scope]
        boxes = [_box(scope) for scope in named]
        cards = _cards(visit.scopes) if scripted else []
        return page(
            f"<form method='post' action='{urlsplit(self._base).path}/device/code'>"
            f"{''.join([*cards, *boxes])}<div id='dynamic-scopes-container'></div>"
            f"<input type='hidden' name='csrf_token_form' value='{visit.csrf}'>"
            "<button name='proceed' value='1' id='authorize-btn'>Authorize</button></form>"
        )

    def consent(self, request: Request) -> Answer:
        visit, form = self._visit(request), request.form
        if form.get("csrf_token_form") != visit.csrf or not visit.user:
            raise OAuthError(500, "server_error", "Failed authorization due to CSRF check.")
        if "proceed" not in form:
            denied = {
                "error": "access_denied",
                "error_description": "The resource owner or authorization server denied the "
                "request.",
                "hint": "The user denied the request",
            }
            return _sent_back(visit.redirect_uri, visit.state, denied)
        code = self._tokens.issue_code(
            visit.client,
            redirect_uri=visit.redirect_uri,
            scopes=[scope for scope in visit.scopes if f"scope[{scope}]" in form],
            challenge=visit.challenge,
            user=visit.user,
        )
        return _sent_back(visit.redirect_uri, visit.state, {"code": code})

    def _visit(self, request: Request) -> Visit:
        visit = self._visits.get(request.session_id)
        if not visit:
            raise OAuthError(400, "invalid_request", "Error. Not authorized")
        return visit


def _box(scope: str) -> str:
    kind = "hidden" if scope == "openid" else "checkbox"
    name = html.escape(scope)
    checked = "" if kind == "hidden" else " checked"
    return f"<input type='{kind}' name='scope[{name}]' value='{name}'{checked}>"


def _cards(scopes: list[str]) -> list[str]:
    """One for each resource, of inputs without a name: a script makes `scope[...]` of them.

    templates/oauth2/scope-authorize.html.twig, reconstructScopes; 8.0.0 has it as well, 7.0.3 not.
    """
    actions: dict[tuple[str, str], set[str]] = {}
    for scope in scopes:
        if "/" in scope:
            context, _, rest = scope.partition("/")
            resource, _, verb = rest.partition(".")
            wanted = actions.setdefault((context, resource), set())
            wanted |= set({"read": "rs", "write": "cud"}.get(verb, verb))
    cards = []
    for (context, resource), wanted in sorted(actions.items(), key=lambda each: each[0][1]):
        data = f"data-resource='{html.escape(resource)}'"
        cards += [
            f"<input type='checkbox' class='resource-master-checkbox' {data} checked>",
            f"<input type='hidden' class='resource-context' {data} value='{context}'>",
            f"<input type='hidden' class='resource-version' {data} value='v1'>",
        ]
        cards += [
            f"<input type='checkbox' class='form-check-input action-checkbox' {data} "
            f"data-action='{action}' value='{action}' checked>"
            for action in "cruds"
            if action in wanted
        ]
    return cards


def _sent_back(redirect_uri: str, state: str, said: dict[str, str]) -> Answer:
    return sent_to(f"{redirect_uri}?{urlencode({**said, 'state': state})}")
