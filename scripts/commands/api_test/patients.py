"""Requests to OpenEMR's FHIR R4 and standard APIs, each about patients."""

import uuid
from typing import Any
from urllib.parse import quote

import requests

from scripts.commands.api_test.connection import as_object, objects, quoted
from scripts.commands.api_test.failures import Kind
from scripts.commands.api_test.report import Flow, Remnant, Report

_FHIR = "application/fhir+json"
# Unmistakable for people, and sorted to the end of every list.
_FAMILY = "Zz-Api-Test"
_BORN = "1970-01-01"
_HOW_TO_REMOVE = "no API deletes patients; as an administrator open the patient and choose Delete"
_REFUSALS = (400, 401, 403)


def check_patients(flow: Flow, session: Any, base: str, report: Report, *, write: bool) -> None:
    """Search, create and find again by FHIR, each a check. Raises CheckFailedError."""
    with flow.check("fhir-patient-search", "FHIR Patient search") as step:
        step.update(f"{len(search_patients(session, base))} on the first page of one")
    if not write:
        flow.skip("fhir-patient-create", "read-only")
        return
    with flow.check("fhir-patient-create", "FHIR Patient create") as step:
        id_, given = _create_patient(session, base, report)
        step.update(given)
    with flow.check("fhir-patient-read", "FHIR search finds it again"):
        query = f"_id={quote(id_)}" if id_ else f"given={quote(given)}"
        found = search_patients(session, base, query)
        names = [name for patient in found for name in objects(patient.get("name"))]
        # Given names are a list, the text is a sentence; either may be missing.
        if not any(given in (n.get("given") or []) or given in str(n.get("text")) for n in names):
            raise Kind.UNEXPECTED_ANSWER.error(
                f"The patient was created, but a search for {query} does not find it by its name.",
            )


def search_patients(session: Any, base: str, query: str = "_count=1") -> list[dict[str, Any]]:
    """The patients that a FHIR search finds. Raises CheckFailedError.

    `total` and `next` are of no use: OpenEMR's total is the size of the page (measured on 8.3.0).
    """
    response = session.get(
        f"{base}/Patient?{query}", headers={"Accept": _FHIR}, allow_redirects=False
    )
    _refuse_error(response, "Patient search")
    bundle = as_object(response)
    if bundle.get("resourceType") != "Bundle":
        raise Kind.UNEXPECTED_ANSWER.error(
            f"Patient search answers {bundle.get('resourceType') or 'no FHIR resource'} instead "
            "of a Bundle.",
        )
    return objects([entry.get("resource") for entry in objects(bundle.get("entry"))])


def _create_patient(session: Any, base: str, report: Report) -> tuple[str, str]:
    """FHIR's id, empty if OpenEMR did not return it, and given name. Raises CheckFailedError."""
    given = f"Run-{uuid.uuid4().hex[:8]}"
    # OpenEMR takes a name from its text; family and given are not enough (measured on 8.3.0).
    name = {"use": "official", "text": f"{given} {_FAMILY}", "family": _FAMILY, "given": [given]}
    response = session.post(
        f"{base}/Patient",
        json={"resourceType": "Patient", "name": [name], "birthDate": _BORN, "gender": "unknown"},
        headers={"Accept": _FHIR, "Content-Type": _FHIR},
        allow_redirects=False,
    )
    _refuse_error(response, "Patient create")
    body = as_object(response)
    if response.status_code != 201:
        # Validation failures may come with HTTP 200: {field: {rule: message}}.
        fields = body.get("validationErrors") or body
        rejected = f": {', '.join(sorted(fields))} not accepted" if fields else ""
        raise Kind.INVALID_RESOURCE.error(
            f"OpenEMR created no patient: HTTP {response.status_code}"
            f"{quoted(response) or rejected}.",
        )
    # OpenEMR returns `uuid`, other FHIR servers `id` or only a Location.
    location = response.headers.get("Location", "").partition("/Patient/")[2].partition("/")[0]
    id_ = str(body.get("uuid") or body.get("id") or location)
    label = f"{_FAMILY}, {given}" + (f" ({id_})" if id_ else "")
    report.remnants.append(Remnant("patient", label, _HOW_TO_REMOVE))
    return id_, given


def _refuse_error(response: requests.Response, what: str) -> None:
    status = response.status_code
    if response.is_redirect:
        raise Kind.UNEXPECTED_ANSWER.error(f"{what} was redirected.")
    if status in (401, 403):
        raise Kind.API_REFUSED.error(f"{what} was refused: HTTP {status}{quoted(response)}.")
    if not response.ok:
        kind = Kind.INVALID_RESOURCE if status in (400, 422) else Kind.UNEXPECTED_ANSWER
        raise kind.error(f"{what} failed: HTTP {status}{quoted(response)}.")


def list_patients(session: Any, base: str) -> int:
    """The number of patients on the first page of the standard API. Raises CheckFailedError."""
    response = _get_list(session, base)
    status = response.status_code
    if status in _REFUSALS:
        raise Kind.API_REFUSED.error(
            f"The standard API refused a list of patients: HTTP {status}{quoted(response)}.",
        )
    # A list comes bare or as `data`; an empty one as 404 without a body (measured on 8.3.0).
    if status == 404 and not response.content.strip():
        return 0
    try:
        body = response.json()
    except ValueError:
        body = None
    rows = body.get("data") if isinstance(body, dict) else body
    if not response.ok or not isinstance(rows, list | dict):
        raise Kind.UNEXPECTED_ANSWER.error(
            "The standard API's list of patients has an unknown format: HTTP "
            f"{status}{quoted(response)}.",
        )
    return len(rows) if isinstance(rows, list) else 1


def require_refusal(session: Any, base: str) -> str:
    """Check that the standard API refuses a token with FHIR scopes. Raises CheckFailedError."""
    status = _get_list(session, base).status_code
    if status not in _REFUSALS:
        raise Kind.SCOPE_NOT_ENFORCED.error(
            f"The standard API accepted a token that has no scope for it: HTTP {status}.",
        )
    return f"refused as expected, HTTP {status}"


def _get_list(session: Any, base: str) -> requests.Response:
    response: requests.Response = session.get(
        f"{base}/patient?_limit=1", headers={"Accept": "application/json"}, allow_redirects=False
    )
    return response
