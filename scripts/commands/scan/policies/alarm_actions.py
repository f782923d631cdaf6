"""Alarms have actions, also for missing data."""

from scripts.commands.scan.policy import Configuration, Violations, policy


@policy(
    2,
    "An alarm notifies when it goes off, and when it recovers or lacks data.",
    hipaa="312(b)",
    nag="CloudWatchAlarmAction",
)
def alarm_actions(configuration: Configuration) -> Violations:
    """Composite alarms too."""
    for alarm in configuration.of("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        if not alarm.get("alarm_actions"):
            yield alarm.violates("no alarm_actions")
        elif not (alarm.get("ok_actions") or alarm.get("insufficient_data_actions")):
            yield alarm.violates("neither ok_actions nor insufficient_data_actions")
        metric = alarm.type == "aws_cloudwatch_metric_alarm"
        if metric and not (alarm.get("metric_name") or alarm.get("metric_query")):
            yield alarm.violates("watches no metric")
        if alarm.get("actions_enabled") is False:
            yield alarm.violates("actions_enabled is false")
