"""The figures of a run: by kind of request, overall, and by the second."""

import collections
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.commands.load_test.answers import Answer
from scripts.commands.load_test.percentiles import percentile, table
from scripts.commands.load_test.samples import Recording, Sample

# Points of the plot, at most; a point is a second or longer.
_MOST_POINTS = 240


@dataclass(frozen=True)
class Group:
    """Requests of one kind. Times are of all but those that the firewall answered, in ms."""

    kind: str
    answers: dict[Answer, int]
    latency: dict[str, float]
    service_time: dict[str, float]

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
        """What never reached OpenEMR, by a limit."""
        return sum(number for answer, number in self.answers.items() if answer.is_limit)

    @property
    def reached(self) -> int:
        """What was let through to the load balancer's targets, or tried to get there."""
        return self.requests - self.limited

    @property
    def error_percent(self) -> float:
        """Errors among the requests that no limit answered."""
        return 100 * self.errors / self.reached if self.reached else 0.0

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
    """begun_rate: requests a second that began; ok_rate: that OpenEMR answered well.

    delay_ms and lag_ms: the 95th percentile of how late requests began and the engine woke up.
    """

    kinds: tuple[Group, ...]
    overall: Group
    begun_rate: float
    ok_rate: float
    delay_ms: float
    lag_ms: float
    excluded: int


def summarize(recording: Recording) -> Summary:
    """Figures of what counts; warm-up and ramp are left out."""
    counted = recording.counted()
    by_kind: dict[str, list[Sample]] = collections.defaultdict(list)
    for sample in counted:
        by_kind[sample.kind].append(sample)
    overall = _group("all", counted)
    seconds = recording.counted_seconds
    # Requests that are still waiting began as well.
    begun = len(counted) + recording.unfinished
    return Summary(
        tuple(_group(kind, samples) for kind, samples in by_kind.items()),
        overall,
        begun / seconds if seconds else 0.0,
        overall.answers.get(Answer.OK, 0) / seconds if seconds else 0.0,
        _p95([sample.began - sample.intended for sample in counted]),
        _p95(recording.lags),
        len(recording.samples) - len(counted),
    )


def _group(kind: str, samples: Sequence[Sample]) -> Group:
    reached = [sample for sample in samples if not sample.answer.is_limit]
    return Group(
        kind,
        dict(collections.Counter(sample.answer for sample in samples).most_common()),
        table([sample.latency for sample in reached]),
        table([sample.service_time for sample in reached]),
    )


def _p95(seconds: Sequence[float]) -> float:
    return round(percentile(sorted(seconds), 95) * 1000, 1) if seconds else 0.0


def timeline(recording: Recording) -> Iterator[dict[str, float | int | None]]:
    """Figures of each second, or of a longer step in a long run, by the intended start."""
    length = max(1.0, math.ceil(recording.seconds / _MOST_POINTS))
    buckets: dict[int, list[Sample]] = collections.defaultdict(list)
    for sample in recording.samples:
        if 0 <= sample.intended < recording.seconds:
            buckets[int(sample.intended // length)].append(sample)
    for number in range(math.ceil(recording.seconds / length)):
        samples = buckets[number]
        width = min(length, recording.seconds - number * length)
        times = table([sample.latency for sample in samples if not sample.answer.is_limit])
        yield {
            "second": number * length,
            "rate": round(len(samples) / width, 2),
            "errors": sum(sample.answer.is_error for sample in samples),
            "by_the_firewall": sum(sample.answer.is_limit for sample in samples),
            "p50_ms": times.get("p50"),
            "p95_ms": times.get("p95"),
            "max_ms": times.get("max"),
        }
