"""CloudWatch: alarms over the query protocol, which the AWS provider speaks.

MiniStack keeps an alarm's every member when it arrives as JSON, and few when it arrives as query
parameters; so query requests are handed on as JSON, and the answer is turned into XML.
"""

import datetime
import json
from typing import Any

from ministack.services import cloudwatch

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response, nested, xml

_INTEGERS = ("Period", "EvaluationPeriods", "DatapointsToAlarm")
_FILTERS = ("AlarmNames", "AlarmNamePrefix", "StateValue", "AlarmTypes", "MaxRecords", "NextToken")


@around(cloudwatch, "_put_metric_alarm")
def put_metric_alarm(
    original: Handler, params: dict[str, Any], cbor: Any, is_cbor: bool, is_json: bool = False
) -> Response:
    if is_cbor or is_json:
        return original(params, cbor, is_cbor, is_json)
    alarm = _typed(nested(params))
    response = original({}, alarm, False, True)
    if response[0] != 200:
        return _as_query_error(response)
    record = cloudwatch._alarms[alarm["AlarmName"]]
    record["AlarmDescription"] = alarm.get("AlarmDescription")
    if alarm.get("ExtendedStatistic") or alarm.get("Metrics"):
        record["Statistic"] = None
    if alarm.get("Metrics"):
        record.update(Metrics=alarm["Metrics"], Period=None)
    for key in ("ThresholdMetricId", "EvaluateLowSampleCountPercentile"):
        if alarm.get(key):
            record[key] = alarm[key]
    return cloudwatch._xml(200, "PutMetricAlarmResponse", "")


@around(cloudwatch, "_put_composite_alarm")
def put_composite_alarm(
    original: Handler, params: dict[str, Any], cbor: Any, is_cbor: bool, is_json: bool = False
) -> Response:
    if is_cbor or is_json:
        return original(params, cbor, is_cbor, is_json)
    response = original({}, _typed(nested(params)), False, True)
    if response[0] != 200:
        return _as_query_error(response)
    return cloudwatch._xml(200, "PutCompositeAlarmResponse", "")


@around(cloudwatch, "_describe_alarms")
def describe_alarms(
    original: Handler, params: dict[str, Any], cbor: Any, is_cbor: bool, is_json: bool = False
) -> Response:
    if is_cbor or is_json:
        return original(params, cbor, is_cbor, is_json)
    asked = {key: value for key, value in nested(params).items() if key in _FILTERS}
    response = original({}, asked, False, True)
    if response[0] != 200:
        return _as_query_error(response)
    answer = json.loads(response[2])
    for kind in ("MetricAlarms", "CompositeAlarms"):
        answer[kind] = [_public(alarm) for alarm in answer.get(kind, [])]
    result = f"<DescribeAlarmsResult>{xml(answer)}</DescribeAlarmsResult>"
    return cloudwatch._xml(200, "DescribeAlarmsResponse", result)


def _typed(alarm: dict[str, Any]) -> dict[str, Any]:
    alarm.update({key: int(alarm[key]) for key in _INTEGERS if key in alarm})
    if "Threshold" in alarm:
        alarm["Threshold"] = float(alarm["Threshold"])
    if "ActionsEnabled" in alarm:
        alarm["ActionsEnabled"] = alarm["ActionsEnabled"] == "true"
    for query in alarm.get("Metrics", []):
        if "ReturnData" in query:
            query["ReturnData"] = query["ReturnData"] == "true"
    return alarm


def _public(alarm: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _timestamp(value) if key.endswith("Timestamp") else value
        for key, value in alarm.items()
        if not key.startswith("_")
        and value is not None
        and (key, value) != ("AlarmDescription", "")
    }


def _timestamp(value: Any) -> Any:
    if not isinstance(value, (int, float)):
        return value
    moment = datetime.datetime.fromtimestamp(value, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _as_query_error(response: Response) -> Response:
    error = json.loads(response[2])
    code = error.get("__type", "ValidationError").split("#")[-1]
    return cloudwatch._error(code, error.get("message", ""), 400)
