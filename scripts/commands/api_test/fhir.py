"""FHIR R4 as OpenEMR speaks it."""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests

from scripts.commands.api_test.answers import as_object, quoted
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.report import Flow, Remnant, Report

_FHIR = "application/fhir+json"
# Unmistakable for people, and sorted to the end of every list.
_FAMILY = "Zz-Api-Test"
_BORN = "1970-01-01"
_NO_WAY_BACK = "no API deletes patients; as an administrator open the patient and choose Delete"


@dataclass(frozen=True)
class MadePatient:
    """A patient this run made. id: FHIR's; empty if OpenEMR did not say."""

    id: str
    given: str


def search_patients(session: Any, base: str, query: str = "_count=1") -> list[dict[str, Any]]:
    """The patients a search finds. Raises CheckFailedError.

    `total` and `next` are of no use: OpenEMR's total is the size of the page (measured on 8.3.0).
    """
    response = session.get(
        f"{base}/Patient?{query}", headers={"Accept": _FHIR}, allow_redirects=False
    )
    _refuse_error(response, "Patient search")
    bundle = as_object(response)
    if bundle.get("resourceType") != "Bundle":
        raise CheckFailedError(
            Kind.UNEXPECTED_ANSWER,
            f"Patient search answers {bundle.get('resourceType') or 'no FHIR resource'} instead "
            "of a Bundle.",
        )
    entries = [entry.get("resource") for entry in _objects(bundle.get("entry"))]
    return _objects(entries)


def create_patient(session: Any, base: str, report: Report) -> MadePatient:
    """Make an invented patient and enter it among what remains. Raises CheckFailedError."""
    given = f"Run-{uuid.uuid4().hex[:8]}"
    # OpenEMR takes a name by its text; family and given alone are not enough (measured on 8.3.0).
    name = {
        "use": "official",
        "text": f"{given} {_FAMILY}",
        "family": _FAMILY,
        "given": [given],
    }
    patient = {"resourceType": "Patient", "name": [name], "birthDate": _BORN, "gender": "unknown"}
    response = session.post(
        f"{base}/Patient",
        json=patient,
        headers={"Accept": _FHIR, "Content-Type": _FHIR},
        allow_redirects=False,
    )
    _refuse_error(response, "Patient create")
    said = as_object(response)
    if response.status_code != 201:
        why = quoted(response) or _rules(said)
        raise CheckFailedError(
            Kind.INVALID_RESOURCE, f"OpenEMR made no patient: HTTP {response.status_code}{why}."
        )
    made = MadePatient(_id_of(said, response), given)
    label = f"{_FAMILY}, {given}"
    report.remnants.append(
        Remnant("patient", f"{label} ({made.id})" if made.id else label, _NO_WAY_BACK)
    )
    return made


def find_again(session: Any, base: str, made: MadePatient) -> None:
    """Read the patient back by a search. Raises CheckFailedError."""
    query = f"_id={quote(made.id)}" if made.id else f"given={quote(made.given)}"
    found = search_patients(session, base, query)
    names = [name for patient in found for name in _objects(patient.get("name"))]
    if not any(_holds(name, made.given) for name in names):
        raise CheckFailedError(
            Kind.UNEXPECTED_ANSWER,
            f"The patient was made, but a search for {query} does not find it with its name.",
        )


def try_patients(flow: Flow, session: Any, base: str, report: Report, *, write: bool) -> None:
    """Search, create and find again, each a check of `flow`. Raises CheckFailedError."""
    with flow.check("fhir-patient-search", "FHIR Patient search") as step:
        step.update(f"{len(search_patients(session, base))} on the first page of one")
    if not write:
        flow.pass_over("fhir-patient-create", "nothing may be written (--read-only)")
        return
    with flow.check("fhir-patient-create", "FHIR Patient create") as step:
        made = create_patient(session, base, report)
        step.update(made.given)
    with flow.check("fhir-patient-read", "FHIR search finds it again"):
        find_again(session, base, made)


def _holds(name: dict[str, Any], given: str) -> bool:
    """Given names are a list, the text is a sentence; either may be missing."""
    return given in (name.get("given") or []) or given in str(name.get("text"))


def _objects(found: Any) -> list[dict[str, Any]]:
    """The objects of a list; none of anything else."""
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _refuse_error(response: requests.Response, what: str) -> None:
    if response.is_redirect:
        raise CheckFailedError(Kind.UNEXPECTED_ANSWER, f"{what} was sent on to another address.")
    if response.status_code in (401, 403):
        raise CheckFailedError(
            Kind.API_REFUSED,
            f"{what} was refused: HTTP {response.status_code}{quoted(response)}.",
        )
    if not response.ok:
        is_about_content = response.status_code in (400, 422)
        kind = Kind.INVALID_RESOURCE if is_about_content else Kind.UNEXPECTED_ANSWER
        raise CheckFailedError(
            kind, f"{what} failed: HTTP {response.status_code}{quoted(response)}."
        )


def _rules(said: dict[str, Any]) -> str:
    """Validation failures that come with HTTP 200: {field: {rule: message}}."""
    broken = said.get("validationErrors") or said
    if not isinstance(broken, dict) or not broken:
        return ""
    return f": {', '.join(sorted(broken))} not accepted"


def _id_of(said: dict[str, Any], response: requests.Response) -> str:
    """OpenEMR says `uuid`, FHIR servers `id` or only a Location."""
    location = response.headers.get("Location", "")
    after = location.partition("/Patient/")[2].partition("/")[0]
    return str(said.get("uuid") or said.get("id") or after)
