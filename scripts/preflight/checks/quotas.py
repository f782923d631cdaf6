"""Quotas: what the deployment still needs, against what the account has left."""

import math
from collections.abc import Iterator

from scripts.aws.account import AwsError, aws_errors
from scripts.preflight.checks.counting import running_vcpus
from scripts.preflight.checks.quota_table import FARGATE, QUOTAS, Quota
from scripts.preflight.finding import Finding, not_checked, ok, problem, warning
from scripts.preflight.subject import Subject

_CPU_UNITS = 1024


def quotas(subject: Subject) -> Iterator[Finding]:
    """Each quota that a new account may run into, then the tasks."""
    content = [quota.name for quota in QUOTAS if not _needed(subject, quota)]
    if content:
        yield ok("Nothing more is needed", ", ".join(content))
    for quota in QUOTAS:
        if quota.name not in content:
            yield _judged(subject, quota)
    yield _tasks(subject)


def _needed(subject: Subject, quota: Quota) -> int:
    there = len(subject.owned(quota.type)) + len(subject.adopted(quota.type))
    needed = max(0, len(subject.configured(quota.type)) - there)
    return math.ceil(needed / len(subject.settings.zones)) if quota.in_each_zone else needed


def _judged(subject: Subject, quota: Quota) -> Finding:
    try:
        return _judge(subject, quota)
    except AwsError as refused:
        return not_checked(quota.name, str(refused))


def _judge(subject: Subject, quota: Quota) -> Finding:
    needed, used, limit = _needed(subject, quota), quota.used(subject), _limit(subject, quota)
    said = f"{needed} needed, {used} of {limit} in use"
    if used + needed <= limit:
        return ok(quota.name, said)
    return problem(quota.name, said, _raise(quota, used + needed))


def _raise(quota: Quota, wanted: int) -> str:
    if not quota.code:
        return "remove one that nobody needs; AWS does not raise this quota"
    return (
        f"aws service-quotas request-service-quota-increase --service-code {quota.service} "
        f"--quota-code {quota.code} --desired-value {wanted}"
    )


def _limit(subject: Subject, quota: Quota) -> int:
    if not quota.code:
        return quota.default
    client = subject.account.client("service-quotas")
    with aws_errors(f"read the quota {quota.name} (servicequotas:GetServiceQuota)"):
        try:
            answer = client.get_service_quota(ServiceCode=quota.service, QuotaCode=quota.code)
        except client.exceptions.NoSuchResourceException:
            return quota.default
    return int(answer["Quota"]["Value"])


def _tasks(subject: Subject) -> Finding:
    """A rollout runs old and new tasks side by side; the maximum is what load may ask for."""
    chosen = subject.settings
    each = chosen.application.cpu / _CPU_UNITS
    least = math.ceil(2 * each * chosen.openemr_service_fargate_minimum_capacity)
    most = math.ceil(each * chosen.openemr_service_fargate_maximum_capacity)
    limit = _limit(subject, FARGATE)
    ours = {str(service.get("name")) for service in subject.owned("aws_ecs_service")}
    # Imported by CLUSTER/SERVICE.
    ours |= {each.rpartition("/")[2] for each in subject.adopted("aws_ecs_service").values()}
    others = math.ceil(running_vcpus(subject, besides=ours))
    said = f"{limit} vCPU, of which others use {others}"
    if others + least > limit:
        fix = _raise(FARGATE, others + least)
        return problem(FARGATE.name, f"{said}; a rollout takes {least}", fix)
    if others + most > limit:
        setting = f"deployments.{subject.name}.openemr_service_fargate_maximum_capacity"
        fix = f"{_raise(FARGATE, others + most)}; or lower {setting}"
        return warning(FARGATE.name, f"{said}; autoscaling may ask for {most}", fix)
    return ok(FARGATE.name, f"{said}; {most} needed at most")
