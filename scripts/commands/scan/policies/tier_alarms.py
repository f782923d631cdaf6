"""Each tier has an alarm for what goes wrong with it."""

import json
from collections.abc import Iterator
from typing import Any

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, as_list

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


@policy(
    48,
    "Alarms watch load balancer, tasks, database, cache and files; failed backups are reported.",
    hipaa="308(a)(1)(ii)(D) 308(a)(6)(ii) 308(a)(7)(i) 312(b)",
)
def tier_alarms(configuration: Configuration) -> Violations:
    """An event is told when an enabled rule has a target."""
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
    try:
        pattern = json.loads(str(rule.get("event_pattern")))
    except ValueError:
        return set()
    details = pattern.get("detail") or {}
    return {
        event
        for event in as_list(pattern.get("detail-type"))
        if event in EVENTS and not any(each == [] for each in _values(pattern))
        if all(
            needed <= set(as_list(details.get(key)))
            for key, needed in EVENTS[event].items()
            if key in details
        )
    }


def _values(pattern: Any) -> Iterator[Any]:
    """Every list in a pattern, however deep; an empty one matches nothing."""
    if isinstance(pattern, dict):
        for each in pattern.values():
            yield from _values(each)
    else:
        yield pattern
