"""OAuth errors of OpenEMR, and what they mean where they occur.

The format is that of league/oauth2-server: error, error_description, hint, message. The error
`invalid_client` stands for a disabled client, an unregistered redirect URI and a bad assertion, so
the endpoint decides. Read in openemr src/RestControllers/AuthorizationController.php and
src/Common/Auth/OpenIDConnect/Grant (2026).
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import requests

from scripts.commands.api_test.connection import ERROR_KEYS, as_object, quoted
from scripts.commands.api_test.failures import CheckFailedError, Kind

# Part of OpenEMR's message -> its meaning at any endpoint.
_MESSAGES = {
    "api is disabled": Kind.APIS_OFF,
    "code has expired": Kind.CODE_EXPIRED,
    "code has been revoked": Kind.CODE_USED,
    "code_verifier": Kind.PKCE_REFUSED,
    "code verifier": Kind.PKCE_REFUSED,
    "code_challenge": Kind.PKCE_REFUSED,
    "code challenge": Kind.PKCE_REFUSED,
    "aud parameter": Kind.WRONG_SITE_ADDRESS,
    # league's message for invalid_grant contains "redirection URI", whatever the reason.
    "redirect uri": Kind.INVALID_REDIRECT,
    "redirect_uri": Kind.INVALID_REDIRECT,
}
_CODES = {
    "access_denied": Kind.CONSENT_DENIED,
    "invalid_redirect_uri": Kind.INVALID_REDIRECT,
    "server_error": Kind.SERVER_ERROR,
}


class Place(Enum):
    """A request of a flow: what `invalid_client` and any other error mean there, and its name."""

    REGISTRATION = (Kind.REGISTRATION_REFUSED, Kind.REGISTRATION_REFUSED, "The registration")
    AUTHORIZATION = (Kind.INVALID_REDIRECT, Kind.GRANT_REFUSED, "The authorization request")
    TOKEN_BY_SECRET = (Kind.CLIENT_DISABLED, Kind.GRANT_REFUSED, "The token request")
    TOKEN_BY_ASSERTION = (Kind.BAD_CLIENT_ASSERTION, Kind.GRANT_REFUSED, "The token request")


def refuse_error(response: requests.Response, place: Place) -> None:
    """Raise CheckFailedError unless `response` is a success with a JSON object."""
    if response.is_redirect:
        to = response.headers["Location"].partition("?")[0]
        raise Kind.NOT_OPENEMR.error(f"{place.value[2]} was redirected to {to}.")
    body = as_object(response)
    if response.ok and body and "error" not in body:
        return
    status = f"HTTP {response.status_code}{quoted(response)}"
    if not body:
        kind = Kind.APIS_OFF if response.status_code == 404 else Kind.NOT_OPENEMR
        raise kind.error(f"{place.value[2]} got no OAuth response: {status}.")
    raise oauth_failure(body, place, status)


def oauth_failure(error: Mapping[str, Any], place: Place, status: str = "") -> CheckFailedError:
    """The failure for an OAuth error in a JSON body, or in a redirect's query."""
    values = dict.fromkeys(str(error[key]) for key in ERROR_KEYS if error.get(key))
    kind = _kind(str(error.get("error", "")), " ".join(values).lower(), place)
    return kind.error(f"{place.value[2]} was refused ({status or '; '.join(values)}).")


def _kind(code: str, message: str, place: Place) -> Kind:
    at_invalid_client, otherwise, _ = place.value
    if code == "invalid_scope":
        return Kind.SYSTEM_SCOPES_OFF if "system/" in message else Kind.UNKNOWN_SCOPE
    if code in _CODES:
        return _CODES[code]
    if code == "invalid_client":
        return Kind(at_invalid_client)
    if place is Place.REGISTRATION and "jwks" in message:
        return Kind.INLINE_JWKS_REFUSED
    return next((kind for part, kind in _MESSAGES.items() if part in message), Kind(otherwise))


def require_bearer_token(response: requests.Response) -> None:
    """Raise CheckFailedError unless Authlib can use the token in `response`."""
    body = as_object(response)
    has = {
        "access_token": bool(body.get("access_token")),
        "token_type Bearer": str(body.get("token_type")).lower() == "bearer",
        "expires_in in seconds": str(body.get("expires_in", 0)).isdigit(),
    }
    if not all(has.values()):
        missing = " and ".join(name for name, is_there in has.items() if not is_there)
        raise Kind.UNEXPECTED_ANSWER.error(f"The token response is without {missing}.")
