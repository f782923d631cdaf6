"""Alarms, and the events that they and rules report."""

import json
from collections.abc import Iterator
from typing import Any

from scripts.commands.scan.policies.audit_logs import LEAST_DAYS
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import PRODUCTION, Resource, as_list, references
from stacks.settings.schedule import CronSchedule, ScheduleError


@policy(2, hipaa="312(b)", nag="CloudWatchAlarmAction")
def alarm_actions(configuration: Configuration) -> Violations:
    """An alarm notifies when it goes off, and when it recovers or lacks data."""
    # Composite alarms too. A rule may tell what an alarm itself does not.
    told = set(_told_by_rules(configuration))
    for alarm in configuration.of("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        if not alarm.get("alarm_actions") and alarm.get("alarm_name") not in told:
            yield alarm.violates("no alarm_actions")
        elif not (alarm.get("ok_actions") or alarm.get("insufficient_data_actions")):
            yield alarm.violates("neither ok_actions nor insufficient_data_actions")
        metric = alarm.type == "aws_cloudwatch_metric_alarm"
        if metric and not (alarm.get("metric_name") or alarm.get("metric_query")):
            yield alarm.violates("watches no metric")
        if alarm.get("actions_enabled") is False:
            yield alarm.violates("actions_enabled is false")


def _told_by_rules(configuration: Configuration) -> Iterator[Any]:
    """Names of alarms of which a rule with a target says that they went off."""
    for rule in configuration.of("aws_cloudwatch_event_rule"):
        enabled = rule.get("state") in (None, "ENABLED") and rule.get("is_enabled") is not False
        if enabled and configuration.referring(rule, "aws_cloudwatch_event_target"):
            detail = _pattern(rule).get("detail") or {}
            # Other services have a text there.
            state = detail.get("state")
            if isinstance(state, dict) and "ALARM" in as_list(state.get("value")):
                yield from (each for each in as_list(detail.get("alarmName")) if str(each) == each)


def _pattern(rule: Resource) -> dict[str, Any]:
    """What the rule matches; empty if that is known only after apply."""
    try:
        found = json.loads(str(rule.get("event_pattern")))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


# What must stand in the pattern of a metric filter on the trail's log group; chapter 4 of the CIS
# AWS Foundations Benchmark 1.4, and what ransomware does first: delete backups.
WATCHED = {
    "use of the root user": ("userIdentity.type", "Root"),
    "sign-ins without a second factor": ("ConsoleLogin", "MFAUsed"),
    "failed sign-ins": ("ConsoleLogin", "Failed authentication"),
    "unauthorized calls": ("UnauthorizedOperation", "AccessDenied"),
    "disabled or deleted keys": ("DisableKey", "ScheduleKeyDeletion"),
    "changes of rights": ("PutRolePolicy", "CreatePolicy", "AttachRolePolicy"),
    "changes of trails": ("DeleteTrail", "StopLogging"),
    "changes of bucket policies": ("PutBucketPolicy", "DeleteBucketPolicy"),
    "deleted backups": ("DeleteRecoveryPoint", "DeleteBackupVault"),
    "changes of network ACLs": ("CreateNetworkAcl", "DeleteNetworkAcl", "ReplaceNetworkAclEntry"),
    "changes of gateways": ("AttachInternetGateway", "DeleteInternetGateway"),
    "changes of route tables": ("CreateRoute", "ReplaceRoute", "DeleteRoute"),
    "changes of VPCs": ("CreateVpc", "DeleteVpc", "ModifyVpcAttribute"),
    "changes of security groups": ("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"),
}
EXPIRY = ("AWS/CertificateManager", "DaysToExpiry")


@policy(22, hipaa="308(a)(1)(ii)(D) 308(a)(5)(ii)(C) 308(a)(6)(i) 308(a)(6)(ii)")
def security_alarms(configuration: Configuration) -> Violations:
    """Alarms watch sign-ins, failed calls, and changes of rights, keys, network and backups."""
    # Each watched by a metric filter on a trail's log group, and an alarm on its metric.
    if not configuration.is_deployment:
        return
    alarms = [
        (alarm.get("namespace"), alarm.get("metric_name"))
        for alarm in configuration.of("aws_cloudwatch_metric_alarm")
        if alarm.get("alarm_actions") and alarm.get("actions_enabled") is not False
        if alarm.get("metric_name")
    ]
    patterns = [
        str(each.get("pattern")) for each in _filters(configuration) if _metric(each) in alarms
    ]
    for event, words in WATCHED.items():
        if not any(all(word in pattern for word in words) for pattern in patterns):
            yield configuration.lacks(f"no alarm on {event}")
    has_certificate = any(
        each.get("certificate_arn") for each in configuration.of("aws_lb_listener")
    )
    if has_certificate and EXPIRY not in alarms:
        yield configuration.lacks("no alarm on the certificate's expiry")


def _filters(configuration: Configuration) -> Iterator[Resource]:
    groups = configuration.targets({"aws_cloudtrail": "cloud_watch_logs_group_arn"})
    for each in configuration.of("aws_cloudwatch_log_metric_filter"):
        if each.refers_to("log_group_name") & groups:
            yield each


def _metric(each: Resource) -> tuple[str, str]:
    return each.get("metric_transformation", "namespace"), each.get("metric_transformation", "name")


# Names of AWS's own metrics; which thresholds are right, only the load of a practice can tell.
METRICS = {
    ("AWS/ApplicationELB", "UnHealthyHostCount"),
    ("AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count"),
    ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"),
    ("AWS/ApplicationELB", "TargetResponseTime"),
    ("AWS/ECS", "CPUUtilization"),
    ("AWS/ECS", "MemoryUtilization"),
    ("AWS/EFS", "MeteredIOBytes"),
    ("AWS/ElastiCache", "BytesUsedForCache"),
    ("AWS/ElastiCache", "ThrottledCmds"),
    ("AWS/RDS", "ACUUtilization"),
    ("AWS/RDS", "AuroraReplicaLag"),
    ("AWS/RDS", "DatabaseConnections"),
    ("ECS/ContainerInsights", "RunningTaskCount"),
}
# Types of events that no metric counts -> what the rule's filter on their details must let through.
EVENTS: dict[str, dict[str, set[str]]] = {
    "Backup Job State Change": {"state": {"ABORTED", "EXPIRED", "FAILED"}},
    "ECS Deployment State Change": {"eventName": {"SERVICE_DEPLOYMENT_FAILED"}},
    "ECS Task State Change": {"lastStatus": {"STOPPED"}, "stopCode": {"EssentialContainerExited"}},
    "Object Deleted": {"reason": {"DeleteObject"}},
    "RDS DB Cluster Event": {"EventCategories": {"deletion", "failover", "failure"}},
}


@policy(48, hipaa="308(a)(1)(ii)(D) 308(a)(6)(ii) 308(a)(7)(i) 312(b)")
def tier_alarms(configuration: Configuration) -> Violations:
    """Alarms watch load balancer, tasks, database, cache and files; failed backups are reported."""
    # An event is told when an enabled rule has a target.
    if not configuration.is_deployment:
        return
    watched = {
        metric
        for alarm in configuration.of("aws_cloudwatch_metric_alarm")
        if alarm.get("alarm_actions")
        for metric in _metrics(alarm)
    }
    for namespace, name in sorted(METRICS - watched):
        yield configuration.lacks(f"no alarm on {namespace} {name}")
    told: set[str] = set()
    for rule in configuration.of("aws_cloudwatch_event_rule"):
        if not configuration.referring(rule, "aws_cloudwatch_event_target"):
            yield rule.violates("no target")
        elif rule.get("state") in (None, "ENABLED") and rule.get("is_enabled") is not False:
            # A pattern that holds ARNs is known only after apply: the scan tells so.
            told |= _events(rule) or (set(EVENTS) if configuration.planned else set())
    for event in sorted(set(EVENTS) - told):
        yield configuration.lacks(f"no rule for the event {event}")


def _metrics(alarm: Resource) -> Iterator[tuple[str, str]]:
    yield alarm.get("namespace"), alarm.get("metric_name")
    for query in alarm.blocks("metric_query"):
        for metric in as_list(query.get("metric")):
            yield metric.get("namespace"), metric.get("metric_name")


def _events(rule: Resource) -> set[str]:
    """Those of EVENTS that the rule lets through."""
    pattern = _pattern(rule)
    details = pattern.get("detail") or {}
    return {
        event
        for event in as_list(pattern.get("detail-type"))
        if event in EVENTS and not any(each == [] for each in _lists(pattern))
        if all(
            needed <= set(as_list(details.get(key)))
            for key, needed in EVENTS[event].items()
            if key in details
        )
    }


def _lists(pattern: Any) -> Iterator[Any]:
    """Every list in a pattern, however deep; an empty one matches nothing."""
    if isinstance(pattern, dict):
        for each in pattern.values():
            yield from _lists(each)
    else:
        yield pattern


# In the pattern of the filter on lines of scripts/commands/restore/test_/record.py.
OF_PASSED_TESTS = ("restore_test", "ended", "passed")


@policy(66, hipaa="308(a)(7)(ii)(D)")
def restore_tests(configuration: Configuration) -> Violations:
    """Restore tests are recorded for six years, and an alarm rings from when one is due."""
    if configuration.environment != PRODUCTION or not configuration.is_deployment:
        return
    passed = [
        each
        for each in configuration.of("aws_cloudwatch_log_metric_filter")
        if all(f'"{word}"' in str(each.get("pattern")) for word in OF_PASSED_TESTS)
    ]
    alarms = configuration.of("aws_cloudwatch_metric_alarm")
    if not any(_rings_when_due(configuration, alarm, passed) for alarm in alarms):
        yield configuration.lacks("no alarm on a restore test that is due")
    for group in configuration.at(
        each for one in passed for each in one.refers_to("log_group_name")
    ):
        days = group.get("retention_in_days")
        if days and days < LEAST_DAYS:
            yield group.violates(f"keeps the record of restore tests {days} days")


def _rings_when_due(configuration: Configuration, alarm: Resource, passed: list[Resource]) -> bool:
    """Whether it reads both that a test is due and that one passed, and keeps its state between."""
    if alarm.get("treat_missing_data") != "ignore" or not alarm.get("alarm_actions"):
        return False
    if not set(_metrics(alarm)) & {_metric(each) for each in passed}:
        return False
    # A plan may not know yet which rule it is.
    read = configuration.at(references(alarm.get("metric_query")))
    return configuration.planned or any(_is_scheduled(each) for each in read)


def _is_scheduled(rule: Resource) -> bool:
    try:
        CronSchedule.parse(str(rule.get("schedule_expression")))
    except ScheduleError:
        return False
    return rule.get("state") in (None, "ENABLED")
