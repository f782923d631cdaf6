"""The load balancer's certificate: status, Region, names and expiry."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from scripts.aws.account import AwsError, aws_errors
from scripts.preflight.finding import Finding, ok, problem, warning
from scripts.preflight.subject import Subject

# AWS renews what it can from 60 days on; what still expires sooner was not renewed.
# https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html (read 2026-11-25)
_RENEWED_BY_DAYS = 45


def certificate(subject: Subject) -> Iterator[Finding]:
    """Check the certificate of the settings; Terraform itself waits for one that it creates."""
    chosen = subject.settings
    arn = chosen.certificate_arn
    if arn is None:
        text = "made and validated by Terraform" if chosen.domain else "none: plain HTTP"
        yield ok("Certificate", text)
        return
    setting = f"deployments.{subject.name}.certificate_arn"
    try:
        found = _described(subject, arn)
    except AwsError as refused:
        if "ResourceNotFound" not in str(refused):
            raise
        fix = f"{setting}: aws acm list-certificates --region {chosen.region}"
        yield problem(arn, f"not in this account in {chosen.region}", fix)
        return
    yield _status(arn, found)
    if chosen.domain:
        yield _name(chosen.domain.name, found, setting)
    if "NotAfter" in found:
        yield _life(arn, found)


def _described(subject: Subject, arn: str) -> Mapping[str, Any]:
    acm = subject.account.client("acm")
    with aws_errors("read the certificate (acm:DescribeCertificate)"):
        found: Mapping[str, Any] = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    return found


def _status(arn: str, found: Mapping[str, Any]) -> Finding:
    status = found.get("Status", "UNKNOWN")
    if status == "ISSUED":
        return ok(arn, f"issued for {', '.join(_names(found))}")
    if status == "PENDING_VALIDATION":
        return problem(arn, "pending validation: the load balancer refuses it", _records(found))
    reason = found.get("FailureReason") or found.get("RevocationReason") or "no reason given"
    fix = "request another: aws acm request-certificate --validation-method DNS"
    return problem(arn, f"{status.lower().replace('_', ' ')} ({reason})", fix)


def _records(found: Mapping[str, Any]) -> str:
    """The DNS validation records that AWS expects."""
    records = [
        option["ResourceRecord"]
        for option in found.get("DomainValidationOptions", [])
        if "ResourceRecord" in option
    ]
    wanted = {f"{each['Name']} {each['Type']} {each['Value']}" for each in records}
    return f"DNS record {'; '.join(sorted(wanted))}" if wanted else "answer AWS's validation mail"


def _names(found: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([found["DomainName"], *found.get("SubjectAlternativeNames", [])]))


def _name(host: str, found: Mapping[str, Any], setting: str) -> Finding:
    """Check the name; a wildcard covers exactly one label."""
    names = _names(found)
    if host in names or f"*.{host.partition('.')[2]}" in names:
        return ok(host, "the certificate covers it")
    fix = f"{setting}: a certificate for {host}, or null to have one created"
    return problem(host, f"not a name of the certificate ({', '.join(names)})", fix)


def _life(arn: str, found: Mapping[str, Any]) -> Finding:
    expires: datetime = found["NotAfter"]
    days = (expires - datetime.now(timezone.utc)).days
    until = f"{expires:%Y-%m-%d}"
    if days < 0:
        return problem(arn, f"expired on {until}", "request or import another")
    if days >= _RENEWED_BY_DAYS:
        return ok(arn, f"valid until {until}")
    if found.get("Type") == "IMPORTED":
        fix = "import its successor: aws acm import-certificate --certificate-arn ..."
        return warning(arn, f"imported, so AWS does not renew it; expires on {until}", fix)
    reason = found.get("RenewalSummary", {}).get("RenewalStatusReason", "")
    fix = "keep its validation record in DNS, and the certificate in use"
    return warning(arn, f"not renewed yet; expires on {until} {reason}".rstrip(), fix)
