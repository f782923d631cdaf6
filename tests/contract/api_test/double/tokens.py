"""Codes and tokens: issued, spent, revoked."""

import secrets
import time
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.contract.api_test.double.behaviour import Behaviour
from tests.contract.api_test.double.clients import Client

_CODE_SECONDS = 60
_TOKEN_SECONDS = 3600


@dataclass
class Code:
    """An authorization code and what it was issued for."""

    client: Client
    redirect_uri: str
    scopes: list[str]
    challenge: str
    user: str
    expires: float
    is_spent: bool = False


@dataclass
class Grant:
    """What a token allows. user: empty for a system."""

    client: Client
    user: str
    scopes: list[str]
    expires: float
    is_revoked: bool = False


class Tokens:
    """Everything issued in this stand-in's life, on its own clock."""

    def __init__(self, issuer: str, key: RSAKey, behaviour: Behaviour) -> None:
        self._issuer = issuer
        self._behaviour = behaviour
        self._key = key
        self._other_key = RSAKey.generate_key(2048) if behaviour.signs_by_another_key else None
        self.codes: dict[str, Code] = {}
        self.access: dict[str, Grant] = {}
        self.refresh: dict[str, Grant] = {}
        self.id_tokens: dict[str, Grant] = {}

    def now(self) -> float:
        return time.time() + self._behaviour.clock_offset

    def issue_code(self, client: Client, **facts: Any) -> str:
        code = secrets.token_hex(64)
        self.codes[code] = Code(client, expires=self.now() + _CODE_SECONDS, **facts)
        return code

    def issue_for_person(self, client: Client, user: str, scopes: list[str]) -> dict[str, Any]:
        """The token response of authorization_code and refresh_token."""
        answer = self._access(Grant(client, user, scopes, self.now() + _TOKEN_SECONDS))
        grant = self.access[answer["access_token"]]
        id_token = self._sign({"sub": user, "aud": client.id, "iat": int(self.now())})
        self.id_tokens[id_token] = grant
        if "offline_access" in scopes:
            answer["refresh_token"] = secrets.token_hex(100)
            self.refresh[answer["refresh_token"]] = grant
        return {"id_token": id_token, **answer}

    def issue_for_system(self, client: Client, scopes: list[str]) -> dict[str, Any]:
        """The token response of client_credentials: short, without refresh."""
        seconds = self._behaviour.token_seconds_of_systems
        return self._access(Grant(client, "", scopes, self.now() + seconds), seconds)

    def _access(self, grant: Grant, seconds: int = _TOKEN_SECONDS) -> dict[str, Any]:
        token = self._sign({"aud": grant.client.id, "sub": grant.user, "scopes": grant.scopes})
        self.access[token] = grant
        return {
            "token_type": "Bearer",
            "expires_in": seconds,
            "access_token": token,
            "scope": " ".join(grant.scopes),
        }

    def _sign(self, claims: dict[str, Any]) -> str:
        claims = {
            "iss": self._issuer,
            "exp": int(self.now()) + _TOKEN_SECONDS,
            "jti": secrets.token_hex(40),
            **claims,
        }
        return jwt.encode({"alg": "RS256", "typ": "JWT"}, claims, self._other_key or self._key)

    def is_valid(self, grant: Grant | None) -> bool:
        return grant is not None and not grant.is_revoked and grant.expires > self.now()

    def sign_out(self, client: Client, user: str) -> None:
        """Forget the trusted user: every token of both is dead."""
        for grant in [*self.access.values(), *self.refresh.values()]:
            if grant.client is client and grant.user == user:
                grant.is_revoked = True

    def secrets(self) -> list[str]:
        """What no client may ever show."""
        return [*self.codes, *self.access, *self.refresh, *self.id_tokens]
