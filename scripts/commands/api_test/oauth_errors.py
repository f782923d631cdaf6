"""OAuth errors as OpenEMR words them, told apart by what they mean here.

Its shape is that of league/oauth2-server: error, error_description, hint, message. The same word
`invalid_client` stands for a disabled client, an unregistered redirect and a bad assertion, so the
place where it was said decides. Read in openemr src/RestControllers/AuthorizationController.php
and src/Common/Auth/OpenIDConnect/Grant (2026).
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import requests

from scripts.commands.api_test.answers import as_object, quoted
from scripts.commands.api_test.failures import CheckFailedError, Kind

# What OpenEMR's words contain, and what they mean wherever they are said.
_WORDS = (
    ("api is disabled", Kind.APIS_OFF),
    ("code has expired", Kind.CODE_EXPIRED),
    ("code has been revoked", Kind.CODE_USED),
    ("code_verifier", Kind.PKCE_REFUSED),
    ("code verifier", Kind.PKCE_REFUSED),
    ("code_challenge", Kind.PKCE_REFUSED),
    ("code challenge", Kind.PKCE_REFUSED),
    ("aud parameter", Kind.WRONG_SITE_ADDRESS),
    # league's sentence for invalid_grant speaks of a "redirection URI", whatever the reason.
    ("redirect uri", Kind.INVALID_REDIRECT),
    ("redirect_uri", Kind.INVALID_REDIRECT),
)
_CODES = {
    "invalid_scope": Kind.UNKNOWN_SCOPE,
    "access_denied": Kind.CONSENT_DENIED,
    "invalid_redirect_uri": Kind.INVALID_REDIRECT,
    "server_error": Kind.SERVER_ERROR,
}


class Place(Enum):
    """Where an error was said, by what `invalid_client` and any other error mean there."""

    REGISTRATION = (Kind.REGISTRATION_REFUSED, Kind.REGISTRATION_REFUSED, "The registration")
    AUTHORIZATION = (Kind.INVALID_REDIRECT, Kind.GRANT_REFUSED, "The authorization request")
    TOKEN_BY_SECRET = (Kind.CLIENT_DISABLED, Kind.GRANT_REFUSED, "The token request")
    TOKEN_BY_ASSERTION = (Kind.BAD_CLIENT_ASSERTION, Kind.GRANT_REFUSED, "The token request")


def refuse_error(response: requests.Response, place: Place) -> None:
    """Raise CheckFailedError unless `response` is a success with a JSON object."""
    if response.is_redirect:
        raise CheckFailedError(
            Kind.NOT_OPENEMR,
            f"{place.value[2]} was sent on to {_without_query(response.headers['Location'])}.",
        )
    said = as_object(response)
    if response.ok and said and "error" not in said:
        return
    status = f"HTTP {response.status_code}{quoted(response)}"
    if not said:
        kind = Kind.APIS_OFF if response.status_code == 404 else Kind.NOT_OPENEMR
        raise CheckFailedError(kind, f"{place.value[2]} got no OAuth answer: {status}.")
    raise oauth_failure(said, place, status)


def oauth_failure(said: Mapping[str, Any], place: Place, status: str) -> CheckFailedError:
    """What an OAuth error means here; it stands in a JSON body or in a redirect's query."""
    kind = _kind(said, place)
    return CheckFailedError(kind, f"{place.value[2]} was refused ({status}).")


def _kind(said: Mapping[str, Any], place: Place) -> Kind:
    at_invalid_client, otherwise, _ = place.value
    words = _words(said)
    code = str(said.get("error", ""))
    if code == "invalid_scope":
        return Kind.SYSTEM_SCOPES_OFF if _is_about_systems(words) else Kind.UNKNOWN_SCOPE
    if code in _CODES:
        return _CODES[code]
    if code == "invalid_client":
        return Kind(at_invalid_client)
    if place is Place.REGISTRATION and "jwks" in words:
        return Kind.INLINE_JWKS_REFUSED
    return next((kind for word, kind in _WORDS if word in words), Kind(otherwise))


def _words(said: Mapping[str, Any]) -> str:
    keys = ("error", "error_description", "hint", "message")
    return " ".join(str(said[key]) for key in keys if said.get(key)).lower()


def _is_about_systems(words: str) -> bool:
    return "system/" in words


def _without_query(address: str) -> str:
    return address.partition("?")[0]


def demand_bearer_token(response: requests.Response) -> None:
    """Raise CheckFailedError unless Authlib can use the token in `response`."""
    said = as_object(response)
    lacks = [
        name
        for name, is_good in (
            ("access_token", bool(said.get("access_token"))),
            ("token_type Bearer", str(said.get("token_type")).lower() == "bearer"),
            ("expires_in in seconds", str(said.get("expires_in", 0)).isdigit()),
        )
        if not is_good
    ]
    if lacks:
        raise CheckFailedError(
            Kind.UNEXPECTED_ANSWER, f"The token answer is without {' and '.join(lacks)}."
        )
