"""The report of an API test: the checks of each flow, and what remains at OpenEMR."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from scripts.cli.steps import RunningStep, Steps
from scripts.commands.api_test.failures import CheckFailedError
from scripts.deployment.redaction import Redaction

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
# An interruption came first.
UNFINISHED = "unfinished"
API_CLIENT = "API client"
HOW_TO_REMOVE_A_CLIENT = "disable or delete it at Administration > System > API Clients"


@dataclass
class Check:
    """One check; seconds it took."""

    name: str
    status: str
    detail: str = ""
    seconds: float = 0.0


@dataclass
class Flow:
    """The checks of one flow, in order; a failed check ends it."""

    name: str
    steps: Steps
    checks: list[Check] = field(default_factory=list)
    failure: CheckFailedError | None = None
    skipped_because: str = ""
    is_complete: bool = False

    @property
    def status(self) -> str:
        """Passed only if it ran to its end without a failure."""
        if self.failure:
            return FAILED
        if self.skipped_because:
            return SKIPPED
        return PASSED if self.is_complete else UNFINISHED

    @property
    def is_open(self) -> bool:
        """True as long as nothing ended it."""
        return not self.failure and not self.skipped_because

    @contextlib.contextmanager
    def check(self, name: str, title: str) -> Iterator[RunningStep]:
        """Run one check, shown as a step; CheckFailedError is recorded and raised again."""
        began = time.monotonic()
        status = UNFINISHED
        step: RunningStep | None = None
        try:
            with self.steps.step(name, f"{self.name}: {title}") as step:
                yield step
            status = PASSED
        except CheckFailedError:
            status = FAILED
            raise
        finally:
            seconds = round(time.monotonic() - began, 1)
            self.checks.append(Check(name, status, step.remark if step else "", seconds))

    def skip(self, name: str, reason: str) -> None:
        """Record a check that was not run."""
        self.checks.append(Check(name, SKIPPED, reason))

    @contextlib.contextmanager
    def stage(self, *, is_last: bool = False) -> Iterator[None]:
        """Run a part of the flow; CheckFailedError ends this flow and no other."""
        try:
            yield
            self.is_complete = is_last
        except CheckFailedError as failure:
            self.failure = failure


@dataclass(frozen=True)
class Remnant:
    """Something this test created and did not remove."""

    what: str
    id: str
    how_to_remove: str


@dataclass
class Report:
    """`interrupted` names what ended the test early, such as a signal."""

    url: str
    deployment: str | None
    redaction: Redaction = field(default_factory=Redaction)
    flows: list[Flow] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    remnants: list[Remnant] = field(default_factory=list)
    interrupted: str = ""

    @property
    def failed(self) -> bool:
        """True unless every flow passed or was skipped on purpose, and at least one passed."""
        ends = [flow.status for flow in self.flows]
        return FAILED in ends or UNFINISHED in ends or PASSED not in ends

    def as_json(self) -> dict[str, Any]:
        """JSON types only; no secret."""
        report = {
            "ok": not self.failed,
            "url": self.url,
            "deployment": self.deployment,
            "interrupted": self.interrupted or None,
            "warnings": self.warnings,
            "flows": [
                {
                    "name": flow.name,
                    "status": flow.status,
                    "skipped_because": flow.skipped_because or None,
                    "failure": flow.failure and flow.failure.as_json(),
                    "checks": [asdict(check) for check in flow.checks],
                }
                for flow in self.flows
            ],
            "remains": [asdict(remnant) for remnant in self.remnants],
        }
        return dict(self.redaction.clean(report))


def text_report(report: Report) -> str:
    """One line for each flow, then what remains at OpenEMR."""
    deployment = f" (deployment {report.deployment})" if report.deployment else ""
    interrupted = f", interrupted ({report.interrupted})" if report.interrupted else ""
    lines = [f"APIs of {report.url}{deployment}{interrupted}"]
    lines += [
        f"  {flow.name:<20} {flow.status:<8} {_summary(flow)}".rstrip() for flow in report.flows
    ]
    lines += [f"  Warning: {warning}" for warning in report.warnings]
    if report.remnants:
        lines += ["", "Remains at OpenEMR"]
        lines += [f"  {each.what} {each.id}: {each.how_to_remove}" for each in report.remnants]
    return str(report.redaction.clean("\n".join(lines)))


def failure_text(report: Report) -> str:
    """What failed and the remedies; empty if nothing failed."""
    texts = []
    for flow in report.flows:
        if flow.failure:
            at = next((check.name for check in flow.checks if check.status == FAILED), "start")
            kind = flow.failure.kind
            title = f"{flow.name} failed at {at} ({kind.id}):"
            texts.append(f"{title}\n{flow.failure}\n{kind.value}")
    return str(report.redaction.clean("\n\n".join(texts)))


def _summary(flow: Flow) -> str:
    if flow.failure:
        return flow.failure.kind.id
    if flow.status == SKIPPED:
        return flow.skipped_because
    passed = sum(check.status == PASSED for check in flow.checks)
    others = [f"{check.name} skipped" for check in flow.checks if check.status == SKIPPED]
    return ", ".join([f"{passed} checks", *others])
