"""Token, introspection and sign-out (container study, section 4.4)."""

import base64
import hashlib
from typing import Any

from tests.contract.api_test.double.assertions import Assertions
from tests.contract.api_test.double.behaviour import Behaviour
from tests.contract.api_test.double.clients import Client, Clients
from tests.contract.api_test.double.messages import (
    Answer,
    OAuthError,
    Request,
    as_json,
    invalid_client,
    invalid_grant,
    invalid_request,
    invalid_scope,
    page,
)
from tests.contract.api_test.double.tokens import Grant, Tokens


class TokenEndpoint:
    """Looks at the client first, whatever the grant."""

    def __init__(
        self, clients: Clients, tokens: Tokens, assertions: Assertions, behaviour: Behaviour
    ) -> None:
        self._clients = clients
        self._tokens = tokens
        self._assertions = assertions
        self._behaviour = behaviour

    def issue(self, request: Request) -> Answer:
        form = request.form
        grants = {
            "authorization_code": self._for_code,
            "refresh_token": self._for_refresh,
            "client_credentials": self._for_assertion,
        }
        issue = grants.get(form.get("grant_type", ""))
        if not issue:
            raise OAuthError(400, "unsupported_grant_type", "The grant type is not supported.")
        return as_json(issue(form))

    def _for_code(self, form: dict[str, str]) -> dict[str, Any]:
        client = self._by_secret(form)
        _demand_grant(client, "authorization_code")
        code = self._tokens.codes.get(form.get("code", ""))
        if not code or code.client is not client:
            raise invalid_grant("Authorization code was not issued to this client")
        if code.is_spent:
            raise invalid_request("Authorization code has been revoked")
        if self._tokens.now() > code.expires:
            raise invalid_request("Authorization code has expired")
        if form.get("redirect_uri") != code.redirect_uri:
            raise invalid_request("Invalid redirect URI")
        if not _fits(form.get("code_verifier", ""), code.challenge):
            raise invalid_grant("Failed to verify `code_verifier`.")
        code.is_spent = True
        return self._tokens.issue_for_person(client, code.user, code.scopes)

    def _for_refresh(self, form: dict[str, str]) -> dict[str, Any]:
        client = self._by_secret(form)
        grant = self._tokens.refresh.pop(form.get("refresh_token", ""), None)
        if not grant or grant.client is not client or grant.is_revoked:
            raise OAuthError(
                401, "invalid_request", "The refresh token is invalid.", "Cannot decrypt the token"
            )
        return self._tokens.issue_for_person(client, grant.user, grant.scopes)

    def _for_assertion(self, form: dict[str, str]) -> dict[str, Any]:
        client = self._assertions.client(form)
        _demand_grant(client, "client_credentials")
        scopes = form.get("scope", "").split()
        unknown = [scope for scope in scopes if scope not in client.scopes]
        if unknown:
            raise invalid_scope(unknown[0])
        return self._tokens.issue_for_system(client, scopes)

    def _by_secret(self, form: dict[str, str]) -> Client:
        client = self._clients.by_id.get(form.get("client_id", ""))
        if (
            not client
            or form.get("client_secret") != client.secret
            or not self._clients.is_enabled(client)
        ):
            raise invalid_client()
        return client

    def introspect(self, request: Request) -> Answer:
        form = request.form
        client = self._clients.by_id.get(form.get("client_id", ""))
        if not client or form.get("client_secret") != client.secret:
            raise OAuthError(401, "invalid_request", "Client failed security")
        grant = self._tokens.access.get(form.get("token", ""))
        if not grant or grant.client is not client or not self._tokens.is_valid(grant):
            return as_json({"active": False})
        return as_json({"active": True, "scope": " ".join(grant.scopes), "client_id": client.id})

    def sign_out(self, request: Request) -> Answer:
        """`id_token_hint` in the query, in some releases in the form too."""
        form = request.form if self._behaviour.signs_out_by_form else {}
        token = {**request.query, **form}.get("id_token_hint", "")
        grant: Grant | None = self._tokens.id_tokens.get(token)
        if not grant:
            raise OAuthError(400, "invalid_request", "Id token missing from request")
        self._tokens.sign_out(grant.client, grant.user)
        return page("You have been signed out. Thank you.")


def _demand_grant(client: Client, grant: str) -> None:
    if grant not in client.grant_types:
        raise OAuthError(
            400,
            "unauthorized_client",
            "The authenticated client is not authorized to use this authorization grant type.",
            f"Grant type {grant} is not registered for this client.",
        )


def _fits(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
