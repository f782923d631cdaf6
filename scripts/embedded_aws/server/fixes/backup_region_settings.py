"""Backup: the Region's opt-in by service, on for all of them as in a new account."""

import json
from typing import Any

from ministack.core.responses import json_response
from ministack.services import backup

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response

_PREFERENCES = regional_records("backup_opt_in")
# Of those that DescribeRegionSettings lists, what a deployment has:
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeRegionSettings.html (2026-11)
_SERVICES = ("Aurora", "DynamoDB", "EBS", "EC2", "EFS", "RDS", "S3")


@around(backup, "_describe_region_settings")
def describe_region_settings(_original: Handler) -> Response:
    preferences = {name: _PREFERENCES.get(name, True) for name in _SERVICES}
    return json_response(
        {"ResourceTypeOptInPreference": preferences, "ResourceTypeManagementPreference": {}}
    )


@around(backup, "handle_request")
async def update_region_settings(
    original: Handler,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, Any],
) -> Response:
    if (method, path.strip("/")) == ("PUT", "account-settings"):
        request = json.loads(body) if body else {}
        for name, included in request.get("ResourceTypeOptInPreference", {}).items():
            _PREFERENCES[name] = bool(included)
        return json_response({})
    return await original(method, path, headers, body, query)
