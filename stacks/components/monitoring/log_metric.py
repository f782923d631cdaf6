"""Metrics that CloudWatch Logs counts in a log group."""

from cdktf_cdktf_provider_aws.cloudwatch_log_metric_filter import (
    CloudwatchLogMetricFilter,
    CloudwatchLogMetricFilterMetricTransformation,
)
from constructs import Construct

from stacks.components.monitoring.metrics import Reading


def count_matches(
    scope: Construct, name: str, *, namespace: str, log_group_name: str, pattern: str
) -> Reading:
    """The number of log events that match `pattern`.

    0 in a minute whose events do not match, and no data in a minute without any event.
    """
    metric = name.title().replace("_", "")
    CloudwatchLogMetricFilter(
        scope,
        f"{name}_filter",
        name=metric,
        log_group_name=log_group_name,
        pattern=pattern,
        metric_transformation=CloudwatchLogMetricFilterMetricTransformation(
            namespace=namespace, name=metric, value="1", default_value="0"
        ),
    )
    return Reading(namespace, metric, {}, "Sum")
