"""Sizes that only CloudWatch knows."""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from scripts.aws.account import aws_errors
from scripts.inventory.scope import Scope

# S3 reports once a day, and a day late.
_DAYS = 4
_SECONDS_PER_DAY = 86_400


def last_value(
    scope: Scope, namespace: str, metric: str, dimensions: Mapping[str, str]
) -> float | None:
    """The newest daily maximum; None if there is none. Raises AwsError."""
    cloudwatch = scope.account.client("cloudwatch")
    now = datetime.now(timezone.utc)
    with aws_errors(f"read the metric {metric} (cloudwatch:GetMetricStatistics)"):
        answer = cloudwatch.get_metric_statistics(
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
            StartTime=now - timedelta(days=_DAYS),
            EndTime=now,
            Period=_SECONDS_PER_DAY,
            Statistics=["Maximum"],
        )
    points = sorted(answer["Datapoints"], key=lambda point: str(point["Timestamp"]))
    return float(points[-1]["Maximum"]) if points else None
