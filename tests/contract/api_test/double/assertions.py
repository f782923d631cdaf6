"""Client assertions, verified as SMART Backend Services asks and OpenEMR does."""

import json
from typing import Any

import requests
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tests.contract.api_test.double.clients import Client, Clients
from tests.contract.api_test.double.messages import invalid_client, invalid_request
from tests.contract.api_test.double.tokens import Tokens

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_LONGEST_SECONDS = 300
_DRIFT_SECONDS = 60


class Assertions:
    """Knows which were used. token_url: the only audience that counts."""

    def __init__(self, clients: Clients, tokens: Tokens, token_url: str, ca: str) -> None:
        self._clients = clients
        self._tokens = tokens
        self._token_url = token_url
        self._ca = ca
        self.used: dict[str, str] = {}

    def client(self, form: dict[str, str]) -> Client:
        """The client that proved itself. Raises OAuthError: 400 for what is wrong in the token,
        401 for everything else, a disabled client included.
        """
        if form.get("client_assertion_type") != ASSERTION_TYPE:
            raise invalid_request("assertion type is not supported")
        assertion = form.get("client_assertion", "")
        header, claims = _unverified(assertion)
        client = self._clients.by_id.get(str(claims.get("sub")))
        if not client or not self._clients.is_enabled(client):
            raise invalid_client()
        keys = self._keys(client)
        try:
            # Only RS384, and only by the key that the header names.
            jwt.decode(assertion, keys, algorithms=["RS384"])
        except (JoseError, ValueError) as problem:
            raise invalid_client(400) from problem
        if header.get("kid") is None or not self._is_acceptable(claims, client):
            raise invalid_client(400)
        self.used[claims["jti"]] = assertion
        return client

    def _is_acceptable(self, claims: dict[str, Any], client: Client) -> bool:
        now = self._tokens.now()
        expires, issued = claims.get("exp", 0), claims.get("iat", 0)
        return (
            claims.get("iss") == client.id
            and claims.get("aud") == self._token_url
            and now - _DRIFT_SECONDS < expires <= now + _LONGEST_SECONDS + _DRIFT_SECONDS
            and expires - issued <= _LONGEST_SECONDS
            and issued <= now + _DRIFT_SECONDS
            and bool(claims.get("jti"))
            and claims["jti"] not in self.used
        )

    def _keys(self, client: Client) -> KeySet:
        try:
            found: Any = client.jwks
            if client.jwks_uri:
                found = requests.get(client.jwks_uri, verify=self._ca, timeout=5).json()
            return KeySet.import_key_set(found)
        except (requests.RequestException, JoseError, ValueError, KeyError, TypeError) as problem:
            raise invalid_client() from problem


def _unverified(assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        found = jws.extract_compact(assertion.encode())
        return found.headers(), json.loads(found.payload)
    except (JoseError, ValueError) as problem:
        raise invalid_client() from problem
