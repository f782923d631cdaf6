"""Service quotas: remaining needs of the deployment, and what the account has left."""

import math
from collections.abc import Collection, Iterator
from typing import Any

from scripts.aws.account import AwsError, aws_errors
from scripts.preflight.finding import Finding, not_checked, ok, problem, warning
from scripts.preflight.subject import Subject
from scripts.resources import made
from scripts.resources.facets.quota import Quota

_CPU_UNITS = 1024
_TASKS_AT_ONCE = 100


def listed(subject: Subject, service: str, operation: str, key: str, **asked: Any) -> list[Any]:
    """All pages of an operation. Raises AwsError."""
    client = subject.account.client(service)
    with aws_errors(f"count {key} ({service} {operation})"):
        return [each for page in _pages(client, operation, asked) for each in page[key]]


def _pages(client: Any, operation: str, asked: dict[str, Any]) -> Iterator[Any]:
    if client.can_paginate(operation):
        yield from client.get_paginator(operation).paginate(**asked)
    else:
        yield getattr(client, operation)(**asked)


def _used(subject: Subject, quota: Quota) -> int:
    if quota.in_each_zone:
        return fullest_zone(subject)
    if quota.ours_only:
        return customer_keys(subject)
    return len(listed(subject, *quota.listed))


def fullest_zone(subject: Subject) -> int:
    """NAT gateways in that of the deployment's zones that has the most."""
    subnets = listed(subject, "ec2", "describe_subnets", "Subnets")
    zone_of = {subnet["SubnetId"]: subnet["AvailabilityZone"] for subnet in subnets}
    gateways = listed(subject, "ec2", "describe_nat_gateways", "NatGateways")
    alive = [zone_of.get(each["SubnetId"]) for each in gateways if each["State"] != "deleted"]
    return max((alive.count(zone) for zone in subject.settings.zones), default=0)


def customer_keys(subject: Subject) -> int:
    """Keys of ours and others; AWS's own are not counted, and have aliases of AWS's."""
    keys = listed(subject, "kms", "list_keys", "Keys")
    aliases = listed(subject, "kms", "list_aliases", "Aliases")
    aws = [each for each in aliases if each["AliasName"].startswith("alias/aws/")]
    return len(keys) - len({each["TargetKeyId"] for each in aws if "TargetKeyId" in each})


def running_vcpus(subject: Subject, besides: Collection[str]) -> float:
    """Number of vCPU of the running Fargate tasks, without those of the services `besides`."""
    ecs = subject.account.client("ecs")
    total = 0
    with aws_errors("count Fargate tasks (ecs:ListClusters, ecs:ListTasks, ecs:DescribeTasks)"):
        clusters = [arn for page in _pages(ecs, "list_clusters", {}) for arn in page["clusterArns"]]
        for cluster in clusters:
            pages = _pages(ecs, "list_tasks", {"cluster": cluster, "launchType": "FARGATE"})
            tasks = [arn for page in pages for arn in page["taskArns"]]
            for begin in range(0, len(tasks), _TASKS_AT_ONCE):
                some = tasks[begin : begin + _TASKS_AT_ONCE]
                for task in ecs.describe_tasks(cluster=cluster, tasks=some)["tasks"]:
                    if task.get("group", "").removeprefix("service:") not in besides:
                        total += int(task.get("cpu", 0))
    return total / _CPU_UNITS


# Its use is counted in vCPU, not in resources.
FARGATE = Quota("Fargate vCPU", "fargate", "L-3032A538", 6, ("ecs", "list_tasks", "taskArns"))


def quotas(subject: Subject) -> Iterator[Finding]:
    """Check each quota that a new account may reach, then the tasks' vCPU."""
    limited = {each.name: each.quota for each in made() if each.quota}
    needed = {type_: _needed(subject, type_, quota) for type_, quota in limited.items()}
    content = [quota.name for type_, quota in limited.items() if not needed[type_]]
    if content:
        yield ok("Nothing more is needed", ", ".join(content))
    for type_, quota in limited.items():
        if needed[type_]:
            yield _judged(subject, quota, needed[type_])
    yield _tasks(subject)
    if _account_limit(subject, FARGATE) is None:
        said = "not allowed: servicequotas:GetServiceQuota: AWS's default quotas are assumed"
        yield warning("Limits", said, f"openemr permissions {subject.name} writes it")


def _needed(subject: Subject, type_: str, quota: Quota) -> int:
    there = len(subject.owned(type_)) + len(subject.adopted(type_))
    needed = max(0, len(subject.configured(type_)) - there)
    return math.ceil(needed / len(subject.settings.zones)) if quota.in_each_zone else needed


def _judged(subject: Subject, quota: Quota, needed: int) -> Finding:
    try:
        return _judge(subject, quota, needed)
    except AwsError as refused:
        return not_checked(quota.name, str(refused))


def _judge(subject: Subject, quota: Quota, needed: int) -> Finding:
    used, limit = _used(subject, quota), _limit(subject, quota)
    text = f"{needed} needed, {used} of {limit} in use"
    if used + needed <= limit:
        return ok(quota.name, text)
    return problem(quota.name, text, _raise(quota, used + needed))


def _raise(quota: Quota, wanted: int) -> str:
    if not quota.code:
        return "remove an unused one; AWS does not raise this quota"
    return (
        f"aws service-quotas request-service-quota-increase --service-code {quota.service} "
        f"--quota-code {quota.code} --desired-value {wanted}"
    )


def _limit(subject: Subject, quota: Quota) -> int:
    if not quota.code:
        return quota.default
    limit = _account_limit(subject, quota)
    return quota.default if limit is None else limit


def _account_limit(subject: Subject, quota: Quota) -> int | None:
    """The account's own limit; None if nobody may read it here. Raises AwsError."""
    client = subject.account.client("service-quotas")
    try:
        with aws_errors(f"read the quota {quota.name} (servicequotas:GetServiceQuota)"):
            try:
                answer = client.get_service_quota(ServiceCode=quota.service, QuotaCode=quota.code)
            except client.exceptions.NoSuchResourceException:
                return quota.default
    except AwsError as refused:
        if "AccessDenied" in str(refused):
            return None
        raise
    return int(answer["Quota"]["Value"])


def _tasks(subject: Subject) -> Finding:
    """Check the vCPU quota: rollouts run old and new tasks at once; load scales to the maximum."""
    chosen = subject.settings
    each = chosen.application.cpu / _CPU_UNITS
    least = math.ceil(2 * each * chosen.openemr_service_fargate_minimum_capacity)
    most = math.ceil(each * chosen.openemr_service_fargate_maximum_capacity)
    limit = _limit(subject, FARGATE)
    ours = {str(service.get("name")) for service in subject.owned("aws_ecs_service")}
    # Imported by CLUSTER/SERVICE.
    ours |= {each.rpartition("/")[2] for each in subject.adopted("aws_ecs_service").values()}
    others = math.ceil(running_vcpus(subject, besides=ours))
    text = f"{limit} vCPU, of which others use {others}"
    if others + least > limit:
        fix = _raise(FARGATE, others + least)
        return problem(FARGATE.name, f"{text}; a rollout takes {least}", fix)
    if others + most > limit:
        setting = f"deployments.{subject.name}.openemr_service_fargate_maximum_capacity"
        fix = f"{_raise(FARGATE, others + most)}; or lower {setting}"
        return warning(FARGATE.name, f"{text}; autoscaling may ask for {most}", fix)
    return ok(FARGATE.name, f"{text}; {most} needed at most")
