"""OpenID Connect, SMART and FHIR discovery."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from scripts.commands.api_test.connection import Http, as_object, quoted
from scripts.commands.api_test.failures import Kind
from scripts.commands.api_test.report import Flow
from scripts.deployment.http_endpoint import origin

_REQUIRED = ("issuer", "authorization_endpoint", "token_endpoint", "registration_endpoint")
_OPTIONAL = ("jwks_uri", "introspection_endpoint", "end_session_endpoint")
_SMART_REQUIRED = ("authorization_endpoint", "token_endpoint")
_FHIR_RELEASE = "4.0."


@dataclass(frozen=True)
class Endpoints:
    """URLs of one site, named as in its OpenID configuration; the optional ones may be empty."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    registration_endpoint: str
    jwks_uri: str
    introspection_endpoint: str
    end_session_endpoint: str
    fhir: str
    standard: str


def discover(http: Http, base: str, site: str, flow: Flow) -> Endpoints:
    """Read and compare all three documents. Raises CheckFailedError."""
    fhir = f"{base}/apis/{site}/fhir"
    issuer = f"{base}/oauth2/{site}"
    with flow.check("openid-configuration", "OpenID configuration") as step:
        openid = _read(http, f"{issuer}/.well-known/openid-configuration", _REQUIRED)
        _compare(openid, issuer, (*_REQUIRED, *_OPTIONAL))
        # OpenEMR supports more than it lists (measured on 8.3.0), so a gap proves nothing.
        listed = "client_credentials" in (openid.get("grant_types_supported") or [])
        gap = "" if listed else "; client_credentials not listed, tried anyway"
        step.update(f"issuer {openid['issuer']}{gap}")
    with flow.check("smart-configuration", "SMART configuration") as step:
        smart = _read(http, f"{fhir}/.well-known/smart-configuration", _SMART_REQUIRED)
        _compare(smart, issuer, _SMART_REQUIRED)
        step.update(f"{len(smart.get('capabilities') or [])} capabilities")
    with flow.check("fhir-metadata", "FHIR capability statement") as step:
        statement = _read(http, f"{fhir}/metadata", ("resourceType", "fhirVersion"))
        kind, version = statement["resourceType"], statement["fhirVersion"]
        if kind != "CapabilityStatement" or not str(version).startswith(_FHIR_RELEASE):
            raise Kind.UNEXPECTED_ANSWER.error(
                f"metadata is {kind} of FHIR {version}; expected a CapabilityStatement of R4.",
            )
        step.update(f"FHIR {version}")
    return Endpoints(
        **{key: openid.get(key) or "" for key in (*_REQUIRED, *_OPTIONAL)},
        fhir=fhir,
        standard=f"{base}/apis/{site}/api",
    )


def _read(http: Http, url: str, keys: tuple[str, ...]) -> dict[str, Any]:
    response = http.get(url)
    path = urlsplit(url).path
    if response.is_redirect:
        to = response.headers["Location"].partition("?")[0]
        unset = " It is not installed yet." if to.endswith("setup.php") else ""
        raise Kind.NOT_OPENEMR.error(f"{path} was redirected to {to}.{unset}")
    if response.status_code == 404:
        raise Kind.APIS_OFF.error(f"The APIs are off: HTTP 404 for {path}{quoted(response)}.")
    document = as_object(response)
    missing = [key for key in keys if not document.get(key)]
    if not response.ok or missing:
        problem = (
            f"without {', '.join(missing)}" if document and missing else "not the expected JSON"
        )
        raise Kind.NOT_OPENEMR.error(
            f"{path} does not answer as OpenEMR: HTTP {response.status_code}, {problem}"
            f"{quoted(response)}.",
        )
    return document


def _compare(document: dict[str, Any], issuer: str, keys: tuple[str, ...]) -> None:
    """Every URL must be below the one that was tested."""
    for key in keys:
        url = document.get(key)
        if url and not _is_below(str(url), issuer):
            raise Kind.WRONG_SITE_ADDRESS.error(
                f"OpenEMR's {key} is {url}, but the tested address is {issuer}: clients would be "
                "sent elsewhere, and issuer and audience of tokens would not match.",
            )


def _is_below(url: str, base: str) -> bool:
    path = urlsplit(url).path.rstrip("/") + "/"
    try:
        return origin(url) == origin(base) and path.startswith(f"{urlsplit(base).path}/")
    except ValueError:
        return False
