"""Passed, missed, or void: what the figures of a run are worth."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from scripts.commands.load_test.samples import Recording
from scripts.commands.load_test.summary import Summary

# An open loop is one only if the rate is held this well.
RATE_TOLERANCE_PERCENT = 2.0
# Beyond this the times are those of this machine rather than of OpenEMR's.
_LATEST_MS = 250.0
# With more than this turned away, OpenEMR did not bear the load.
_MOST_LIMITED_PERCENT = 2.0


class Outcome(str, Enum):
    """How a run ended."""

    PASSED = "passed"
    MISSED = "missed"
    VOID = "void"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Limits:
    """Pass criteria; None: not asked for. p95 and p99 in milliseconds, of latency.

    error_rate in percent. min_rate: good answers a second.
    """

    p95: float | None
    p99: float | None
    error_rate: float
    min_rate: float | None


@dataclass(frozen=True)
class Criterion:
    """One limit and what was measured."""

    name: str
    limit: float
    measured: float
    unit: str
    met: bool

    def as_json(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "name": self.name,
            "limit": self.limit,
            "measured": self.measured,
            "unit": self.unit,
            "met": self.met,
        }


@dataclass(frozen=True)
class Verdict:
    """reasons: why a result is void."""

    outcome: Outcome
    criteria: tuple[Criterion, ...]
    reasons: tuple[str, ...]


def decide(recording: Recording, summary: Summary, limits: Limits) -> Verdict:
    """Judge a run."""
    criteria = tuple(_criteria(summary, limits))
    reasons = tuple(_reasons(recording, summary))
    if recording.interrupted:
        outcome = Outcome.INTERRUPTED
    elif reasons:
        outcome = Outcome.VOID
    elif all(each.met for each in criteria):
        outcome = Outcome.PASSED
    else:
        outcome = Outcome.MISSED
    return Verdict(outcome, criteria, reasons)


def _criteria(summary: Summary, limits: Limits) -> Iterator[Criterion]:
    for name, limit in (("p95", limits.p95), ("p99", limits.p99)):
        measured = summary.overall.latency.get(name)
        if limit is not None and measured is not None:
            yield Criterion(name, limit, measured, "ms", measured <= limit)
    errors = round(summary.overall.error_percent, 3)
    yield Criterion("error rate", limits.error_rate, errors, "%", errors <= limits.error_rate)
    if limits.min_rate is not None:
        rate = round(summary.ok_rate, 2)
        yield Criterion(
            "rate of good answers", limits.min_rate, rate, "/s", rate >= limits.min_rate
        )


def _reasons(recording: Recording, summary: Summary) -> Iterator[str]:
    plan = recording.plan
    if recording.broken:
        yield f"The engine broke down ({recording.broken})."
    if not summary.overall.requests:
        yield "No answer came in the time that counts."
        return
    if plan.is_open and not recording.interrupted:
        missing = 100 * abs(summary.begun_rate / plan.rate - 1)
        # A single request is more than the tolerance where there are few.
        if missing > RATE_TOLERANCE_PERCENT and missing / 100 * plan.rate * plan.duration > 1:
            yield (
                f"{summary.begun_rate:.2f} requests a second began instead of {plan.rate:g}: this "
                f"machine could not make the load ({recording.not_begun} arrivals had no room). "
                "Use a lower rate or a stronger machine."
            )
    late = max(summary.delay_ms, summary.lag_ms)
    if late > _LATEST_MS:
        yield (
            f"This machine was too busy: requests began, or answers were read, up to {late:g} ms "
            f"late (95th percentile; accepted: {_LATEST_MS:g} ms). Use a lower rate or a stronger "
            "machine."
        )
    limited = 100 * summary.overall.limited / summary.overall.requests
    if limited > _MOST_LIMITED_PERCENT:
        yield (
            f"{limited:.1f} % of the requests were turned away before OpenEMR, so it did not bear "
            "the load; see the explanation."
        )
