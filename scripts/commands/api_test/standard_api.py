"""OpenEMR's own REST API, whose answers have another shape on nearly every route."""

from typing import Any

import requests

from scripts.commands.api_test.answers import quoted
from scripts.commands.api_test.failures import CheckFailedError, Kind

_REFUSALS = (400, 401, 403)


def list_patients(session: Any, base: str) -> int:
    """How many patients the first page holds. Raises CheckFailedError."""
    response = _get(session, base)
    if response.status_code in _REFUSALS:
        raise CheckFailedError(
            Kind.API_REFUSED,
            f"The standard API refused a list of patients: HTTP {response.status_code}"
            f"{quoted(response)}.",
        )
    return len(_rows(response))


def demand_refusal(session: Any, base: str) -> str:
    """Make sure that a token of FHIR's scopes alone is refused. Raises CheckFailedError."""
    response = _get(session, base)
    if response.status_code not in _REFUSALS:
        raise CheckFailedError(
            Kind.SCOPE_NOT_ENFORCED,
            "The standard API accepted a token that has no scope for it: HTTP "
            f"{response.status_code}.",
        )
    return f"refused as it must be, HTTP {response.status_code}"


def _get(session: Any, base: str) -> requests.Response:
    response: requests.Response = session.get(
        f"{base}/patient?_limit=1", headers={"Accept": "application/json"}, allow_redirects=False
    )
    return response


def _rows(response: requests.Response) -> list[Any]:
    """A list comes bare or as `data`; an empty one as 404 without a body (measured on 8.3.0)."""
    if response.status_code == 404 and not response.content.strip():
        return []
    try:
        said = response.json()
    except ValueError:
        said = None
    rows = said.get("data") if isinstance(said, dict) else said
    if not response.ok or not isinstance(rows, list | dict):
        raise CheckFailedError(
            Kind.UNEXPECTED_ANSWER,
            f"The standard API's list of patients has an unknown shape: HTTP "
            f"{response.status_code}{quoted(response)}.",
        )
    return rows if isinstance(rows, list) else [rows]
