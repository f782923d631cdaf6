"""What an alarm is: a reading, a limit, and what silence means."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import (
    CloudwatchMetricAlarm,
    CloudwatchMetricAlarmMetricQuery,
    CloudwatchMetricAlarmMetricQueryMetric,
)
from constructs import Construct

from stacks.components.monitoring.metrics import Reading
from stacks.naming import Names

RESULT = "result"
DAY_SECONDS = 86_400


class Silence(Enum):
    """What a period without data means.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    """

    # The metric appears only when something happens.
    FINE = "notBreaching"
    # The metric disappears when what it counts does.
    FAILURE = "breaching"
    # The metric appears only when something happens, and what happened last counts.
    KEPT = "ignore"
    # The metric is published all the time; without it nobody knows, and people are told so.
    UNKNOWN = "missing"


@dataclass(frozen=True)
class Alarm:
    """Fires when `readings` are beyond `limit` for `periods` of `period_seconds` in a row.

    `readings`: id -> reading; `formula` makes one number of them by CloudWatch's metric math.
    `description` is what the notified person reads: what is wrong, and where to look first.
    `waits`: told only after it was OK once, which it is not while a first deployment is made.
    """

    name: str
    description: str
    readings: dict[str, Reading]
    limit: float
    silence: Silence
    fires: Literal["above", "below"] = "above"
    periods: int = 1
    period_seconds: int = 300
    formula: str | None = None
    waits: bool = False

    @property
    def title(self) -> str:
        """Its name in words, such as `No running tasks`."""
        return self.name.replace("_", " ").capitalize()

    def name_in(self, names: Names) -> str:
        """Its name in CloudWatch."""
        return names.path(self.name.title().replace("_", ""))

    def build(self, scope: Construct, names: Names, notify: str) -> CloudwatchMetricAlarm:
        """The alarm, which tells the topic `notify` what happens; rules of states.py tell the rest.

        No `ok_actions`: they are taken after INSUFFICIENT_DATA too, in which every alarm begins, so
        that a first deployment would send a mail for each alarm.
        https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
        """
        above = self.fires == "above"
        return CloudwatchMetricAlarm(
            scope,
            self.name,
            alarm_name=self.name_in(names),
            alarm_description=self.description,
            comparison_operator="GreaterThanThreshold" if above else "LessThanThreshold",
            threshold=self.limit,
            evaluation_periods=self.periods,
            datapoints_to_alarm=self.periods,
            treat_missing_data=self.silence.value,
            alarm_actions=None if self.waits else [notify],
            insufficient_data_actions=[notify],
            **(self._one_metric() if self.formula is None else self._formula()),
        )

    def _one_metric(self) -> dict[str, Any]:
        (reading,) = self.readings.values()
        metric: dict[str, Any] = {
            "namespace": reading.namespace,
            "metric_name": reading.name,
            "dimensions": reading.dimensions or None,
            "period": self.period_seconds,
        }
        if reading.statistic.startswith("p"):
            # A percentile of three requests at night says nothing.
            few = {"evaluate_low_sample_count_percentiles": "ignore"}
            return metric | few | {"extended_statistic": reading.statistic}
        return metric | {"statistic": reading.statistic}

    def _formula(self) -> dict[str, Any]:
        queries = [
            CloudwatchMetricAlarmMetricQuery(
                id=id_,
                return_data=False,
                metric=CloudwatchMetricAlarmMetricQueryMetric(
                    namespace=reading.namespace,
                    metric_name=reading.name,
                    dimensions=reading.dimensions,
                    period=self.period_seconds,
                    stat=reading.statistic,
                ),
            )
            for id_, reading in self.readings.items()
        ]
        result = CloudwatchMetricAlarmMetricQuery(
            id=RESULT, expression=self.formula, label=self.title, return_data=True
        )
        return {"metric_query": [*queries, result]}
