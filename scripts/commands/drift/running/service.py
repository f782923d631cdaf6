"""Running state of the service: ECS, load balancer, certificates, network, CloudFormation."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding, Severity
from scripts.commands.drift.refresh import Resource, Resources
from scripts.commands.drift.running.state import (
    StateOf,
    States,
    by_value,
    changed,
    of_words,
)

_CRITICAL, _HIGH, _MEDIUM = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM
# botocore 1.44.8, models of ECS, Elastic Load Balancing, EC2 and CloudFormation
_NO_CLUSTER = "The cluster cannot run tasks, or is being deleted."
CLUSTER = States(
    "status",
    ("ACTIVE", "PROVISIONING"),
    of_words(_HIGH, _NO_CLUSTER, "DEPROVISIONING", "FAILED", "INACTIVE"),
    _HIGH,
)
_LEAVING = "The service is being deleted; its tasks end."
SERVICE = States("status", ("ACTIVE",), of_words(_HIGH, _LEAVING, "DRAINING", "INACTIVE"), _HIGH)
_NOT_ROLLED_OUT = "The tasks of the last deployment do not start; older ones serve, or none."
ROLLOUT = States(
    "rollout_state",
    ("COMPLETED", "IN_PROGRESS"),
    of_words(_HIGH, _NOT_ROLLED_OUT, "FAILED"),
    _HIGH,
)
_NOT_SET_UP = "The load balancer could not be set up; users do not reach the application."
_CANNOT_SCALE = "The load balancer lacks what it needs to scale, such as free addresses."
BALANCER = States(
    "state",
    ("active", "provisioning"),
    {
        **of_words(_CRITICAL, _NOT_SET_UP, "failed"),
        **of_words(_HIGH, _CANNOT_SCALE, "active_impaired"),
    },
    _HIGH,
)
_NO_WAY_OUT = "Tasks have no way to the internet by this NAT gateway."
NAT = States(
    "state",
    ("available", "pending"),
    of_words(_HIGH, _NO_WAY_OUT, "deleted", "deleting", "failed"),
    _HIGH,
)
_NO_ENDPOINT = "Traffic to the service does not take the private way any more."
ENDPOINT = States(
    "state",
    ("available", "pending", "pendingAcceptance"),
    of_words(
        _HIGH, _NO_ENDPOINT, "deleted", "deleting", "expired", "failed", "partial", "rejected"
    ),
    _HIGH,
)
_HALF_A_STACK = "The stack's resources may be half changed, or gone."
_OLD_STACK = "The last update of the stack failed; its resources are as before it."
STACK = States(
    "stack_status",
    (
        *("UPDATE_COMPLETE", "CREATE_COMPLETE", "IMPORT_COMPLETE", "CREATE_IN_PROGRESS"),
        *("UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "IMPORT_IN_PROGRESS"),
    ),
    {
        **of_words(
            _HIGH,
            _HALF_A_STACK,
            *("CREATE_FAILED", "DELETE_COMPLETE", "DELETE_FAILED", "DELETE_IN_PROGRESS"),
            *("IMPORT_ROLLBACK_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"),
            *("ROLLBACK_IN_PROGRESS", "UPDATE_FAILED", "UPDATE_ROLLBACK_FAILED"),
        ),
        **of_words(
            _MEDIUM,
            _OLD_STACK,
            *("IMPORT_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_IN_PROGRESS"),
            *("UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"),
            "UPDATE_ROLLBACK_IN_PROGRESS",
        ),
    },
    _HIGH,
)

STATES = (
    StateOf(
        "aws_ecs_cluster",
        "ecs describe_clusters clusters",
        by_value("arn", "clusters", listed=True),
        ("status",),
        CLUSTER,
    ),
    StateOf(
        "aws_cloudformation_stack",
        "cloudformation describe_stacks Stacks",
        by_value("name", "StackName"),
        ("StackStatus",),
        STACK,
    ),
)
_PRIMARY = "PRIMARY"


def services(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Services that are being deleted, or whose current deployment failed.

    A number of tasks outside of the bounds is Terraform's `desired_count`.
    """
    for resource in resources.of("aws_ecs_service"):
        asked = {"cluster": resource.values["cluster"], "services": [resource.values["name"]]}
        found = aws.list("ecs", "describe_services", "services", **asked)
        service: Mapping[str, Any] = found[0] if found else {}
        yield from SERVICE.judge(resource.address, service.get("status"))
        primary = [
            each for each in service.get("deployments") or [] if each.get("status") == _PRIMARY
        ]
        for deployment in primary:
            yield from ROLLOUT.judge(resource.address, deployment.get("rolloutState"))


_REFUSED = "Browsers refuse the certificate; users cannot sign in."
CERTIFICATE = States(
    "certificate_status",
    ("ISSUED",),
    of_words(_CRITICAL, _REFUSED, "EXPIRED", "FAILED", "INACTIVE", "REVOKED"),
    _CRITICAL,
)
# ACM begins to renew 60 days before the end, so that one which ends sooner was not renewed:
# https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html (2026-11)
_SOON = timedelta(days=30)
_NOT_RENEWED = "The certificate ends soon and was not renewed; browsers will refuse it then."
_RENEWAL_FAILED = "AWS could not renew the certificate; see its validation records."


def certificates(
    resources: Resources, aws: AwsReader, now: datetime | None = None
) -> Iterator[Finding]:
    """Certificates of our listeners, ours or not, that are refused, end soon or are not renewed."""
    ours = {each.values["arn"]: each.address for each in resources.of("aws_acm_certificate")}
    for arn, address in _certificates_in_use(resources).items():
        answer = aws.get("acm", "describe_certificate", CertificateArn=arn)
        yield from _of_certificate(
            ours.get(arn, address), answer["Certificate"], now or datetime.now(timezone.utc)
        )


def _certificates_in_use(resources: Resources) -> dict[str, str]:
    """Each certificate of ACM, and the address of a listener that has it."""
    holders: list[Resource] = resources.of("aws_lb_listener", "aws_lb_listener_certificate")
    return {
        str(each.values["certificate_arn"]): each.address
        for each in holders
        if ":acm:" in str(each.values.get("certificate_arn"))
    }


def _of_certificate(
    address: str, certificate: Mapping[str, Any], now: datetime
) -> Iterator[Finding]:
    yield from CERTIFICATE.judge(address, certificate.get("Status"))
    ends = certificate.get("NotAfter")
    if ends and now < ends <= now + _SOON:
        before = f"more than {_SOON.days} days left"
        after = f"until {ends.date().isoformat()}"
        yield changed(address, "certificate_not_after", before, after, _HIGH, _NOT_RENEWED)
    renewal = (certificate.get("RenewalSummary") or {}).get("RenewalStatus")
    if renewal == "FAILED":
        name = "certificate_renewal_status"
        yield changed(address, name, "SUCCESS", renewal, _HIGH, _RENEWAL_FAILED)
