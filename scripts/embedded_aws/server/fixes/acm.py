"""ACM: options, and that a DNS-validated certificate is issued once its CNAME is in Route 53."""

import json
from typing import Any

from ministack.services import acm, route53

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

_PENDING = "PENDING_VALIDATION"
# AWS logs certificates unless the request opts out.
# https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateOptions.html, read 2026-11-30.
_DEFAULT_OPTIONS = {"CertificateTransparencyLoggingPreference": "ENABLED"}


@around(acm, "_request_certificate")
def start_pending(original: Handler, request: dict[str, Any]) -> Response:
    response = original(request)
    if response[0] != 200:
        return response
    certificate = acm._certificates[json.loads(response[2])["CertificateArn"]]
    certificate["Options"] = _DEFAULT_OPTIONS | request.get("Options", {})
    if request.get("ValidationMethod", "DNS") == "DNS":
        certificate["Status"] = _PENDING
        for option in certificate["DomainValidationOptions"]:
            option["ValidationStatus"] = _PENDING
    return response


@around(acm, "_describe_certificate", "_list_certificates")
def validate_before_reading(original: Handler, *arguments: Any) -> Response:
    issue_validated()
    return original(*arguments)


def issue_validated() -> None:
    """Issue every pending certificate whose records stand in a zone by now."""
    pending = [c for c in acm._certificates.values() if c["Status"] == _PENDING]
    if not pending:
        return
    zones = [record for records in route53._records.values() for record in records]
    published = json.dumps(zones, default=str)
    for certificate in pending:
        options = certificate["DomainValidationOptions"]
        for option in options:
            record = option.get("ResourceRecord") or {}
            names = [record.get(key, "?").rstrip(".") for key in ("Name", "Value")]
            if all(name in published for name in names):
                option["ValidationStatus"] = "SUCCESS"
        if all(option["ValidationStatus"] == "SUCCESS" for option in options):
            certificate["Status"] = "ISSUED"
