"""EC2 flow logs: role, aggregation interval, record format and tags."""

from typing import Any

from ministack.services import ec2

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.wire import Response, xml

# https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html, version 2 (2026-11)
_DEFAULT_FORMAT = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} "
    "${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}"
)
_DEFAULT_INTERVAL_SECONDS = "600"


@around(ec2, "_create_flow_logs")
def keep_members(original: Handler, params: dict[str, Any]) -> Response:
    before = set(ec2._flow_logs)
    response = original(params)
    for identifier in set(ec2._flow_logs) - before:
        ec2._flow_logs[identifier].update(
            _role=ec2._p(params, "DeliverLogsPermissionArn"),
            _interval=ec2._p(params, "MaxAggregationInterval") or _DEFAULT_INTERVAL_SECONDS,
            _format=ec2._p(params, "LogFormat") or _DEFAULT_FORMAT,
        )
        ec2._parse_tag_specs(params, "vpc-flow-log", identifier)
    return response


@around(ec2, "_describe_flow_logs")
def show_members(original: Handler, params: dict[str, Any]) -> Response:
    status, headers, body = original(params)
    text = body.decode()
    for record in ec2._flow_logs.values():
        mark = f"<flowLogId>{record['FlowLogId']}</flowLogId>"
        text = text.replace(mark, mark + xml(_members(record)))
    return status, headers, text.encode()


def _members(record: dict[str, Any]) -> dict[str, Any]:
    destination = record.get("LogDestination", "")
    _, found, group = destination.partition(":log-group:")
    return {
        "maxAggregationInterval": record.get("_interval", _DEFAULT_INTERVAL_SECONDS),
        "logFormat": record.get("_format", _DEFAULT_FORMAT),
        "deliverLogsStatus": record.get("_delivery", "SUCCESS"),
        "deliverLogsPermissionArn": record.get("_role") or None,
        "logGroupName": group.split(":")[0] if found else None,
    }
