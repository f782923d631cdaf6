"""Changes of alarms' states that depend on the state before, as EventBridge tells them."""

from stacks.components.monitoring.alarm import Alarm
from stacks.components.monitoring.events import Event
from stacks.naming import Names

# CloudWatch guarantees delivery, and both states are in the event (2026-11-30):
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
_SOURCE = {"source": ["aws.cloudwatch"], "detail-type": ["CloudWatch Alarm State Change"]}
_FIELDS = {"what": "$.detail.alarmName", "why": "$.detail.state.reason"}


def states(alarms: list[Alarm], names: Names) -> list[Event]:
    """The end of what alarms told, and the begin of what waits for its first OK."""
    waiting = [alarm.name_in(names) for alarm in alarms if alarm.waits]
    return [
        Event(
            "recovered",
            "An alarm ended",
            _change("ALARM", "OK", [{"prefix": names.folder}]),
            _FIELDS,
            "OpenEMR: the alarm <what> ended. <why>",
        ),
        Event(
            "outage",
            "What worked before does not any more",
            _change("OK", "ALARM", waiting),
            _FIELDS | {"about": "$.detail.configuration.description"},
            "OpenEMR: the alarm <what> went off. <about> <why>",
        ),
    ]


def _change(before: str, after: str, alarms: list[str] | list[dict[str, str]]) -> dict[str, object]:
    detail = {
        "alarmName": alarms,
        "previousState": {"value": [before]},
        "state": {"value": [after]},
    }
    return {**_SOURCE, "detail": detail}
