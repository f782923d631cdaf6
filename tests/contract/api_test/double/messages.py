"""Requests, answers and errors, in the shapes that OpenEMR uses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit

JSON = "application/json"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """One request. headers: names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query_string(self) -> str:
        return urlsplit(self.target).query

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        if not self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return {}
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def session_id(self) -> str:
        cookie = SimpleCookie(self.headers.get("cookie", "")).get("authserverOpenEMR")
        return cookie.value if cookie else ""

    @property
    def bearer(self) -> str:
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token if kind.lower() == "bearer" else ""

    def json(self) -> Any:
        return json.loads(self.body or b"null")


@dataclass(frozen=True)
class Answer:
    """One answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def as_json(said: Any, status: int = 200, content_type: str = JSON) -> Answer:
    return Answer(status, json.dumps(said).encode(), {"Content-Type": content_type})


def page(text: str) -> Answer:
    return Answer(200, text.encode(), {"Content-Type": HTML})


def sent_to(location: str, status: int = 302, **headers: str) -> Answer:
    return Answer(status, b"", {"Location": location, **headers})


class OAuthError(Exception):
    """An error in the shape of league/oauth2-server."""

    def __init__(self, status: int, error: str, description: str, hint: str = "") -> None:
        super().__init__(description)
        self.status = status
        self.said = {"error": error, "error_description": description, "message": description}
        if hint:
            self.said["hint"] = hint

    def answer(self) -> Answer:
        return as_json(self.said, self.status)


def invalid_client(status: int = 401) -> OAuthError:
    return OAuthError(status, "invalid_client", "Client authentication failed")


def invalid_request(hint: str) -> OAuthError:
    return OAuthError(
        400,
        "invalid_request",
        "The request is missing a required parameter, includes an invalid parameter value, "
        "includes a parameter more than once, or is otherwise malformed.",
        hint,
    )


def invalid_grant(hint: str) -> OAuthError:
    return OAuthError(
        400,
        "invalid_grant",
        "The provided authorization grant is invalid, expired, revoked, does not match the "
        "redirection URI used in the authorization request, or was issued to another client.",
        hint,
    )


def invalid_scope(scope: str) -> OAuthError:
    return OAuthError(
        400,
        "invalid_scope",
        "The requested scope is invalid, unknown, or malformed",
        f"Check the `{scope}` scope",
    )


def invalid_metadata(description: str) -> OAuthError:
    return OAuthError(400, "invalid_client_metadata", description)
