"""CloudWatch: alarm mute rules, over the JSON protocol that boto3 speaks."""

from typing import Any

from ministack.core.responses import (
    error_response_json,
    get_account_id,
    get_region,
    json_response,
)
from ministack.services import cloudwatch

from scripts.embedded_aws.server.json_service import operation
from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response

_RULES = regional_records("cloudwatch_mute_rules")


@operation(cloudwatch, "PutAlarmMuteRule")
def put_rule(request: dict[str, Any]) -> Response:
    place = f"{get_region()}:{get_account_id()}"
    rule: dict[str, Any] = {
        "AlarmMuteRuleArn": f"arn:aws:cloudwatch:{place}:alarm-mute-rule:{request['Name']}",
        "Status": "ACTIVE",
    }
    for member in ("Name", "Rule", "MuteTargets"):
        if member in request:
            rule[member] = request[member]
    _RULES[request["Name"]] = rule
    return json_response({})


@operation(cloudwatch, "ListAlarmMuteRules")
def list_rules(_request: dict[str, Any]) -> Response:
    found = [
        {"AlarmMuteRuleArn": each["AlarmMuteRuleArn"], "Status": each["Status"]}
        for each in _RULES.values()
    ]
    return json_response({"AlarmMuteRuleSummaries": found})


@operation(cloudwatch, "GetAlarmMuteRule")
def get_rule(request: dict[str, Any]) -> Response:
    rule = _RULES.get(request["AlarmMuteRuleName"])
    if rule is None:
        return error_response_json("ResourceNotFoundException", "There is no such rule.", 404)
    return json_response(rule)
