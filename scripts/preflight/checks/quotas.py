"""Service quotas: what the deployment still needs, and what the account has left."""

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import AwsError, aws_errors
from scripts.preflight.finding import Finding, not_checked, ok, problem, warning
from scripts.preflight.subject import Subject

Count = Callable[[Subject], int]
_CPU_UNITS = 1024
_TASKS_AT_ONCE = 100


def counted(service: str, operation: str, key: str, **asked: Any) -> Count:
    """Counts all that an operation lists under `key`."""

    def count(subject: Subject) -> int:
        return len(listed(subject, service, operation, key, **asked))

    return count


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


def fullest_zone(subject: Subject) -> int:
    """NAT gateways in that of our zones which has the most."""
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
    """How many vCPU the running Fargate tasks have, without those of the services `besides`."""
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


@dataclass(frozen=True)
class Quota:
    """A quota of an account in a Region.

    service, code: as Service Quotas knows it; no code: AWS does not raise it. default: that of a
    new account. type: the resources, in Terraform's words, that use it up. used: counts them.
    """

    name: str
    service: str
    code: str
    default: int
    type: str
    used: Count
    in_each_zone: bool = False


# Codes and defaults: docs.aws.amazon.com, General Reference, each service's endpoints and quotas
# (2026-11); not tried against an account.
QUOTAS = (
    Quota("VPCs", "vpc", "L-F678F1CE", 5, "aws_vpc", counted("ec2", "describe_vpcs", "Vpcs")),
    Quota(
        "Elastic IP addresses",
        "ec2",
        "L-0263D0A3",
        5,
        "aws_eip",
        counted("ec2", "describe_addresses", "Addresses"),
    ),
    Quota(
        "Internet gateways",
        "vpc",
        "L-A4707A72",
        5,
        "aws_internet_gateway",
        counted("ec2", "describe_internet_gateways", "InternetGateways"),
    ),
    Quota(
        "NAT gateways in a zone",
        "vpc",
        "L-FE5A380F",
        5,
        "aws_nat_gateway",
        fullest_zone,
        in_each_zone=True,
    ),
    Quota(
        "Application Load Balancers",
        "elasticloadbalancing",
        "L-53DA6B97",
        50,
        "aws_lb",
        counted("elbv2", "describe_load_balancers", "LoadBalancers"),
    ),
    Quota(
        "Database clusters",
        "rds",
        "L-952B80B8",
        40,
        "aws_rds_cluster",
        counted("rds", "describe_db_clusters", "DBClusters"),
    ),
    Quota(
        "Database instances",
        "rds",
        "L-7B6409FD",
        40,
        "aws_rds_cluster_instance",
        counted("rds", "describe_db_instances", "DBInstances"),
    ),
    Quota(
        "File systems",
        "elasticfilesystem",
        "L-848C634D",
        1000,
        "aws_efs_file_system",
        counted("efs", "describe_file_systems", "FileSystems"),
    ),
    Quota("Keys", "kms", "L-C2F1777E", 100_000, "aws_kms_key", customer_keys),
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
    Quota(
        "Trails",
        "cloudtrail",
        "",
        5,
        "aws_cloudtrail",
        counted("cloudtrail", "describe_trails", "trailList"),
    ),
)
# Its use is counted in vCPU, not in resources.
FARGATE = Quota("Fargate vCPU", "fargate", "L-3032A538", 6, "aws_ecs_service", lambda _: 0)


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
