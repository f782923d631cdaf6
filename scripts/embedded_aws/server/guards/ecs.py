"""ECS: refuse clusters, task definitions and services that AWS would refuse."""

import json
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import alb, ecs, iam

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.wire import Response

Request = dict[str, Any]
# CPU units -> MiB, from the task size table of the ECS Developer Guide (2026-11).
_FARGATE_SIZES: dict[int, range] = {
    256: range(512, 2049, 512),
    512: range(1024, 4097, 1024),
    1024: range(2048, 8193, 1024),
    2048: range(4096, 16385, 1024),
    4096: range(8192, 30721, 1024),
    8192: range(16384, 61441, 4096),
    16384: range(32768, 122881, 8192),
}
# 256 CPU units take 512, 1024 or 2048 MiB, which are no arithmetic series.
_NOT_A_SIZE = (256, 1536)
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
_TASK_DEFINITION_BYTES = 64 * 1024


def _refuse(message: str, code: str = "ClientException") -> Response:
    return error_response_json(code, message, 400)


def _invalid(message: str) -> Response:
    return _refuse(message, "InvalidParameterException")


@before(ecs, "_register_task_definition")
def refuse_bad_task_definitions(request: Request) -> Response | None:
    checks: tuple[Callable[[Request], Response | None], ...] = (
        _too_large,
        _bad_fargate_task,
        _bad_containers,
        _bad_dependencies,
        _bad_volumes,
        _bad_roles,
    )
    return next((refusal for check in checks if (refusal := check(request))), None)


def _too_large(request: Request) -> Response | None:
    size = len(json.dumps(request, separators=(",", ":")).encode())
    if size <= _TASK_DEFINITION_BYTES:
        return None
    return _refuse(f"Actual length: '{size}'. Max allowed length is '{_TASK_DEFINITION_BYTES}'.")


def _bad_fargate_task(request: Request) -> Response | None:
    if "FARGATE" not in (request.get("requiresCompatibilities") or []):
        return None
    if request.get("networkMode") != "awsvpc":
        return _refuse("Fargate requires that 'networkMode' be 'awsvpc'")
    cpu, memory = (int(request.get(key) or 0) for key in ("cpu", "memory"))
    if memory not in _FARGATE_SIZES.get(cpu, ()) or (cpu, memory) == _NOT_A_SIZE:
        return _refuse(
            f"No Fargate configuration exists for given values: {cpu} CPU, {memory} memory. "
            "See the Amazon ECS documentation for the valid values."
        )
    needing = [c for c in request["containerDefinitions"] if _needs_execution_role(c)]
    if needing and not request.get("executionRoleArn"):
        return _refuse(
            "Fargate requires task definition to have execution role ARN to support secrets and "
            "log driver awslogs."
        )
    return None


def _needs_execution_role(container: Request) -> bool:
    driver = (container.get("logConfiguration") or {}).get("logDriver")
    return bool(container.get("secrets")) or driver == "awslogs"


def _bad_containers(request: Request) -> Response | None:
    containers = request["containerDefinitions"]
    names = [container.get("name") for container in containers]
    if len(names) != len(set(names)):
        return _refuse("Container names must be unique within a task definition.")
    if not any(container.get("essential", True) for container in containers):
        return _refuse("At least one container must be marked as essential.")
    return None


def _bad_dependencies(request: Request) -> Response | None:
    containers = {container["name"]: container for container in request["containerDefinitions"]}
    for container in containers.values():
        for dependency in container.get("dependsOn") or []:
            wanted = containers.get(dependency["containerName"])
            if wanted is None:
                return _refuse(
                    f"Container '{container['name']}' depends on "
                    f"'{dependency['containerName']}', which is not in the task definition."
                )
            if dependency["condition"] == "HEALTHY" and not wanted.get("healthCheck"):
                return _refuse(
                    f"Container '{wanted['name']}' has no health check, so none can depend on "
                    "its condition HEALTHY."
                )
            if dependency["condition"] in ("COMPLETE", "SUCCESS") and wanted.get("essential", True):
                return _refuse(
                    f"Container '{wanted['name']}' is essential, so none can depend on its "
                    f"condition {dependency['condition']}."
                )
    return None


def _bad_volumes(request: Request) -> Response | None:
    known = {volume["name"] for volume in request.get("volumes") or []}
    for container in request["containerDefinitions"]:
        for mount in container.get("mountPoints") or []:
            if mount["sourceVolume"] not in known:
                return _refuse(f"Unknown volume '{mount['sourceVolume']}'.")
    return None


def _bad_roles(request: Request) -> Response | None:
    roles = [request.get(key) for key in ("executionRoleArn", "taskRoleArn")]
    missing = [role for role in roles if role and role.split("/")[-1] not in iam._roles]
    return _refuse("Role is not valid") if missing else None


@before(ecs, "_create_service")
def refuse_bad_services(request: Request) -> Response | None:
    if ecs._resolve_cluster_name(request.get("cluster", "default")) not in ecs._clusters:
        return _refuse("Cluster not found.", "ClusterNotFoundException")
    key = ecs._resolve_td_key(request.get("taskDefinition", ""))
    if key not in ecs._task_defs:
        return _refuse("Unable to describe task definition.")
    task = ecs._task_defs[key]
    attached = request.get("loadBalancers") or []
    return next((refusal for one in attached if (refusal := _bad_attachment(one, task))), None)


def _bad_attachment(attachment: Request, task: Request) -> Response | None:
    name, port = attachment["containerName"], attachment["containerPort"]
    arn = attachment.get("targetGroupArn")
    containers = {container["name"]: container for container in task["containerDefinitions"]}
    if name not in containers:
        return _invalid(f"The container {name} does not exist in the task definition.")
    mappings = containers[name].get("portMappings", [])
    if port not in [mapping.get("containerPort") for mapping in mappings]:
        return _invalid(f"The container {name} did not have a container port {port} defined.")
    target = alb._tgs.get(arn)
    if not target:
        return _invalid("Unable to describe target groups: target group not found")
    if not target["LoadBalancerArns"]:
        return _invalid(
            f"The target group with targetGroupArn {arn} does not have an associated load balancer."
        )
    if task.get("networkMode") == "awsvpc" and target.get("TargetType") != "ip":
        return _invalid(
            f"The provided target group {arn} has target type {target.get('TargetType')}, which is "
            "incompatible with the awsvpc network mode specified in the task definition."
        )
    return None


@before(ecs, "_delete_cluster")
def refuse_busy_clusters(request: Request) -> Response | None:
    cluster = ecs._resolve_cluster_name(request.get("cluster", "default"))
    services = [s for key, s in ecs._services.items() if key.startswith(f"{cluster}/")]
    if not any(service["status"] == "ACTIVE" for service in services):
        return None
    return _refuse(
        "The Cluster cannot be deleted while Services are active.",
        "ClusterContainsServicesException",
    )
