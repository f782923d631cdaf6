"""One CloudWatch dashboard of all tiers, drawn from the tables of alarms."""

import json
from collections.abc import Iterator
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_dashboard import CloudwatchDashboard
from constructs import Construct

from stacks.components.monitoring.alarm import RESULT, Alarm
from stacks.components.monitoring.metrics import Reading
from stacks.components.monitoring.tier import Graph, Tier

Widget = dict[str, Any]

# CloudWatch lays widgets out on 24 columns:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
COLUMNS = 24
GRAPH_WIDTH, GRAPH_HEIGHT = 6, 5
PERIOD_SECONDS = 300


class Dashboard(Construct):
    """All alarms at a glance, then a row for each tier with each alarm's limit drawn in."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        region: str,
        alarm_arns: list[str],
        tiers: list[Tier],
    ) -> None:
        super().__init__(scope, id_)
        status: Widget = {
            "type": "alarm",
            "width": COLUMNS,
            "height": 4,
            "properties": {"title": "Alarms", "alarms": alarm_arns},
        }
        widgets = [status]
        for tier in tiers:
            widgets += _section(tier, region)
        dashboard = CloudwatchDashboard(
            self,
            "overview",
            dashboard_name=name,
            dashboard_body=json.dumps({"widgets": list(_placed(widgets))}),
        )
        self.name = dashboard.dashboard_name


def _placed(widgets: list[Widget]) -> Iterator[Widget]:
    """The widgets from left to right; one that does not fit, or is full width, begins a row."""
    x = y = height = 0
    for widget in widgets:
        if x + widget["width"] > COLUMNS:
            x, y, height = 0, y + height, 0
        yield {"x": x, "y": y} | widget
        x, height = x + widget["width"], max(height, widget["height"])


def _section(tier: Tier, region: str) -> list[Widget]:
    heading: Widget = {
        "type": "text",
        "width": COLUMNS,
        "height": 1,
        "properties": {"markdown": f"## {tier.title}"},
    }
    drawn = [
        *(_alarm(alarm, region) for alarm in tier.alarms),
        *(_graph(graph, region) for graph in tier.graphs),
    ]
    return [heading, *drawn]


def _alarm(alarm: Alarm, region: str) -> Widget:
    metrics = [
        _metric(reading, alarm.period_seconds, id=id_, visible=alarm.formula is None)
        for id_, reading in alarm.readings.items()
    ]
    if alarm.formula:
        metrics.append([{"expression": alarm.formula, "id": RESULT, "label": alarm.title}])
    limit = {"value": alarm.limit, "label": "Alarm", "fill": alarm.fires}
    return _widget(alarm.title, metrics, region, annotations={"horizontal": [limit]})


def _graph(graph: Graph, region: str) -> Widget:
    metrics = [
        _metric(reading, PERIOD_SECONDS, label=label) for label, reading in graph.readings.items()
    ]
    return _widget(graph.title, metrics, region)


def _metric(reading: Reading, period_seconds: int, **options: Any) -> list[Any]:
    pairs = [part for pair in reading.dimensions.items() for part in pair]
    options |= {"stat": reading.statistic, "period": period_seconds}
    return [reading.namespace, reading.name, *pairs, options]


def _widget(title: str, metrics: list[list[Any]], region: str, **properties: Any) -> Widget:
    properties |= {"title": title, "region": region, "view": "timeSeries", "metrics": metrics}
    return {
        "type": "metric",
        "width": GRAPH_WIDTH,
        "height": GRAPH_HEIGHT,
        "properties": properties,
    }
