"""Dynamic client registration, as OpenEMR understands it."""

from dataclasses import dataclass, field
from typing import Any

from scripts.commands.api_test.answers import as_object
from scripts.commands.api_test.connection import Http
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.hidden import Hidden
from scripts.commands.api_test.oauth_errors import Place, refuse_error

# OpenEMR reads the field without asking whether it is there.
_CONTACTS = ["api-test@example.org"]


@dataclass(frozen=True)
class Client:
    """A registered client."""

    id: str
    name: str
    secret: str = field(repr=False)


def register(http: Http, hidden: Hidden, endpoint: str, wish: dict[str, Any]) -> Client:
    """Register a confidential client with the metadata `wish`. Raises CheckFailedError.

    OpenEMR answers 200, where RFC 7591 says 201; either is taken.
    """
    metadata = {"application_type": "private", "contacts": _CONTACTS, **wish}
    try:
        with http.plain() as session:
            response = session.post(endpoint, json=metadata, allow_redirects=False)
        refuse_error(response, Place.REGISTRATION)
    except CheckFailedError as failure:
        if failure.kind is Kind.SERVER_ERROR and "jwks" in metadata and "jwks" in str(failure):
            raise CheckFailedError(Kind.INLINE_JWKS_REFUSED, failure.happened) from failure
        raise
    said = as_object(response)
    hidden.add(said.get("client_secret"), said.get("registration_access_token"))
    hidden.add(str(said.get("registration_client_uri", "")).rpartition("/")[2])
    if not said.get("client_id") or not said.get("client_secret"):
        raise CheckFailedError(
            Kind.UNEXPECTED_ANSWER,
            f"The registration of {metadata['client_name']} gave no client_id and client_secret.",
        )
    return Client(said["client_id"], metadata["client_name"], said["client_secret"])
