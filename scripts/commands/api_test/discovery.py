"""What OpenEMR says about itself: OpenID Connect, SMART and FHIR discovery."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scripts.commands.api_test.answers import as_object, quoted
from scripts.commands.api_test.connection import Http
from scripts.commands.api_test.failures import CheckFailedError, Kind
from scripts.commands.api_test.report import Flow

_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "registration_endpoint")
_OPTIONAL = ("jwks_uri", "introspection_endpoint", "end_session_endpoint")
_FHIR_RELEASE = "4.0."
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Endpoints:
    """Addresses of one site; those that are optional may be empty."""

    issuer: str
    authorization: str
    token: str
    registration: str
    jwks: str
    introspection: str
    end_session: str
    fhir: str
    standard: str


def discover(http: Http, base: str, site: str, flow: Flow) -> Endpoints:
    """Read and compare all three. Raises CheckFailedError."""
    fhir = f"{base}/apis/{site}/fhir"
    issuer = f"{base}/oauth2/{site}"
    with flow.check("openid-configuration", "OpenID configuration") as step:
        found = _read(http, f"{issuer}/.well-known/openid-configuration", _NEEDED)
        _compare(found, issuer, [*_NEEDED, *_OPTIONAL])
        step.update(_under_reported(found))
    with flow.check("smart-configuration", "SMART configuration") as step:
        wanted = ("authorization_endpoint", "token_endpoint")
        smart = _read(http, f"{fhir}/.well-known/smart-configuration", wanted)
        _compare(smart, issuer, [*wanted])
        step.update(f"{len(smart.get('capabilities') or [])} capabilities")
    with flow.check("fhir-metadata", "FHIR capability statement") as step:
        statement = _read(http, f"{fhir}/metadata", ("resourceType", "fhirVersion"))
        _demand_capabilities(statement)
        step.update(f"FHIR {statement['fhirVersion']}")
    return Endpoints(
        issuer=found["issuer"],
        authorization=found["authorization_endpoint"],
        token=found["token_endpoint"],
        registration=found["registration_endpoint"],
        jwks=found.get("jwks_uri") or "",
        introspection=found.get("introspection_endpoint") or "",
        end_session=found.get("end_session_endpoint") or "",
        fhir=fhir,
        standard=f"{base}/apis/{site}/api",
    )


def _read(http: Http, url: str, keys: tuple[str, ...]) -> dict[str, Any]:
    response = http.get(url)
    path = urlsplit(url).path
    said = as_object(response)
    if response.is_redirect:
        to = response.headers["Location"].partition("?")[0]
        unset = " It is not installed yet." if to.endswith("setup.php") else ""
        raise CheckFailedError(Kind.NOT_OPENEMR, f"{path} was sent on to {to}.{unset}")
    if response.status_code == 404:
        raise CheckFailedError(
            Kind.APIS_OFF, f"The APIs are off: HTTP 404 for {path}{quoted(response)}."
        )
    missing = [key for key in keys if not said.get(key)]
    if not response.ok or missing:
        lacks = f", without {', '.join(missing)}" if said and missing else ", not the JSON expected"
        raise CheckFailedError(
            Kind.NOT_OPENEMR,
            f"{path} does not answer as OpenEMR: HTTP {response.status_code}{lacks}"
            f"{quoted(response)}.",
        )
    return said


def _compare(found: dict[str, Any], issuer: str, keys: list[str]) -> None:
    """Every address must lie below the one that was tested."""
    wanted = _normal(issuer)
    for key in keys:
        said = found.get(key)
        if said and not (_normal(str(said)) + "/").startswith(wanted + "/"):
            raise CheckFailedError(
                Kind.WRONG_SITE_ADDRESS,
                f"OpenEMR says its {key} is {said}, but the tested address is {issuer}: clients "
                "would be sent elsewhere, and issuer and audience of tokens would not match.",
            )


def _normal(url: str) -> str:
    parts = urlsplit(url)
    try:
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.hostname}:{port}{parts.path.rstrip('/')}"


def _under_reported(found: dict[str, Any]) -> str:
    """OpenEMR offers more than it lists (measured on 8.3.0), so a gap proves nothing."""
    listed = found.get("grant_types_supported") or []
    gap = "" if "client_credentials" in listed else "; client_credentials not listed, tried anyway"
    return f"issuer {found['issuer']}{gap}"


def _demand_capabilities(statement: dict[str, Any]) -> None:
    kind, version = statement["resourceType"], statement["fhirVersion"]
    if kind != "CapabilityStatement" or not str(version).startswith(_FHIR_RELEASE):
        raise CheckFailedError(
            Kind.UNEXPECTED_ANSWER,
            f"metadata is {kind} of FHIR {version}; expected a CapabilityStatement of R4.",
        )
