"""ECS: members of services and clusters that MiniStack drops."""

import json
from typing import Any

from ministack.core.responses import json_response
from ministack.services import ecs

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

_DROPPED_MEMBERS = (
    "availabilityZoneRebalancing",
    "serviceConnectConfiguration",
    "volumeConfigurations",
)


@around(ecs, "_create_service", "_update_service")
def keep_service_members(original: Handler, request: dict[str, Any]) -> Response:
    response = original(request)
    if response[0] != 200:
        return response
    service = json.loads(response[2])["service"]
    cluster = service["clusterArn"].split("/")[-1]
    record = ecs._services[f"{cluster}/{service['serviceName']}"]
    record.update({key: request[key] for key in _DROPPED_MEMBERS if key in request})
    record.setdefault("availabilityZoneRebalancing", "DISABLED")
    return json_response({"service": ecs._sanitize(record)})


@around(ecs, "_put_cluster")
def keep_cluster_members(original: Handler, request: dict[str, Any]) -> dict[str, Any]:
    cluster = original(request)
    if request.get("serviceConnectDefaults"):
        cluster["serviceConnectDefaults"] = request["serviceConnectDefaults"]
    return cluster
