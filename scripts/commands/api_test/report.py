"""What a test found out: for each flow its checks, and what it left behind at OpenEMR."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scripts.cli.steps import RunningStep, Steps
from scripts.commands.api_test.failures import CheckFailedError
from scripts.commands.api_test.hidden import Hidden

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"
# An interruption came first.
UNFINISHED = "unfinished"


@dataclass
class Check:
    """One thing tried. `detail` is for people; seconds it took."""

    name: str
    status: str
    detail: str = ""
    seconds: float = 0.0


@dataclass
class Flow:
    """The checks of one flow, in their order; a failed check ends it."""

    name: str
    steps: Steps
    checks: list[Check] = field(default_factory=list)
    failure: CheckFailedError | None = None
    skipped_because: str = ""
    is_complete: bool = False

    @property
    def status(self) -> str:
        """Passed only if it came to its end and all was good."""
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
        """Try one thing, shown as a step; a CheckFailedError is recorded and passed on."""
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

    def pass_over(self, name: str, because: str) -> None:
        """Record a check that was not made."""
        self.checks.append(Check(name, SKIPPED, because))

    @contextlib.contextmanager
    def stage(self, *, is_last: bool = False) -> Iterator[None]:
        """Work on the flow; a CheckFailedError ends this flow and no other."""
        try:
            yield
            self.is_complete = is_last
        except CheckFailedError as failure:
            self.failure = failure


@dataclass(frozen=True)
class Remnant:
    """Something this test made and did not remove. how: the way to remove it."""

    what: str
    id: str
    how: str


@dataclass
class Report:
    """All of a test. `interrupted` names what ended it early, such as a signal."""

    url: str
    deployment: str | None
    hidden: Hidden
    flows: list[Flow] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    remnants: list[Remnant] = field(default_factory=list)
    interrupted: str = ""

    @property
    def failed(self) -> bool:
        """True unless every flow passed or was skipped on purpose, and at least one passed."""
        ends = [flow.status for flow in self.flows]
        return FAILED in ends or UNFINISHED in ends or PASSED not in ends

    def forget(self, what: str) -> None:
        """Take from the remnants what has been removed."""
        self.remnants = [each for each in self.remnants if each.what != what]

    def as_json(self) -> dict[str, Any]:
        """JSON types only; no secret."""
        clean = self.hidden.clean
        return {
            "ok": not self.failed,
            "url": self.url,
            "deployment": self.deployment,
            "interrupted": self.interrupted or None,
            "warnings": [clean(warning) for warning in self.warnings],
            "flows": [self._flow(flow) for flow in self.flows],
            "remains": [
                {"what": each.what, "id": clean(each.id), "how_to_remove": each.how}
                for each in self.remnants
            ],
        }

    def _flow(self, flow: Flow) -> dict[str, Any]:
        clean = self.hidden.clean
        failure = flow.failure
        return {
            "name": flow.name,
            "status": flow.status,
            "skipped_because": flow.skipped_because or None,
            "failure": failure
            and {
                "kind": failure.kind.value,
                "message": clean(failure.happened),
                "remedy": failure.remedy,
            },
            "checks": [
                {
                    "name": check.name,
                    "status": check.status,
                    "detail": clean(check.detail),
                    "seconds": check.seconds,
                }
                for check in flow.checks
            ],
        }
