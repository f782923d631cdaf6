"""ECS on Fargate and Lambda."""

from scripts.resources.facets.charge import Charge, Free, NoPriceError, Situation, number
from scripts.terraform.documents.configuration import Resource

# Ephemeral storage included with every task:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html (2026-11)
INCLUDED_STORAGE_GB = 20
PROCESSORS = {"ARM64": "arm", "X86_64": "x86"}


def average_tasks(service: Resource, situation: Situation) -> float:
    """Average number of tasks: the minimum and what autoscaling adds, up to the maximum."""
    targets = situation.configuration.referring(service, "aws_appautoscaling_target")
    if not targets:
        return number(service, "desired_count", default=1)
    least = number(targets[0], "min_capacity")
    most = number(targets[0], "max_capacity", default=least)
    return min(most, least + situation.use("extra_tasks"))


def service(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Tasks by vCPU, memory and public address, and what they send to other zones."""
    if resource.get("launch_type") not in (None, "FARGATE") or resource.blocks(
        "capacity_provider_strategy"
    ):
        raise NoPriceError("tasks that do not run on Fargate at its ordinary price")
    definition = situation.target(resource, "aws_ecs_task_definition", "task_definition")
    if definition is None:
        raise NoPriceError("its task definition is not in the configuration")
    tasks, hours = average_tasks(resource, situation), situation.hours
    charges = _tasks(definition, tasks, hours)
    if resource.get("network_configuration", "assign_public_ip") is True:
        charges.append(
            Charge("public_ipv4_hour", tasks * hours, f"{tasks:g} tasks, one address each")
        )
    traffic = situation.use("cross_zone_gb")
    charges.append(Charge("cross_zone_gb", 2 * traffic, f"{traffic:g} GB, charged at both ends"))
    return charges


def _tasks(definition: Resource, tasks: float, hours: float) -> list[Charge]:
    name = definition.get("runtime_platform", "cpu_architecture") or "X86_64"
    if name not in PROCESSORS or not number(definition, "cpu"):
        raise NoPriceError(f"processor {name} with cpu {definition.get('cpu')}")
    processor = PROCESSORS[name]
    vcpu, memory = number(definition, "cpu") / 1024, number(definition, "memory") / 1024
    extra = number(definition, "ephemeral_storage", "size_in_gib") - INCLUDED_STORAGE_GB
    time = f"{tasks:g} tasks x {hours:g} h"
    charges = [
        Charge(f"fargate_{processor}_vcpu_hour", tasks * vcpu * hours, f"{time} x {vcpu:g} vCPU"),
        Charge(f"fargate_{processor}_gb_hour", tasks * memory * hours, f"{time} x {memory:g} GB"),
    ]
    if extra > 0:
        charges.append(
            Charge("fargate_storage_gb_hour", tasks * extra * hours, f"{time} x {extra:g} GB")
        )
    return charges


def cluster(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Container Insights by its metrics."""
    settings = {each.get("name"): each.get("value") for each in resource.blocks("setting")}
    insights = settings.get("containerInsights", "disabled")
    if insights == "disabled":
        return Free("Tasks are charged, clusters are not; Container Insights is off.")
    if insights != "enhanced":
        raise NoPriceError(f"containerInsights {insights}")
    services = situation.configuration.referring(resource, "aws_ecs_service")
    tasks = sum(average_tasks(each, situation) for each in services)
    metrics = (
        situation.use("container_insights_cluster_metrics")
        + len(services) * situation.use("container_insights_service_metrics")
        + tasks * situation.use("container_insights_task_metrics")
    )
    why = f"{len(services)} services, {tasks:g} tasks"
    return [Charge("container_insights_metric_month", metrics, why)]


def function(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Lambda by calls and duration."""
    architectures = resource.get("architectures") or ["x86_64"]
    processor = "arm" if "arm64" in architectures else "x86"
    memory = number(resource, "memory_size", default=128) / 1024
    calls, seconds = situation.use("function_calls"), situation.use("function_seconds")
    return [
        Charge("lambda_requests_million", calls / 1e6, f"{calls:g} calls"),
        Charge(
            f"lambda_{processor}_gb_second",
            calls * seconds * memory,
            f"{calls:g} calls x {seconds:g} s x {memory:g} GB",
        ),
    ]
