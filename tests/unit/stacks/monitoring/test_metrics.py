"""Alarms and dashboard look at metrics that exist."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from stacks.components.monitoring.metrics import Reading
from stacks.published_metrics import NAMESPACES, is_published
from tests.synthesized import Attributes, Stack

Used = tuple[str, str, tuple[str, ...]]


def of_alarm(alarm: Attributes) -> Iterator[Used]:
    """Namespace, name and dimensions of each metric that an alarm looks at."""
    queried = [query["metric"] for query in alarm.get("metric_query", []) if "metric" in query]
    for metric in queried or [alarm]:
        yield metric["namespace"], metric["metric_name"], tuple(metric.get("dimensions", {}))


def of_widget(widget: dict[str, Any]) -> Iterator[Used]:
    """The same of a widget: [namespace, name, dimension, value, ..., options]."""
    for metric in widget["properties"].get("metrics", []):
        if isinstance(metric[0], str):
            yield metric[0], metric[1], tuple(metric[2:-1:2])


def own_metrics(stack: Stack) -> set[Used]:
    """Metrics that the deployment itself makes, by filters of the audit trail's log group."""
    made = [
        each["metric_transformation"]
        for each in stack.resources("aws_cloudwatch_log_metric_filter").values()
    ]
    return {(each["namespace"], each["name"], ()) for each in made}


def widgets(stack: Stack) -> list[dict[str, Any]]:
    return json.loads(stack.one("aws_cloudwatch_dashboard")["dashboard_body"])["widgets"]


def test_every_alarm_looks_at_a_metric_that_is_published(watched: list[Stack]):
    for stack in watched:
        own = own_metrics(stack)
        for name, alarm in stack.resources("aws_cloudwatch_metric_alarm").items():
            for used in of_alarm(alarm):
                assert is_published(*used) or used in own, f"{stack} {name}: {used}"


def test_every_graph_draws_a_metric_that_is_published(watched: list[Stack]):
    for stack in watched:
        own = own_metrics(stack)
        for widget in widgets(stack):
            for used in of_widget(widget):
                assert is_published(*used) or used in own, f"{stack}: {used}"


def test_every_dimension_refers_to_a_resource_of_the_deployment(watched: list[Stack]):
    fixed = {"Region", "Rule", "Role", "WebACL", "StorageClass"}
    for stack in watched:
        for name, alarm in stack.resources("aws_cloudwatch_metric_alarm").items():
            queried = [query.get("metric", {}) for query in alarm.get("metric_query", [])]
            for metric in queried or [alarm]:
                for dimension, value in metric.get("dimensions", {}).items():
                    known = dimension in fixed or value.startswith(("${aws_", "arn:aws:acm:"))
                    assert known, f"{stack} {name}: {dimension} = {value}"


def test_the_firewalls_dimension_is_the_metric_name_of_its_acl(watched: list[Stack]):
    for stack in watched:
        alarm = stack.at("aws_cloudwatch_metric_alarm.monitoring_blocked_requests")
        visibility = stack.one("aws_wafv2_web_acl")["visibility_config"]
        assert alarm["dimensions"]["WebACL"] == visibility["metric_name"]


@pytest.mark.parametrize(
    ("namespace", "name", "dimensions"),
    [
        # The predecessor's alarms (features.md E5) were of this kind.
        ("AWS/ECS", "RunningTaskCount", ("ClusterName", "ServiceName")),
        ("AWS/ECS", "StoppedTaskCount", ("ClusterName", "ServiceName")),
        # Serverless caches are not told by the dimension of clusters made of nodes.
        ("AWS/ElastiCache", "BytesUsedForCache", ("CacheClusterId",)),
        ("AWS/RDS", "DatabaseConnections", ("DBClusterIdentifier", "Roles")),
        ("AWS/Nowhere", "CPUUtilization", ()),
    ],
)
def test_a_metric_that_nobody_publishes_is_refused(
    namespace: str, name: str, dimensions: tuple[str, ...]
):
    with pytest.raises(ValueError, match="no such metric"):
        Reading(namespace, name, dict.fromkeys(dimensions, "x"), "Sum")


def test_every_namespace_has_a_source_and_is_used(watched: list[Stack]):
    used = {
        namespace
        for stack in watched
        for alarm in stack.resources("aws_cloudwatch_metric_alarm").values()
        for namespace, _, _ in of_alarm(alarm)
    } | {n for stack in watched for widget in widgets(stack) for n, _, _ in of_widget(widget)}
    assert set(NAMESPACES) - used == set()
    assert all(x.source.startswith("https://docs.aws.amazon.com/") for x in NAMESPACES.values())


def test_dimensions_in_the_table_are_sorted_as_the_lookup_expects():
    for namespace, published in NAMESPACES.items():
        for dimensions in published.metrics:
            assert dimensions == tuple(sorted(dimensions)), namespace
