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
    return _filter(scope, name, namespace, log_group_name, pattern, value="1", otherwise="0")


def mark_matches(
    scope: Construct, name: str, *, namespace: str, log_group_name: str, pattern: str
) -> Reading:
    """0 in a minute with log events that match `pattern`, and no data in any other."""
    return _filter(scope, name, namespace, log_group_name, pattern, value="0", otherwise=None)


def _filter(
    scope: Construct,
    name: str,
    namespace: str,
    log_group_name: str,
    pattern: str,
    *,
    value: str,
    otherwise: str | None,
) -> Reading:
    metric = name.title().replace("_", "")
    CloudwatchLogMetricFilter(
        scope,
        f"{name}_filter",
        name=metric,
        log_group_name=log_group_name,
        pattern=pattern,
        metric_transformation=CloudwatchLogMetricFilterMetricTransformation(
            namespace=namespace, name=metric, value=value, default_value=otherwise
        ),
    )
    return Reading(namespace, metric, {}, "Sum")
