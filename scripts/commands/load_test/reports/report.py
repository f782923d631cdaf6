"""All of a load test, and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from scripts.commands.load_test.answers import Answer
from scripts.commands.load_test.plan import LoadPlan
from scripts.commands.load_test.samples import Recording
from scripts.commands.load_test.summary import Summary, timeline
from scripts.commands.load_test.target import Target
from scripts.commands.load_test.verdict import Outcome, Verdict

# Raised whenever a key changes its meaning or goes.
_FORMAT = 1
_SHORTEST = 8


@dataclass(frozen=True)
class Report:
    """explanations: kinds of answers that were not good, with their meaning. started: in UTC."""

    target: Target
    plan: LoadPlan
    recording: Recording
    summary: Summary
    verdict: Verdict
    explanations: tuple[tuple[Answer, str], ...]
    notes: tuple[str, ...]
    started: datetime

    def clean(self, text: str) -> str:
        """`text` without the password, should anything ever quote it."""
        password = self.plan.password
        # A short one would take ordinary words apart.
        return text.replace(password, "[hidden]") if len(password) >= _SHORTEST else text

    def as_json(self) -> dict[str, Any]:
        """JSON types only; no secret."""
        verdict, summary, recording = self.verdict, self.summary, self.recording
        return {
            "format": _FORMAT,
            "ok": verdict.outcome is Outcome.PASSED,
            "outcome": verdict.outcome.value,
            "reasons": [self.clean(reason) for reason in verdict.reasons],
            "criteria": [each.as_json() for each in verdict.criteria],
            "interrupted": recording.interrupted or None,
            "deployment": self.target.deployment,
            "openemr_version": self._openemr_version(),
            "started": self.started.isoformat(timespec="seconds"),
            "versions": {"locust": version("locust")},
            "settings": self.plan.settings(),
            "load": self._load(),
            "overall": summary.overall.as_json(),
            "kinds": [group.as_json() for group in summary.kinds],
            "explanations": [
                {"answer": answer.value, "meaning": self.clean(text)}
                for answer, text in self.explanations
            ],
            "notes": [self.clean(note) for note in self.notes],
            "timeline": list(timeline(recording)),
        }

    def _load(self) -> dict[str, Any]:
        summary, recording = self.summary, self.recording
        return {
            "loop": "open" if self.plan.is_open else "closed",
            "counted_seconds": round(recording.counted_seconds, 2),
            "asked_rate": self.plan.rate or None,
            "begun_rate": round(summary.begun_rate, 3),
            "good_answers_rate": round(summary.ok_rate, 3),
            "not_counted": summary.excluded,
            "unfinished": recording.unfinished,
            "not_begun": recording.not_begun,
            "late_begin_p95_ms": summary.delay_ms,
            "late_waking_p95_ms": summary.lag_ms,
        }

    def _openemr_version(self) -> str | None:
        deployed = self.target.deployed
        return deployed.outputs.get("openemr_version") if deployed else None


def headline(report: Report) -> str:
    """The result in one line."""
    plan, summary = report.plan, report.summary
    return (
        f"{report.verdict.outcome.value.capitalize()}: {plan.mix} on {plan.url}, "
        f"{summary.overall.requests} requests in {report.recording.counted_seconds:.0f} s"
    )


def load_lines(report: Report) -> Iterator[tuple[str, str]]:
    """What the load was, as name and value."""
    plan, summary = report.plan, report.summary
    if plan.is_open:
        sessions = f", {plan.sessions} sessions" if plan.user else ""
        yield "Open loop", f"{plan.rate:g}/s asked for, {summary.begun_rate:.2f}/s begun{sessions}"
    else:
        yield "Closed loop", f"{plan.users} users, {summary.begun_rate:.2f}/s begun"
    yield "Good answers", f"{summary.ok_rate:.2f}/s"
    yield "Errors", f"{summary.overall.errors} ({summary.overall.error_percent:.2f} %)"
    if summary.overall.limited:
        yield "By the firewall", f"{summary.overall.limited} (no errors, not in the times)"
    yield (
        "Not counted",
        f"{summary.excluded} in {plan.ramp:g} s of ramp and {plan.warm_up:g} s of warm-up",
    )
