"""Alarms read metrics that exist, of the deployment's own resources, and can go off."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.commands.scan.metric_math import UnknownExpressionError, identifiers, result
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.commands.scan.reachable_values import most
from scripts.resources import made
from scripts.terraform.documents.configuration import Resource, as_list, references
from stacks.published_metrics import Measure, measure

# Shorter periods are for metrics of high resolution, which neither AWS nor log filters publish; a
# period of less than an hour looks back a day at most, others seven: PutMetricAlarm in botocore
# 1.44.8.
MINUTE, HOUR, DAY = 60, 3600, 86_400
# Namespaces of AWS; every other one is that of a log filter.
OF_AWS = ("AWS/", "ECS/")
# Name of a dimension -> type of the resource that it names.
NAMED = {each.dimension: each.name for each in made() if each.dimension}
FIXED = {"Role": {"READER", "WRITER"}, "Rule": {"ALL"}, "StorageClass": {"Total"}}
OPERATORS = {
    "GreaterThanThreshold": lambda value, limit: value > limit,
    "GreaterThanOrEqualToThreshold": lambda value, limit: value >= limit,
    "LessThanThreshold": lambda value, limit: value < limit,
    "LessThanOrEqualToThreshold": lambda value, limit: value <= limit,
}
# Of more metrics than these, the sum alone counts.
FEW = 3
# More than any metric without a known end comes to.
ENDLESS = 1e15


@dataclass(frozen=True)
class Read:
    """One metric that an alarm reads; dimensions: None where a plan does not know them yet."""

    id: str
    namespace: str
    name: str
    dimensions: Mapping[str, Any] | None
    statistic: str
    period: int


@policy(63, hipaa="308(a)(1)(ii)(D) 308(a)(6)(ii) 312(b)")
def alarms_that_fire(configuration: Configuration) -> Violations:
    """Every alarm reads metrics that are published, of own resources, and can go off and end."""
    made = {
        (each.get("metric_transformation", "namespace"), each.get("metric_transformation", "name"))
        for each in configuration.of("aws_cloudwatch_log_metric_filter")
    }
    for alarm in configuration.of("aws_cloudwatch_metric_alarm"):
        reads = list(_reads(alarm))
        reasons = list(_period_reasons(alarm, reads))
        for read in reads:
            reasons += _read_reasons(configuration, read, made)
        reasons = reasons or list(_reach_reasons(configuration, alarm, reads))
        yield from (alarm.violates(reason) for reason in reasons)


def _reads(alarm: Resource) -> Iterator[Read]:
    queries = [
        (str(query.get("id")), metric)
        for query in alarm.blocks("metric_query")
        for metric in as_list(query.get("metric"))
    ]
    for id_, metric in queries or [("", alarm.attributes)]:
        if not metric.get("metric_name"):
            continue
        shown = metric.get("stat") or metric.get("extended_statistic") or metric.get("statistic")
        dimensions = metric.get("dimensions")
        # Of a plan, dimensions that are known after apply only are a reference to all of them.
        known = dimensions if isinstance(dimensions, Mapping) else None if dimensions else {}
        name, namespace = str(metric["metric_name"]), str(metric.get("namespace"))
        period = metric.get("period")
        yield Read(
            id_, namespace, name, known, str(shown), period if isinstance(period, int) else 0
        )


def _period_reasons(alarm: Resource, reads: list[Read]) -> Iterator[str]:
    periods = alarm.get("evaluation_periods")
    if not isinstance(periods, int) or periods < 1:
        yield f"evaluation_periods is {periods}"
        return
    needed = alarm.get("datapoints_to_alarm")
    if isinstance(needed, int) and not 1 <= needed <= periods:
        yield f"datapoints_to_alarm is {needed} of {periods}"
    for period in sorted({each.period for each in reads}):
        if period < MINUTE or period % MINUTE:
            yield f"a period of {period} seconds"
        elif period * periods > (DAY if period < HOUR else 7 * DAY):
            yield f"looks back {period * periods} seconds, further than CloudWatch does"


def _measure(read: Read) -> Measure | None:
    return measure(read.namespace, read.name, tuple(read.dimensions or ()))


def _read_reasons(
    configuration: Configuration, read: Read, made: set[tuple[Any, Any]]
) -> Iterator[str]:
    metric = f"{read.namespace} {read.name}"
    if not read.namespace.startswith(OF_AWS):
        if (read.namespace, read.name) not in made or read.dimensions:
            yield f"no log filter makes the metric {metric}"
        elif read.statistic != "Sum":
            yield f"{read.statistic} of {metric}, which is counted"
        return
    if read.dimensions is None:
        return
    known = _measure(read)
    if not known:
        yield f"AWS publishes no {metric} by {', '.join(sorted(read.dimensions)) or 'nothing'}"
        return
    percentile = read.statistic.startswith("p") and read.statistic[1:].replace(".", "").isdigit()
    if ("p" if percentile else read.statistic) not in known.statistics:
        yield f"{read.statistic} of {metric} says nothing"
    if not configuration.planned:
        for name, value in read.dimensions.items():
            if reason := _stranger(configuration, name, value):
                yield reason


def _stranger(configuration: Configuration, name: str, value: Any) -> str:
    """Why a dimension names nothing of the deployment; empty if it does."""
    if name in FIXED:
        return "" if value in FIXED[name] else f"dimension {name} is {value}"
    if name == "Region":
        regions = {str(each.get("region")) for each in configuration.provider}
        return "" if value in regions or not regions else f"dimension Region is {value}"
    if name == "WebACL":
        names = {
            each.get("visibility_config", "metric_name")
            for each in configuration.of("aws_wafv2_web_acl")
        }
        return "" if value in names else f"dimension WebACL is {value}, which is no firewall's"
    if name == "CertificateArn" and str(value).startswith("arn:aws:acm:"):
        return ""
    types = {address.rpartition(".")[0] for address in references(value)}
    return "" if types == {NAMED.get(name)} else f"dimension {name} is {value}, not of its own"


def _reach_reasons(
    configuration: Configuration, alarm: Resource, reads: list[Read]
) -> Iterator[str]:
    limit, breaches = alarm.get("threshold"), OPERATORS.get(str(alarm.get("comparison_operator")))
    if breaches is None or not isinstance(limit, int | float) or isinstance(limit, bool):
        yield f"threshold is {limit}, compared by {alarm.get('comparison_operator')}"
        return
    expressions = [q for q in alarm.blocks("metric_query") if q.get("expression")]
    try:
        found = [breaches(each, limit) for each in _possible(configuration, reads, expressions)]
    except UnknownExpressionError as unknown:
        yield f"cannot be judged: {unknown}"
        return
    if not expressions and len(reads) == 1 and (known := _measure(reads[0])):
        is_above = str(alarm.get("comparison_operator")).startswith("Greater")
        if known.worse != "either" and (known.worse == "more") != is_above:
            yield f"goes off at {'more' if is_above else 'less'} {reads[0].name} than {limit}"
    if found and not any(found) and not _is_told_elsewhere(configuration, alarm, reads):
        yield f"never goes off: no value is beyond the threshold of {limit}"
    if found and all(found):
        yield f"never ends: every value is beyond the threshold of {limit}"


def _is_told_elsewhere(configuration: Configuration, alarm: Resource, reads: list[Read]) -> bool:
    """Whether an alarm on the metric alone has this one's limit; so do too few tasks of one."""
    limits = [
        (each.get("namespace"), each.get("metric_name"), each.get("dimensions"), _limit(each))
        for each in configuration.of("aws_cloudwatch_metric_alarm")
        if each.address != alarm.address
    ]
    wanted = [(each.namespace, each.name, each.dimensions, _limit(alarm)) for each in reads]
    return bool(alarm.blocks("metric_query")) and any(each in limits for each in wanted)


def _limit(alarm: Resource) -> tuple[Any, Any]:
    return alarm.get("comparison_operator"), alarm.get("threshold")


def _possible(
    configuration: Configuration, reads: list[Read], expressions: list[dict[str, Any]]
) -> Iterator[float]:
    """Values that an alarm may see: of its metric, or of its expression at ends and between."""
    values = {each.id: _values(configuration, each) for each in reads}
    if not expressions:
        yield from itertools.chain.from_iterable(values.values())
        return
    text, period = str(expressions[0]["expression"]), reads[0].period if reads else 0
    if len(expressions) > 1 or (strangers := identifiers(text) - values.keys()):
        raise UnknownExpressionError(text if len(expressions) > 1 else str(sorted(strangers)))
    for numbers in _combinations(list(values.values())):
        value = result(text, dict(zip(values, numbers, strict=True)), period)
        if value is not None:
            yield value


def _combinations(values: list[tuple[float, ...]]) -> Iterator[tuple[float, ...]]:
    """Numbers of all metrics at once; of many metrics not every combination."""
    if len(values) <= FEW:
        yield from itertools.product(*values)
        return
    yield from zip(*values, strict=True)
    least = tuple(each[0] for each in values)
    for index, each in enumerate(values):
        yield (*least[:index], each[-1], *least[index + 1 :])


def _values(configuration: Configuration, read: Read) -> tuple[float, ...]:
    """The least and the most that a metric can be, and two numbers between them."""
    known = _measure(read)
    end = most(configuration, read.name, read.period) or (known.most if known else None) or ENDLESS
    return (0, min(1, end), end / 2, end)
