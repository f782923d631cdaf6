"""What was measured, its figures, and the verdict on them."""

import collections
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from scripts.commands.load_test.answers import Answer
from scripts.commands.load_test.options import Options
from scripts.commands.load_test.plan import LoadPlan

_PERCENTILES = (50.0, 75.0, 90.0, 95.0, 99.0, 99.9)
# Maximum number of points in the plot; a point is a second or longer.
_MOST_POINTS = 240
# An open loop is one only if the rate is held this well.
_RATE_TOLERANCE_PERCENT = 2.0
# Beyond this the times are this machine's rather than OpenEMR's.
_LATEST_MS = 250.0
# With more than this refused before OpenEMR, it did not serve the load.
_MOST_LIMITED_PERCENT = 2.0


@dataclass(frozen=True)
class Sample:
    """One request with its outcome. Times in seconds after the start of the load.

    intended: when it should have started; began: when it did; ended: when the response was
    complete.
    """

    kind: str
    intended: float
    began: float
    ended: float
    answer: Answer

    @property
    def latency(self) -> float:
        """Seconds from the intended start: what a user who came on time waited."""
        return self.ended - self.intended


@dataclass
class Recording:
    """All events of the engine.

    started: whether the load began, after the sign-ins. lags: seconds by which the engine woke up
    late. details: answer -> the system's message for the first of them. unfinished: requests
    without a response at the end. not_begun: arrivals for which the engine had no capacity.
    refused: the answer to the first sign-in, if it failed. broken: how the engine died. seconds:
    how far the load came.
    """

    plan: LoadPlan
    samples: list[Sample] = field(default_factory=list)
    started: bool = False
    lags: list[float] = field(default_factory=list)
    details: dict[Answer, str] = field(default_factory=dict)
    unfinished: int = 0
    not_begun: int = 0
    refused: Answer | None = None
    broken: str = ""
    interrupted: str = ""
    seconds: float = 0.0

    def add(self, event: dict[str, Any]) -> None:
        """Record one event of the engine."""
        match event:
            case {"sample": [kind, intended, began, ended, answer]}:
                self.samples.append(Sample(kind, intended, began, ended, Answer[answer]))
            case {"lag": lag}:
                if self.started:
                    self.lags.append(lag)
            case {"started": started}:
                self.started = started
            case {"detail": [answer, message]}:
                self.details[Answer[answer]] = message
            case {"refused": [answer, message]}:
                self.refused = Answer[answer]
                self.details[self.refused] = message
            case {"unfinished": unfinished, "not_begun": not_begun}:
                self.unfinished, self.not_begun = unfinished, not_begun

    @property
    def counted_seconds(self) -> float:
        """Length of the part that counts; shorter than planned after an interruption."""
        return max(0.0, min(self.seconds, self.plan.seconds) - self.plan.counted_from)

    def counted(self) -> list[Sample]:
        """The samples that count: intended after ramp and warm-up."""
        first, last = self.plan.counted_from, self.plan.seconds
        return [sample for sample in self.samples if first <= sample.intended < last]


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The nearest rank, exact: the smallest value that `percent` of all values do not exceed."""
    # Rounded, for 0.999 * 1000 is a little more than 999.
    rank = math.ceil(round(percent / 100 * len(ordered), 9))
    return ordered[max(rank, 1) - 1]


def table(seconds: Sequence[float]) -> dict[str, float]:
    """p50 to p99.9, max and mean in milliseconds; empty without values."""
    if not seconds:
        return {}
    ordered = sorted(seconds)
    found = {f"p{percent:g}": percentile(ordered, percent) for percent in _PERCENTILES}
    found |= {"max": ordered[-1], "mean": sum(ordered) / len(ordered)}
    return {name: round(value * 1000, 1) for name, value in found.items()}


@dataclass(frozen=True)
class Group:
    """Requests of one kind. Times are of all but those that a limit refused, in ms."""

    kind: str
    answers: dict[Answer, int]
    latency: dict[str, float]
    service_time: dict[str, float]

    @classmethod
    def of(cls, kind: str, samples: Sequence[Sample]) -> "Group":
        """The figures of samples."""
        reached = [sample for sample in samples if not sample.answer.is_limit]
        return cls(
            kind,
            dict(collections.Counter(sample.answer for sample in samples).most_common()),
            table([sample.latency for sample in reached]),
            table([sample.ended - sample.began for sample in reached]),
        )

    @property
    def requests(self) -> int:
        """All of them."""
        return sum(self.answers.values())

    @property
    def errors(self) -> int:
        """What a user would have seen fail."""
        return sum(number for answer, number in self.answers.items() if answer.is_error)

    @property
    def limited(self) -> int:
        """What a limit refused before OpenEMR."""
        return sum(number for answer, number in self.answers.items() if answer.is_limit)

    @property
    def error_percent(self) -> float:
        """Errors among the requests that no limit refused."""
        reached = self.requests - self.limited
        return 100 * self.errors / reached if reached else 0.0

    def as_json(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "kind": self.kind,
            "requests": self.requests,
            "errors": self.errors,
            "error_percent": round(self.error_percent, 3),
            "by_the_firewall": self.limited,
            "latency_ms": self.latency,
            "service_time_ms": self.service_time,
            "answers": {answer.value: number for answer, number in self.answers.items()},
        }


@dataclass(frozen=True)
class Summary:
    """begun_rate: requests started per second; ok_rate: successful responses per second.

    delay_ms and lag_ms: the 95th percentile of how late requests started and the engine woke up.
    """

    kinds: tuple[Group, ...]
    overall: Group
    begun_rate: float
    ok_rate: float
    delay_ms: float
    lag_ms: float
    excluded: int


def summarize(recording: Recording) -> Summary:
    """Figures of what counts; ramp and warm-up are excluded."""
    counted = recording.counted()
    by_kind: dict[str, list[Sample]] = collections.defaultdict(list)
    for sample in counted:
        by_kind[sample.kind].append(sample)
    overall = Group.of("all", counted)
    seconds = recording.counted_seconds
    # Requests that are still waiting were started as well.
    begun = len(counted) + recording.unfinished
    return Summary(
        tuple(Group.of(kind, samples) for kind, samples in by_kind.items()),
        overall,
        begun / seconds if seconds else 0.0,
        overall.answers.get(Answer.OK, 0) / seconds if seconds else 0.0,
        table([sample.began - sample.intended for sample in counted]).get("p95", 0.0),
        table(recording.lags).get("p95", 0.0),
        len(recording.samples) - len(counted),
    )


def timeline(recording: Recording) -> Iterator[dict[str, float | int | None]]:
    """Figures of each second, or of a longer interval in a long run, by the intended start."""
    length = max(1.0, math.ceil(recording.seconds / _MOST_POINTS))
    buckets: dict[int, list[Sample]] = collections.defaultdict(list)
    for sample in recording.samples:
        if 0 <= sample.intended < recording.seconds:
            buckets[int(sample.intended // length)].append(sample)
    for number in range(math.ceil(recording.seconds / length)):
        group = Group.of("", buckets[number])
        width = min(length, recording.seconds - number * length)
        yield {
            "second": number * length,
            "rate": round(group.requests / width, 2),
            "errors": group.errors,
            "by_the_firewall": group.limited,
            "p50_ms": group.latency.get("p50"),
            "p95_ms": group.latency.get("p95"),
            "max_ms": group.latency.get("max"),
        }


class Outcome(str, Enum):
    """How a run ended."""

    PASSED = "passed"
    MISSED = "missed"
    VOID = "void"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Criterion:
    """One limit and what was measured."""

    name: str
    limit: float
    measured: float
    unit: str
    met: bool


@dataclass(frozen=True)
class Verdict:
    """reasons: why a result is void."""

    outcome: Outcome
    criteria: tuple[Criterion, ...]
    reasons: tuple[str, ...]


def decide(recording: Recording, summary: Summary, limits: Options) -> Verdict:
    """Judge a run by the pass criteria among the options."""
    criteria = tuple(_criteria(summary, limits))
    reasons = tuple(_void_reasons(recording, summary))
    if recording.interrupted:
        outcome = Outcome.INTERRUPTED
    elif reasons:
        outcome = Outcome.VOID
    elif all(each.met for each in criteria):
        outcome = Outcome.PASSED
    else:
        outcome = Outcome.MISSED
    return Verdict(outcome, criteria, reasons)


def _criteria(summary: Summary, limits: Options) -> Iterator[Criterion]:
    for name, limit in (("p95", limits.p95), ("p99", limits.p99)):
        measured = summary.overall.latency.get(name)
        if limit is not None and measured is not None:
            yield Criterion(name, limit, measured, "ms", measured <= limit)
    errors = round(summary.overall.error_percent, 3)
    yield Criterion("error rate", limits.error_rate, errors, "%", errors <= limits.error_rate)
    if limits.min_rate is not None:
        name, rate = "rate of good answers", round(summary.ok_rate, 2)
        yield Criterion(name, limits.min_rate, rate, "/s", rate >= limits.min_rate)


def _void_reasons(recording: Recording, summary: Summary) -> Iterator[str]:
    plan = recording.plan
    if recording.broken:
        yield f"The engine died ({recording.broken})."
    if not summary.overall.requests:
        yield "There was no response in the time that counts."
        return
    if plan.is_open and not recording.interrupted:
        missing = 100 * abs(summary.begun_rate / plan.rate - 1)
        # A single request is more than the tolerance where there are few.
        if missing > _RATE_TOLERANCE_PERCENT and missing / 100 * plan.rate * plan.duration > 1:
            yield (
                f"{summary.begun_rate:.2f} requests per second started instead of {plan.rate:g}: "
                f"this machine could not generate the load ({recording.not_begun} arrivals had no "
                "capacity). Use a lower rate or a stronger machine."
            )
    late = max(summary.delay_ms, summary.lag_ms)
    if late > _LATEST_MS:
        yield (
            f"This machine was too busy: requests started, or responses were read, up to {late:g} "
            f"ms late (95th percentile; accepted: {_LATEST_MS:g} ms). Use a lower rate or a "
            "stronger machine."
        )
    limited = 100 * summary.overall.limited / summary.overall.requests
    if limited > _MOST_LIMITED_PERCENT:
        yield (
            f"{limited:.1f} % of the requests were refused before OpenEMR, so it did not serve the "
            "load; see the explanation."
        )
