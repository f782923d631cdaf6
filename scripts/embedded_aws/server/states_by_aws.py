"""States that resources reach by AWS or by failures, which no request of a client sets.

The words are those of AWS; which ones a state may have is for the caller to know.
"""

from collections.abc import Mapping
from typing import Any

from ministack import app
from ministack.services import acm, alb, cloudformation, cloudtrail, ec2, ecs, efs, elasticache, rds

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

# Kind, as Terraform names it without the provider -> records, and the member with the state.
_RECORDS: dict[str, tuple[Any, str]] = {
    "acm_certificate": (acm._certificates, "Status"),
    "cloudformation_stack": (cloudformation._stacks, "StackStatus"),
    "cloudtrail": (cloudtrail._trails, "_delivery_error"),
    "ecs_cluster": (ecs._clusters, "status"),
    "ecs_service": (ecs._services, "deployments.0.rolloutState"),
    "efs_access_point": (efs._access_points, "LifeCycleState"),
    "efs_file_system": (efs._file_systems, "LifeCycleState"),
    "efs_mount_target": (efs._mount_targets, "LifeCycleState"),
    "elasticache_serverless_cache": (elasticache._serverless_caches, "Status"),
    "elasticache_user_group": (elasticache._user_groups, "Status"),
    "flow_log": (ec2._flow_logs, "_delivery"),
    "lb": (alb._lbs, "State"),
    "nat_gateway": (ec2._nat_gateways, "State"),
    "rds_cluster": (rds._clusters, "Status"),
    "rds_cluster_instance": (rds._instances, "DBInstanceStatus"),
    "vpc_endpoint": (ec2._vpc_endpoints, "State"),
    "master_user_secret": (rds._clusters, "MasterUserSecret.SecretStatus"),
}


@around(app, "_handle_admin_reset")
async def reach_on_request(
    original: Handler, path: str, method: str, query: dict[str, list[str]]
) -> Response | None:
    """POST /_ministack/state?kind=KIND&id=ID&state=WORD."""
    if (method, path) != ("POST", "/_ministack/state"):
        answer: Response | None = await original(path, method, query)
        return answer
    try:
        _reach(query["kind"][0], query["id"][0], query["state"][0])
    except (KeyError, LookupError) as problem:
        return 400, {"Content-Type": "text/plain"}, str(problem).encode()
    return 200, {"Content-Type": "text/plain"}, b"ok"


def _reach(kind: str, identifier: str, state: str) -> None:
    records, path = _RECORDS[kind]
    *steps, last = path.split(".")
    record = _record(records, identifier)
    for step in steps:
        record = record[int(step) if isinstance(record, list) else step]
    record[last] = state


def _record(records: Mapping[str, Any], identifier: str) -> Any:
    """By MiniStack's own key, which an ARN ends with."""
    for key, record in records.items():
        if identifier == key or identifier.endswith(f"/{key}"):
            return record
    raise LookupError(f"nothing has the id {identifier}")
