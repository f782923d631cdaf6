"""Defects that show only when schedules run, alarms ring and requests pass the firewall."""

from typing import Any

from tests.contract.scan.mutations.edits import Edit, drop, each, put, text, where

PLAN = "aws_backup_plan.*"
LOCK = "aws_backup_vault_lock_configuration.*"
ACL = "aws_wafv2_web_acl.*"
CPU = "aws_cloudwatch_metric_alarm.monitoring_task_cpu"
KEY = "aws_kms_key.encryption_alarms"
EVENTS = "aws_cloudwatch_event_rule.monitoring_database"
DUE = "aws_cloudwatch_event_rule.monitoring_testdue"
OVERDUE = "aws_cloudwatch_metric_alarm.monitoring_restore_test_due"
RECORD = "aws_cloudwatch_log_group.restore_tests_log"
POLICY = "aws_sns_topic_policy.notifications_alarms_policy"


def _rule(name: str, **values: object) -> Edit:
    return where("rule", "rule_name", name, lambda one: one.update(values))


def _firewall(name: str, **values: object) -> Edit:
    return where("rule", "name", name, lambda one: one.update(values))


def _statement(sid: str, action: str) -> Edit:
    """Leave one action to a statement of a policy."""

    def edit(policy: Any) -> None:
        next(one for one in policy["Statement"] if one["Sid"] == sid)["Action"] = action

    return text("policy", edit)


MUTATIONS: list[tuple[str, Edit | None, str, str]] = [
    (PLAN, _rule("daily", schedule="cron(0 5 31 2 ? *)"), "OEMR_61", "31 February"),
    (PLAN, _rule("weekly", lifecycle={"delete_after": 30}), "OEMR_61", "too short for the lock"),
    (PLAN, _rule("monthly", lifecycle={"delete_after": 4000}), "OEMR_61", "too long for the lock"),
    (LOCK, put("max_retention_days", 1000), "OEMR_61", "lock that admits no monthly copy"),
    (EVENTS, drop("event_pattern"), "OEMR_60", "matches nothing"),
    (DUE, put("schedule_expression", "cron(0 15 31 2 ? *)"), "OEMR_66", "never due"),
    (DUE, put("state", "DISABLED"), "OEMR_66", "due no more"),
    (OVERDUE, put("treat_missing_data", "notBreaching"), "OEMR_66", "rings for five minutes"),
    (RECORD, put("retention_in_days", 365), "OEMR_66", "evidence of one year"),
    (ACL, _firewall("closed-paths", action={"count": {}}), "OEMR_62", "setup is open"),
    (ACL, _firewall("sign-in-rate", action={"count": {}}), "OEMR_62", "passwords guessed"),
    (ACL, put("default_action", {"block": {}}), "OEMR_62", "nobody comes in"),
    (
        ACL,
        each("rule", lambda one: one.update(priority=-one["priority"])),
        "OEMR_62",
        "labels are blocked before they are given",
    ),
    (CPU, put("threshold", 100), "OEMR_63", "a percentage beyond all"),
    (CPU, put("metric_name", "CpuUtilization"), "OEMR_63", "metric that nobody publishes"),
    (CPU, put("comparison_operator", "LessThanThreshold"), "OEMR_63", "rings when idle"),
    (CPU, put("dimensions.ServiceName", "other"), "OEMR_63", "service of somebody else"),
    (CPU, put("period", 90), "OEMR_63", "period that CloudWatch refuses"),
    (POLICY, _statement("FromCloudwatch", "sns:Subscribe"), "OEMR_64", "no right"),
    (KEY, _statement("MessagesEvents", "kms:Decrypt"), "OEMR_64", "no data key"),
]
