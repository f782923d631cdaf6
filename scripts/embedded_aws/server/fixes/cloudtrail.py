"""CloudTrail: what is given when a trail is made, and errors of its deliveries."""

import json
from typing import Any

from ministack.core.responses import get_account_id, get_region
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
    given |= _topic(request)
    cloudtrail._trails[answer["Name"]].update(given)
    if request.get("TagsList"):
        tags = {tag["Key"]: tag.get("Value", "") for tag in request["TagsList"]}
        cloudtrail._trail_tags[answer["TrailARN"]] = tags
    return cloudtrail._ok({**answer, **given})


@around(cloudtrail, "_update_trail")
def keep_the_topic(original: Handler, request: dict[str, Any]) -> Response:
    response = original(request)
    if response[0] == 200:
        cloudtrail._trails[json.loads(response[2])["Name"]].update(_topic(request))
    return response


def _topic(request: dict[str, Any]) -> dict[str, str]:
    """The topic's ARN, from which the provider takes the name; requests may give either."""
    topic = request.get("SnsTopicName") or ""
    if topic and not topic.startswith("arn:"):
        topic = f"arn:aws:sns:{get_region()}:{get_account_id()}:{topic}"
    return {"SnsTopicARN": topic} if "SnsTopicName" in request else {}


@around(cloudtrail, "_get_trail_status")
def show_delivery_errors(original: Handler, request: dict[str, Any]) -> Response:
    response = original(request)
    _, _, trail = cloudtrail._find_visible_trail(request["Name"].strip())
    if response[0] == 200 and trail.get("_delivery_error"):
        answer = json.loads(response[2])
        return cloudtrail._ok({**answer, "LatestDeliveryError": trail["_delivery_error"]})
    return response
