"""Dynamic registration and the clients it makes (container study, section 4.3)."""

import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

from tests.contract.api_test.double.behaviour import Behaviour
from tests.contract.api_test.double.messages import (
    Answer,
    OAuthError,
    Request,
    as_json,
    invalid_metadata,
    invalid_scope,
)
from tests.contract.api_test.double.scopes import is_known

_METHODS = ("client_secret_basic", "client_secret_post")
_GRANTS = ("authorization_code", "refresh_token", "client_credentials", "password")


@dataclass
class Client:
    """A row of `oauth_clients`."""

    id: str
    secret: str
    name: str
    redirect_uris: list[str]
    scopes: set[str]
    grant_types: list[str]
    jwks: dict[str, Any] | None
    jwks_uri: str
    is_enabled: bool = False


class Clients:
    """The registered clients, by id."""

    def __init__(self, base: str, behaviour: Behaviour) -> None:
        self._base = base
        self._behaviour = behaviour
        self.by_id: dict[str, Client] = {}
        self.registration_tokens: list[str] = []

    def register(self, request: Request) -> Answer:
        """HTTP 200, not 201; disabled until an administrator enables it."""
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise invalid_metadata("Unexpected content type")
        wish = request.json()
        is_confidential = wish["application_type"] == "private"
        scope = wish["scope"]
        self._check_kind(wish, scope, is_confidential)
        self._check_scopes(scope)
        self._check_fields(wish)
        client = Client(
            id=secrets.token_urlsafe(32),
            secret=secrets.token_urlsafe(64) if is_confidential else "",
            name=wish["client_name"],
            redirect_uris=wish["redirect_uris"] if self._behaviour.redirects_registered else [],
            scopes=set(scope.split()),
            grant_types=_grant_types(wish, is_confidential),
            jwks=wish.get("jwks"),
            jwks_uri=wish.get("jwks_uri", ""),
            is_enabled=self._behaviour.enabled_from_the_start,
        )
        self.by_id[client.id] = client
        token, place = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
        self.registration_tokens += [token, place]
        answer = {
            "client_id": client.id,
            "client_secret": client.secret,
            "registration_access_token": token,
            "registration_client_uri": f"{self._base}/client/{place}",
            "client_id_issued_at": int(time.time()),
            "client_secret_expires_at": 0,
        }
        role = {"client_role": "user" if is_confidential else "patient"}
        return as_json({**answer, **wish, **role})

    def _check_kind(self, wish: dict[str, Any], scope: str, is_confidential: bool) -> None:
        if not is_confidential and ("system/" in scope or "user/" in scope):
            raise invalid_metadata("system and user scopes are only for confidential clients")
        keys = wish.get("jwks") or wish.get("jwks_uri")
        if "system/" in scope and not keys:
            raise invalid_metadata("jwks is invalid")
        if wish.get("jwks") and self._behaviour.inline_jwks != "accepted":
            words = 'Unexpected value for parameter "jwks": expecting "string", got "array".'
            if self._behaviour.inline_jwks == "breaks":
                raise OAuthError(500, "server_error", words)
            raise invalid_metadata(words)

    def _check_scopes(self, scope: str) -> None:
        for each in scope.split(" "):
            if not is_known(each, system=self._behaviour.system_scopes_on):
                raise invalid_scope(each)
        if "api:" not in scope:
            raise invalid_scope("api:")

    def _check_fields(self, wish: dict[str, Any]) -> None:
        if wish.get("token_endpoint_auth_method") not in _METHODS:
            method = wish.get("token_endpoint_auth_method")
            raise invalid_metadata(f"Unsupported token_endpoint_auth_method value : {method}")
        if not wish.get("redirect_uris"):
            raise OAuthError(400, "invalid_redirect_uri", "redirect_uris is invalid")
        if not isinstance(wish.get("contacts"), list):
            raise OAuthError(500, "server_error", "implode(): Argument #2 must be of type ?array")

    def enable(self) -> None:
        """What an administrator does at Administration > System > API Clients, for all."""
        for client in self.by_id.values():
            client.is_enabled = True

    def is_enabled(self, client: Client) -> bool:
        """By an administrator, or in the database."""
        listed = self._behaviour.enabled_list
        return client.is_enabled or bool(
            listed and listed.exists() and client.id in listed.read_text().split()
        )

    def secrets(self) -> list[str]:
        """What no client may ever show."""
        return [client.secret for client in self.by_id.values()] + self.registration_tokens


def _grant_types(wish: dict[str, Any], is_confidential: bool) -> list[str]:
    """Enforced since 2026; earlier releases stored authorization_code whatever was asked."""
    asked = wish.get("grant_types") or ["authorization_code"]
    if any(grant not in _GRANTS for grant in asked):
        raise invalid_metadata("Unsupported grant_types value")
    is_system = is_confidential and "system/" in wish["scope"]
    if "client_credentials" in asked and not is_system:
        raise invalid_metadata("client_credentials requires a confidential client with jwks")
    return list(json.loads(json.dumps(asked)))
