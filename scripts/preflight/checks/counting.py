"""What an account has of something that AWS limits."""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from scripts.aws.account import aws_errors
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
