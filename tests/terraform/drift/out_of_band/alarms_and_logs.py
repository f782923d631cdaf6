"""Out-of-band changes of topics, alarms, events and logs."""

import json

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    OutOfBand,
    Site,
    added,
    for_a_stranger,
    gone,
)

TOPIC = "aws_sns_topic.notifications_alarms_topic"


def _open_topic(site: Site) -> None:
    topic = site.id(TOPIC)
    site.client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=for_a_stranger("sns:Publish", topic)
    )


def _plain_topic(site: Site) -> None:
    site.client("sns").set_topic_attributes(
        TopicArn=site.id("aws_sns_topic.audit_trail_deliveries_topic"),
        AttributeName="KmsMasterKeyId",
        AttributeValue="",
    )


def _listen(site: Site) -> None:
    site.client("sns").subscribe(
        TopicArn=site.id(TOPIC), Protocol="https", Endpoint="https://example.net/hook"
    )


def _alarm(name: str) -> str:
    return f"aws_cloudwatch_metric_alarm.monitoring_{name}"


def _delete_alarm(site: Site) -> None:
    site.client("cloudwatch").delete_alarms(AlarmNames=[site.id(_alarm("no_backup"))])


def _mute_alarm(site: Site) -> None:
    site.client("cloudwatch").disable_alarm_actions(AlarmNames=[site.id(_alarm("root_use"))])


def _deaf_alarm(site: Site) -> None:
    cloudwatch, name = site.client("cloudwatch"), site.id(_alarm("latency"))
    (stands,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    kept = {
        key: value
        for key, value in stands.items()
        if key
        in {
            "AlarmName",
            "AlarmDescription",
            "ComparisonOperator",
            "DatapointsToAlarm",
            "Dimensions",
            "EvaluationPeriods",
            "ExtendedStatistic",
            "MetricName",
            "Namespace",
            "OKActions",
            "Period",
            "Statistic",
            "TreatMissingData",
        }
    }
    cloudwatch.put_metric_alarm(**kept, Threshold=9999, AlarmActions=[])


def _disable_rule(site: Site) -> None:
    site.client("events").disable_rule(
        Name=site.id("aws_cloudwatch_event_rule.monitoring_evidence")
    )


def _remove_target(site: Site) -> None:
    target = site.of("aws_cloudwatch_event_target.monitoring_backupjob_target")
    site.client("events").remove_targets(Rule=target["rule"], Ids=[target["target_id"]])


def _delete_filter(site: Site) -> None:
    found = site.of("aws_cloudwatch_log_metric_filter.monitoring_root_use_filter")
    site.client("logs").delete_metric_filter(
        logGroupName=found["log_group_name"], filterName=found["name"]
    )


def _change_dashboard(site: Site) -> None:
    site.client("cloudwatch").put_dashboard(
        DashboardName=site.id("aws_cloudwatch_dashboard.monitoring_dashboard_overview"),
        DashboardBody=json.dumps({"widgets": []}),
    )


def _log(name: str) -> str:
    return f"aws_cloudwatch_log_group.{name}"


def _one_day_of_logs(site: Site) -> None:
    site.client("logs").put_retention_policy(
        logGroupName=site.id(_log("application_task_log")), retentionInDays=1
    )


def _for_ever(site: Site) -> None:
    site.client("logs").delete_retention_policy(logGroupName=site.id(_log("firewall_log")))


def _delete_log(site: Site) -> None:
    site.client("logs").delete_log_group(logGroupName=site.id(_log("exec_sessions_log")))


def _plain_log(site: Site) -> None:
    site.client("logs").disassociate_kms_key(logGroupName=site.id(_log("database_audit_log")))


def _copy_log(site: Site) -> None:
    site.client("logs").put_subscription_filter(
        logGroupName=site.id(_log("application_task_log")),
        filterName="copy",
        filterPattern="",
        destinationArn="arn:aws:logs:us-west-2:999999999999:destination:elsewhere",
    )


CHANGES = [
    OutOfBand(
        "topic policy",
        _open_topic,
        "aws_sns_topic_policy.notifications_alarms_policy",
        "policy",
        CRITICAL,
    ),
    OutOfBand(
        "topic unencrypted",
        _plain_topic,
        "aws_sns_topic.audit_trail_deliveries_topic",
        "kms_master_key_id",
        CRITICAL,
    ),
    added("subscription", _listen, TOPIC, "subscription", HIGH),
    gone("alarm deleted", _delete_alarm, _alarm("no_backup"), HIGH),
    OutOfBand("alarm muted", _mute_alarm, _alarm("root_use"), "actions_enabled", HIGH),
    OutOfBand("alarm deaf", _deaf_alarm, _alarm("latency"), "threshold", HIGH),
    OutOfBand(
        "event rule disabled",
        _disable_rule,
        "aws_cloudwatch_event_rule.monitoring_evidence",
        "state",
        HIGH,
    ),
    gone(
        "event target removed",
        _remove_target,
        "aws_cloudwatch_event_target.monitoring_backupjob_target",
        HIGH,
    ),
    gone(
        "metric filter deleted",
        _delete_filter,
        "aws_cloudwatch_log_metric_filter.monitoring_root_use_filter",
        HIGH,
    ),
    OutOfBand(
        "dashboard emptied",
        _change_dashboard,
        "aws_cloudwatch_dashboard.monitoring_dashboard_overview",
        "dashboard_body",
        LOW,
    ),
    OutOfBand(
        "logs for a day",
        _one_day_of_logs,
        _log("application_task_log"),
        "retention_in_days",
        CRITICAL,
    ),
    OutOfBand("logs for ever", _for_ever, _log("firewall_log"), "retention_in_days", MEDIUM),
    gone("log deleted", _delete_log, _log("exec_sessions_log"), CRITICAL),
    OutOfBand("log unencrypted", _plain_log, _log("database_audit_log"), "kms_key_id", CRITICAL),
    added(
        "log copied away", _copy_log, _log("application_task_log"), "subscription_filter", CRITICAL
    ),
]
