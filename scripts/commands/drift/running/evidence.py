"""Running state of alarms and evidence: states, mute rules, deliveries of trail and flow logs."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resources
from scripts.commands.drift.running.state import States, changed, of_words

_CRITICAL, _HIGH, _MEDIUM = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html (2026-11)
_NO_FLOW_LOG = "Records of the VPC's traffic are not delivered; those of this time are lost."
FLOW_LOG = States(
    "deliver_logs_status", ("SUCCESS",), of_words(_CRITICAL, _NO_FLOW_LOG, "FAILED"), _CRITICAL
)
_ALARM_TYPES = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")
_RINGS = "The alarm is active: what it watches is out of bounds."
# INSUFFICIENT_DATA is what an alarm on something that never happened has:
# https://docs.aws.amazon.com/autoscaling/application/userguide/cloudwatch-alarm-notifications.html
# (read 2026-11-30)
ALARM = States(
    "state_value", ("OK", "INSUFFICIENT_DATA"), of_words(_MEDIUM, _RINGS, "ALARM"), _MEDIUM
)


def alarms(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Alarms that are active. That its actions are off is an attribute of Terraform."""
    names = {each.id: each.address for each in resources.of(*_ALARM_TYPES)}
    identifiers = sorted(names)
    for first in range(0, len(identifiers), _MOST_ALARMS):
        some: dict[str, Any] = {
            "AlarmNames": identifiers[first : first + _MOST_ALARMS],
            "AlarmTypes": ["MetricAlarm", "CompositeAlarm"],
        }
        for member in ("MetricAlarms", "CompositeAlarms"):
            for alarm in aws.list("cloudwatch", "describe_alarms", member, **some):
                yield from ALARM.judge(names[alarm["AlarmName"]], alarm.get("StateValue"))


# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
_MOST_ALARMS = 100
_OVER = "EXPIRED"
_MUTED = Unmanaged(
    "alarm_mute_rule",
    _HIGH,
    "A rule mutes the alarm at certain times; nobody is notified then.",
)


def mute_rules(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Rules that mute our alarms now or later; they leave `actions_enabled` as it is."""
    names = {each.id: each.address for each in resources.of(*_ALARM_TYPES)}
    if not names:
        return
    for listed in aws.list("cloudwatch", "list_alarm_mute_rules", "AlarmMuteRuleSummaries"):
        if listed.get("Status") == _OVER:
            continue
        rule = listed["AlarmMuteRuleArn"].rpartition(":")[2]
        found = aws.get("cloudwatch", "get_alarm_mute_rule", AlarmMuteRuleName=rule)
        schedule = (found.get("Rule") or {}).get("Schedule") or {}
        when = f"{schedule.get('Expression', '?')} for {schedule.get('Duration', '?')}"
        for alarm in (found.get("MuteTargets") or {}).get("AlarmNames") or []:
            if alarm in names:
                yield _MUTED.at(names[alarm], f"{rule}: {when}", listed["AlarmMuteRuleArn"])


# Member of GetTrailStatus -> severity and reason. Errors of the bucket, not of single requests:
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html (2026-11)
_DELIVERIES: Mapping[str, tuple[str, Severity, str]] = {
    "LatestDeliveryError": (
        "latest_delivery_error",
        _CRITICAL,
        "The trail's records do not reach their bucket.",
    ),
    "LatestDigestDeliveryError": (
        "latest_digest_delivery_error",
        _CRITICAL,
        "Digests do not reach the bucket; nothing proves then that the records are unchanged.",
    ),
    "LatestCloudWatchLogsDeliveryError": (
        "latest_cloudwatch_logs_delivery_error",
        _CRITICAL,
        "The trail's records do not reach their log group, which the alarms watch.",
    ),
    "LatestNotificationError": (
        "latest_notification_error",
        _HIGH,
        "The trail does not notify its topic of new records.",
    ),
}


def deliveries(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Trails whose records do not arrive. That logging is off is an attribute of Terraform."""
    for trail in resources.of("aws_cloudtrail"):
        status: Mapping[str, Any] = aws.get(
            "cloudtrail", "get_trail_status", Name=trail.values["arn"]
        )
        for member, (attribute, severity, reason) in _DELIVERIES.items():
            if error := status.get(member):
                yield changed(trail.address, attribute, "none", str(error), severity, reason)
