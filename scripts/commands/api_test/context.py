"""What the OAuth flows of one test share, and dynamic registration of their clients."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console

from scripts.commands.api_test.connection import Http, as_object
from scripts.commands.api_test.discovery import Endpoints
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.oauth_errors import Place, refuse_error
from scripts.commands.api_test.options import Options
from scripts.commands.api_test.report import (
    API_CLIENT,
    HOW_TO_REMOVE_A_CLIENT,
    Remnant,
    Report,
)

# OpenEMR reads the field without checking whether it is present.
_CONTACTS = ["api-test@example.org"]


@dataclass(frozen=True)
class Client:
    """An API client. secret: empty for a client that this run did not register."""

    id: str
    name: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Context:
    """One test of one address. number: in the names of its clients."""

    options: Options
    http: Http
    endpoints: Endpoints
    report: Report
    console: Console
    number: str = field(default_factory=lambda: secrets.token_hex(4))

    @property
    def may_write(self) -> bool:
        """True if test patients may be created."""
        return self.options.write is not False

    def prompt(self, text: str) -> None:
        """Print what a person must act on; long URLs are not wrapped."""
        self.console.print(f"\n{text}\n", markup=False, highlight=False, soft_wrap=True)

    def register(self, kind: str, **metadata: Any) -> Client:
        """Register a confidential client and list it among what remains. Raises CheckFailedError.

        OpenEMR answers 200, where RFC 7591 says 201; either is accepted.
        """
        name = f"openemr api-test {self.number} {kind}"
        body = {
            "application_type": "private",
            "contacts": _CONTACTS,
            "client_name": name,
            **metadata,
        }
        try:
            response = self.http.post(self.endpoints.registration_endpoint, json=body)
            refuse_error(response, Place.REGISTRATION)
        except CheckFailedError as failure:
            if failure.kind is Kind.SERVER_ERROR and "jwks" in body and "jwks" in str(failure):
                raise Kind.INLINE_JWKS_REFUSED.error(str(failure)) from failure
            raise
        registered = as_object(response)
        id_, secret = registered.get("client_id"), registered.get("client_secret")
        self.report.redaction.add(secret, registered.get("registration_access_token"))
        uri = str(registered.get("registration_client_uri", ""))
        self.report.redaction.add(uri.rpartition("/")[2])
        if not id_ or not secret:
            raise Kind.UNEXPECTED_ANSWER.error(
                f"The registration of {name} returned no client_id and client_secret.",
            )
        self.report.remnants.append(Remnant(API_CLIENT, f"{name} ({id_})", HOW_TO_REMOVE_A_CLIENT))
        return Client(id_, name, secret)
