"""Target tracking: the two CloudWatch alarms that Application Auto Scaling keeps for a policy."""

from typing import Any

from ministack.core.responses import get_account_id, get_region, new_uuid
from ministack.services import cloudwatch

# Side of the target -> minutes to breach, share of the target, comparison; as seen on AWS.
_SIDES = {
    "High": (3, 1.0, "GreaterThanThreshold"),
    "Low": (15, 0.9, "LessThanThreshold"),
}


def create_alarms(policy: dict[str, Any]) -> list[dict[str, str]]:
    """Make the alarms of a target tracking policy; any other kind has none."""
    if policy["PolicyType"] != "TargetTrackingScaling":
        return []
    target = policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"]
    alarms = []
    for side, (minutes, share, comparison) in _SIDES.items():
        name = f"TargetTracking-{policy['ResourceId']}-Alarm{side}-{new_uuid()}"
        alarm = {
            "AlarmActions": [policy["PolicyARN"]],
            "AlarmDescription": "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy "
            + policy["PolicyARN"],
            "AlarmName": name,
            "ComparisonOperator": comparison,
            "EvaluationPeriods": minutes,
            "MetricName": "CPUUtilization",
            "Namespace": "AWS/ECS",
            "Period": 60,
            "Statistic": "Average",
            "Threshold": target * share,
        }
        cloudwatch._put_metric_alarm({}, alarm, False, True)
        arn = f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}"
        alarms.append({"AlarmName": name, "AlarmARN": arn})
    return alarms


def delete_alarms(policy: dict[str, Any]) -> None:
    """Remove a policy's alarms."""
    for alarm in policy.get("Alarms", []):
        cloudwatch._alarms.pop(alarm["AlarmName"], None)
