"""The ID token: signed by OpenEMR, for this client, now."""

from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from scripts.commands.api_test.answers import as_object
from scripts.commands.api_test.connection import Http
from scripts.commands.api_test.failures import CheckFailedError, Kind

_LEEWAY_SECONDS = 60


def verify_id_token(http: Http, jwks_uri: str, token: str, issuer: str, client_id: str) -> str:
    """Return its subject. Raises CheckFailedError."""
    keys = as_object(http.get(jwks_uri)).get("keys") or []
    if not keys:
        raise _invalid(f"{jwks_uri} holds no keys to verify it")
    expected = jwt.JWTClaimsRegistry(
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True},
        aud={"essential": True, "value": client_id},
        sub={"essential": True},
        exp={"essential": True},
    )
    try:
        claims = _decode(token, keys)
        expected.validate(claims)
    except (JoseError, ValueError) as problem:
        raise _invalid(getattr(problem, "description", "") or str(problem)) from problem
    if str(claims["iss"]).rstrip("/") != issuer.rstrip("/"):
        raise CheckFailedError(
            Kind.WRONG_SITE_ADDRESS,
            f"The ID token is issued by {claims['iss']}, but discovery says {issuer}.",
        )
    return str(claims["sub"])


def _decode(token: str, keys: list[dict[str, Any]]) -> dict[str, Any]:
    """OpenEMR's header may name no key; then each is tried."""
    problem: Exception = ValueError("no key fits")
    for key in keys:
        try:
            return jwt.decode(token, KeySet.import_key_set({"keys": [key]}), ["RS256"]).claims
        except (JoseError, ValueError, TypeError, KeyError) as failed:  # noqa: PERF203
            problem = failed
    raise ValueError(str(problem)) from problem


def _invalid(why: str) -> CheckFailedError:
    return CheckFailedError(Kind.ID_TOKEN_INVALID, f"The ID token cannot be verified: {why}.")
