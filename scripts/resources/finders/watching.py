"""Alarms, event rules, metric filters and dashboards."""

from collections.abc import Iterator

from scripts.aws.reader import AwsReader
from scripts.resources.facets.found import Found, found
from scripts.resources.facets.wanted import Wanted


def alarm(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("alarm_name")
    for each in aws.list("cloudwatch", "describe_alarms", "MetricAlarms", AlarmNames=[name]):
        arn = each["AlarmArn"]
        tags = aws.get("cloudwatch", "list_tags_for_resource", ResourceARN=arn).get("Tags", ())
        yield found(name, tags=tags, alarm_name=name, arn=arn)


def rule(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    name = wanted.text("name")
    arn = aws.get("events", "describe_rule", Name=name).get("Arn")
    if arn:
        tags = aws.get("events", "list_tags_for_resource", ResourceARN=arn).get("Tags", ())
        yield found(name, tags=tags, name=name, arn=arn)


def target(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """A target of an event rule; a duplicate, under another random id, would repeat every event."""
    rule, arn = wanted.text("rule"), wanted.text("arn")
    for each in aws.list("events", "list_targets_by_rule", "Targets", Rule=rule):
        if each["Arn"] == arn:
            attributes = {"rule": rule, "arn": arn, "target_id": each["Id"]}
            yield Found(f"{rule}/{each['Id']}", attributes)


def metric_filter(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """A metric filter, which has no tags: it is part of its log group, which is ours."""
    group, name = wanted.text("log_group_name"), wanted.text("name")
    listed = aws.list(
        "logs",
        "describe_metric_filters",
        "metricFilters",
        logGroupName=group,
        filterNamePrefix=name,
    )
    if name in [each["filterName"] for each in listed]:
        yield Found(f"{group}:{name}", {"log_group_name": group, "name": name})


def dashboard(aws: AwsReader, wanted: Wanted) -> Iterator[Found]:
    """A dashboard, which has no tags: its name contains the deployment's."""
    name = wanted.text("dashboard_name")
    if aws.get("cloudwatch", "get_dashboard", DashboardName=name).get("DashboardBody"):
        yield Found(name, {"dashboard_name": name})
