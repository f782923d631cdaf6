"""The scopes that the stand-in knows (container study, section 4.5)."""

import re

_PLAIN = {
    "openid",
    "fhirUser",
    "online_access",
    "offline_access",
    "launch",
    "launch/patient",
    "api:oemr",
    "api:fhir",
    "api:port",
    "site:default",
}
_RESOURCES = ("Patient", "Practitioner", "Organization", "Encounter", "Observation")
_FHIR = re.compile(
    rf"(?P<context>patient|user|system)/(?:{'|'.join(_RESOURCES)})\.(?:read|write|c?r?u?d?s?)"
)
_STANDARD = re.compile(r"user/(?:patient|appointment|facility)\.(?:read|write|c?r?u?d?s?)")


def is_known(scope: str, *, system: bool) -> bool:
    """True if it may be registered; those of systems only where the global is on."""
    if scope in _PLAIN or _STANDARD.fullmatch(scope):
        return True
    match = _FHIR.fullmatch(scope)
    return bool(match and (system or match["context"] != "system"))
