"""CloudWatch's evaluation of alarms over time, by AWS's documents, and the messages that follow.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (2026-11)
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.synthesized import Attributes, Stack
from tests.unit.stacks.monitoring.test_events import matches

OK, ALARM, UNKNOWN = "OK", "ALARM", "INSUFFICIENT_DATA"
MINUTE = 60
# AWS looks at more periods than it needs, and does not say how many.
FURTHER_PERIODS = 2
# Metric name, begin and end of a period in seconds -> the value, or None without data.
Metrics = Callable[[str, int, int], float | None]


class NoDataError(Exception):
    """An expression needs a value that is missing."""


@dataclass(frozen=True)
class Mail:
    """A message to the topic: when, of which alarm, and its new state."""

    minute: int
    alarm: str
    state: str


@dataclass(frozen=True)
class Clock:
    """Evaluates one alarm. fills_empty: whether FILL makes zeros of a metric without any datum."""

    alarm: Attributes
    metrics: Metrics
    fills_empty: bool

    @property
    def period(self) -> int:
        """Seconds of one period."""
        queries = [
            each["metric"] for each in self.alarm.get("metric_query", []) if "metric" in each
        ]
        return int((queries or [self.alarm])[0]["period"])

    def state(self, now: int, before: str) -> str:
        """The state at `now` of an alarm that was in `before`."""
        wanted = int(self.alarm["evaluation_periods"])
        ends = [now - index * self.period for index in range(wanted + FURTHER_PERIODS)]
        found = [self._datum(end, ends) for end in ends]
        present = [value for value in found if value is not None]
        missing, treatment = wanted - len(present), self.alarm["treat_missing_data"]
        breaching = [self._breaches(value) for value in present[:wanted]]
        if missing > 0 and treatment == "missing":
            return before if present and all(breaching) else (OK if present else UNKNOWN)
        if missing > 0 and treatment == "ignore":
            return before if not present else (ALARM if all(breaching) else OK)
        if missing > 0:
            breaching += [treatment == "breaching"] * missing
        return ALARM if all(breaching) else OK

    def _breaches(self, value: float) -> bool:
        limit = float(self.alarm["threshold"])
        above = self.alarm["comparison_operator"] == "GreaterThanThreshold"
        return value > limit if above else value < limit

    def _datum(self, end: int, ends: list[int]) -> float | None:
        if "metric_query" not in self.alarm:
            return self.metrics(self.alarm["metric_name"], end - self.period, end)
        named = {
            each["id"]: _name(each["metric"])
            for each in self.alarm["metric_query"]
            if "metric" in each
        }
        (expression,) = [
            each["expression"] for each in self.alarm["metric_query"] if "expression" in each
        ]
        values = {id_: self.metrics(name, end - self.period, end) for id_, name in named.items()}

        def fill(id_: str, value: float) -> float:
            if (read := values[id_]) is not None:
                return read
            known = [self.metrics(named[id_], each - self.period, each) for each in ends]
            if not self.fills_empty and all(each is None for each in known):
                raise NoDataError
            return value

        return _result(expression, values, fill, self.period)


def _name(metric: Attributes) -> str:
    """Of a metric; what EventBridge counts is named with the rule as well."""
    name = str(metric["metric_name"])
    rule = (
        re.search(r"monitoring_(\w+)\.name", str(metric["dimensions"]))
        if metric.get("dimensions")
        else None
    )
    return f"{name} of {rule[1]}" if rule and name == "Invocations" else name


def _result(
    expression: str,
    values: dict[str, float | None],
    fill: Callable[[str, float], float],
    period: int,
) -> float | None:
    """One point of a metric math expression; None if a value that it needs is missing."""
    for id_ in values:
        expression = expression.replace(f"FILL({id_},", f"FILL('{id_}',")
    functions: dict[str, Any] = {
        "FILL": fill,
        "IF": lambda condition, yes, no: yes if condition else no,
        "METRICS": lambda: [each for each in values.values() if each is not None],
        "PERIOD": lambda _: period,
        "MIN": lambda array: min(array) if array else None,
        "SUM": lambda array: sum(array) if array else None,
    }
    try:
        return eval(expression, {"__builtins__": {}}, functions | values)  # noqa: S307  our own
    except (NoDataError, TypeError):
        return None


@dataclass(frozen=True)
class Watch:
    """A deployment's alarms and rules, while `metrics` go on."""

    stack: Stack
    metrics: Metrics
    fills_empty: bool = True

    def mails(self, minutes: int, *, suffix: str = "") -> list[Mail]:
        """What the topic is sent from the alarms' creation on, of names with this end."""
        alarms = self.stack.resources("aws_cloudwatch_metric_alarm")
        return [
            mail
            for address, alarm in alarms.items()
            if address.endswith(suffix)
            for mail in self._of(address.removeprefix("monitoring_"), alarm, minutes)
        ]

    def _of(self, name: str, alarm: Attributes, minutes: int) -> Iterator[Mail]:
        clock, state = Clock(alarm, self.metrics, self.fills_empty), UNKNOWN
        every = min(clock.period, 3600)
        for now in range(every, minutes * MINUTE, every):
            after = clock.state(now, state)
            if after != state and self._tells(alarm, state, after):
                yield Mail(now // MINUTE, name, after)
            state = after

    def _tells(self, alarm: Attributes, before: str, after: str) -> bool:
        kind = {OK: "ok", ALARM: "alarm", UNKNOWN: "insufficient_data"}[after]
        event = {
            "source": "aws.cloudwatch",
            "detail-type": "CloudWatch Alarm State Change",
            "detail": {
                "alarmName": alarm["alarm_name"],
                "previousState": {"value": before},
                "state": {"value": after},
            },
        }
        rules = self.stack.resources("aws_cloudwatch_event_rule").values()
        texts = [rule["event_pattern"] for rule in rules if "event_pattern" in rule]
        patterns = map(json.loads, texts)
        by_rules = sum(matches(pattern, event) for pattern in patterns)
        told = len(alarm.get(f"{kind}_actions") or []) + by_rules
        assert told <= 1, f"{alarm['alarm_name']}: told {told} times that it is {after}"
        return bool(told)
