"""CloudTrail: the log group, its role and the tags given when a trail is made."""

import json
from typing import Any

from ministack.services import cloudtrail

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response

_DROPPED_MEMBERS = ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn")


@around(cloudtrail, "_create_trail")
def keep_members(original: Handler, request: dict[str, Any]) -> Response:
    response = original(request)
    if response[0] != 200:
        return response
    answer = json.loads(response[2])
    given = {key: request[key] for key in _DROPPED_MEMBERS if request.get(key)}
    cloudtrail._trails[answer["Name"]].update(given)
    if request.get("TagsList"):
        tags = {tag["Key"]: tag.get("Value", "") for tag in request["TagsList"]}
        cloudtrail._trail_tags[answer["TrailARN"]] = tags
    return cloudtrail._ok({**answer, **given})
