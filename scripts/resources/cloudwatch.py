"""Amazon CloudWatch: alarms and dashboards."""

import re
from typing import Any

from scripts.resources.actions import cloudwatch as cloudwatch_actions
from scripts.resources.charges import notices as notices_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import LOWERS
from scripts.resources.facets.picture import Edge, Icon
from scripts.resources.facets.predicates import changed, left, lost, near, shrunk, switched_off
from scripts.resources.finders import watching

_CLOUDWATCH_METRIC_ALARM_RULES = (
    Rule("actions_enabled", switched_off, LOWERS, "The alarm no longer notifies anyone."),
    Rule("alarm_actions", lost, LOWERS, "The alarm notifies {after} instead of {before}."),
)

# What stands in for a metric of 0, which follows from a capacity.
_STAND_IN = re.compile(r"IF\((\w+) > 0, \1, \d+\)")


def _same_stand_in(before: Any, after: Any) -> bool:
    """Another number stands in for a metric of 0."""
    found = [_STAND_IN.fullmatch(str(value)) for value in (before, after)]
    return bool(found[0] and found[1] and found[0][1] == found[1][1])


TYPES = (
    KnownType(
        name="aws_cloudwatch_composite_alarm",
        deletion=Deletion(LOWERS, "What it watches for goes unnoticed.", rebuilt=True),
        charge=notices_charges.composite_alarm,
        rules=(*_CLOUDWATCH_METRIC_ALARM_RULES,),
    ),
    ResourceType(
        name="aws_cloudwatch_dashboard",
        arguments=Arguments(
            needed="dashboard_body dashboard_name",
            from_settings="dashboard_body dashboard_name",
            free="dashboard_body",
        ),
        deletion=Deletion(rebuilt=True),
        charge=notices_charges.dashboard,
        discovery=FoundBy(watching.dashboard),
        picture=Icon("management/cloudwatch.png", "Dashboard", "evidence", 7, overview=False),
        actions=cloudwatch_actions.DASHBOARD,
        stack="deployment",
    ),
    ResourceType(
        name="aws_cloudwatch_metric_alarm",
        arguments=Arguments(
            needed=(
                "alarm_description alarm_name comparison_operator "
                "datapoints_to_alarm evaluation_periods insufficient_data_actions "
                "metric_query.id metric_query.metric.dimensions "
                "metric_query.metric.metric_name metric_query.metric.namespace "
                "metric_query.metric.period metric_query.metric.stat metric_query.return_data "
                "threshold treat_missing_data"
            ),
            optional=(
                "alarm_actions dimensions evaluate_low_sample_count_percentiles "
                "extended_statistic "
                "metric_name metric_query metric_query.expression metric_query.label "
                "metric_query.metric namespace period statistic"
            ),
            refers={
                "alarm_actions": "aws_sns_topic",
                "insufficient_data_actions": "aws_sns_topic",
            },
            from_settings=(
                "alarm_name threshold dimensions namespace metric_query.metric.namespace"
            ),
            free="alarm_description",
            # Thresholds follow from capacities, and differ by more only where nobody would notice.
            accepts={
                "threshold": near(16),
                "datapoints_to_alarm": shrunk,
                "evaluation_periods": shrunk,
                "metric_query.expression": _same_stand_in,
            },
            judged="dimensions.CertificateArn",
            grows="alarm_actions insufficient_data_actions",
        ),
        deletion=Deletion(LOWERS, "What it watches for goes unnoticed.", rebuilt=True),
        charge=notices_charges.alarm,
        discovery=FoundBy(watching.alarm),
        picture=Icon(
            "management/cloudwatch-alarm.png",
            "CloudWatch alarms",
            "evidence",
            7,
            fold=True,
            always_fold=True,
        ),
        edges=(Edge("alarm_actions", "records"),),
        actions=cloudwatch_actions.METRIC_ALARM,
        stack="deployment",
        rules=(
            *_CLOUDWATCH_METRIC_ALARM_RULES,
            Rule("namespace", changed, LOWERS, "The alarm reads {after} instead of {before}."),
            Rule("metric_name", changed, LOWERS, "The alarm reads {after} instead of {before}."),
            Rule(
                "treat_missing_data",
                left("breaching"),
                LOWERS,
                "Missing data counts as {after}, no longer as breaching.",
                source=(
                    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"
                ),
            ),
        ),
        drift=Drift(Sensitivity.VITAL),
    ),
)
