"""FHIR and the standard API, with the oddities measured on OpenEMR 8.3.0 (section 4.6)."""

import uuid
from typing import Any

from tests.contract.api_test.double.behaviour import Behaviour
from tests.contract.api_test.double.messages import Answer, Request, as_json
from tests.contract.api_test.double.tokens import Grant, Tokens

_FHIR = "application/fhir+json"


class Resources:
    """Patients, seen through both APIs."""

    def __init__(self, tokens: Tokens, behaviour: Behaviour) -> None:
        self._tokens = tokens
        self._behaviour = behaviour
        self.patients: list[dict[str, Any]] = []

    def metadata(self, _request: Request) -> Answer:
        statement = {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "fhirVersion": "4.0.1",
            "rest": [{"mode": "server", "resource": [{"type": "Patient"}]}],
        }
        return as_json(statement, content_type=_FHIR)

    def search(self, request: Request) -> Answer:
        refused = self._refused(request, "api:fhir", "Patient", "read")
        if refused:
            return refused
        found = self.patients
        for key, value in request.query.items():
            found = [patient for patient in found if _matches(patient, key, value)]
        found = found[: int(request.query.get("_count", "100"))]
        # The total is the size of the page, and no link leads to the next one.
        bundle = {
            "resourceType": "Bundle",
            "type": "collection",
            "total": len(found),
            "link": [{"relation": "self", "url": request.target}],
            "entry": [{"resource": patient} for patient in found],
        }
        return as_json(bundle, content_type=_FHIR)

    def create(self, request: Request) -> Answer:
        """201 {pid, uuid}; needs name.text and birthDate, and may say so with HTTP 200."""
        refused = self._refused(request, "api:fhir", "Patient", "write")
        if refused:
            return refused
        patient = request.json()
        name = (patient.get("name") or [{}])[0]
        problems = {}
        if not name.get("text") or self._behaviour.forgets_name_text:
            problems["fname"] = {"Required::NON_EXISTENT_KEY": "fname must be provided"}
        if not patient.get("birthDate"):
            problems["DOB"] = {"Required::NON_EXISTENT_KEY": "DOB must be provided"}
        if problems:
            return as_json(problems, self._behaviour.validation_status)
        patient["id"] = str(uuid.uuid4())
        self.patients.append(patient)
        return as_json({"pid": len(self.patients), "uuid": patient["id"]}, 201)

    def standard_list(self, request: Request) -> Answer:
        grant = self._grant(request)
        if grant and not grant.user and not self._behaviour.system_tokens_open_the_standard_api:
            return as_json({"error": "Insufficient permissions for this resource"}, 403)
        if grant and grant.user:
            refused = self._refused(request, "api:oemr", "patient", "read")
            if refused:
                return refused
        if not grant:
            return _unauthorized()
        rows = [{"pid": index, "uuid": each["id"]} for index, each in enumerate(self.patients, 1)]
        rows = rows[: int(request.query.get("_limit", "100"))]
        if not rows and self._behaviour.empty_lists_are_404:
            return Answer(404)
        if self._behaviour.standard_list == "bare":
            return as_json(rows)
        return as_json({"validationErrors": [], "internalErrors": [], "data": rows, "links": []})

    def no_route(self, _request: Request) -> Answer:
        said = {"error": "An error occurred", "message": "Route not found", "code": 0}
        return as_json(said, 404)

    def _grant(self, request: Request) -> Grant | None:
        grant = self._tokens.access.get(request.bearer)
        return grant if self._tokens.is_valid(grant) else None

    def _refused(self, request: Request, api: str, resource: str, verb: str) -> Answer | None:
        grant = self._grant(request)
        if not grant:
            return _unauthorized()
        context = "user" if grant.user else "system"
        if api not in grant.scopes or f"{context}/{resource}.{verb}" not in grant.scopes:
            return as_json({"error": "insufficient_scope", "message": "Insufficient scope"}, 403)
        return None


def _unauthorized() -> Answer:
    said = {
        "error": "access_denied",
        "error_description": "The resource owner or authorization server denied the request.",
        "hint": "Missing, expired or revoked access token",
    }
    return as_json(said, 401)


def _matches(patient: dict[str, Any], key: str, value: str) -> bool:
    names = patient["name"]
    found = {
        "_id": [patient["id"]],
        "given": [each for name in names for each in name.get("given", [])],
        "family": [name.get("family") for name in names],
    }
    return key not in found or value in found[key]
