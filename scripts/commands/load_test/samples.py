"""What was measured: one sample for each request, and what the engine said about itself."""

from dataclasses import dataclass, field
from typing import Any

from scripts.commands.load_test.answers import Answer
from scripts.commands.load_test.plan import LoadPlan


@dataclass(frozen=True)
class Sample:
    """One answered request. Moments in seconds after the start of the load.

    intended: when it should have begun; began: when it did; ended: when its answer was complete.
    """

    kind: str
    intended: float
    began: float
    ended: float
    answer: Answer

    @property
    def latency(self) -> float:
        """Seconds from the intended start: what somebody who came on time waited."""
        return self.ended - self.intended

    @property
    def service_time(self) -> float:
        """Seconds from the actual start."""
        return self.ended - self.began


@dataclass
class Recording:
    """All that the engine told.

    started: whether the load began, after the sign-ins. lags: seconds by which the engine
    woke up late. details: answer -> the system's words about the first of them. unfinished:
    requests without an answer at the end. not_begun: arrivals for which the engine had no room.
    refused: the answer to the first sign-in, if it failed. broken: how the engine died.
    """

    plan: LoadPlan
    samples: list[Sample] = field(default_factory=list)
    started: bool = False
    lags: list[float] = field(default_factory=list)
    details: dict[Answer, str] = field(default_factory=dict)
    signed_in: int = 1
    unfinished: int = 0
    not_begun: int = 0
    refused: Answer | None = None
    broken: str = ""
    interrupted: str = ""
    seconds: float = 0.0
    """How far the load came, on the clock of the samples."""

    def take(self, line: dict[str, Any]) -> None:
        """Enter one line of the engine's."""
        if sample := line.get("sample"):
            kind, intended, began, ended, answer = sample
            self.samples.append(Sample(kind, intended, began, ended, Answer[answer]))
        elif "lag" in line:
            if self.started:
                self.lags.append(line["lag"])
        elif "started" in line:
            self.started = True
        elif "signed_in" in line:
            self.signed_in = line["signed_in"]
        elif "detail" in line:
            answer, words = line["detail"]
            self.details[Answer[answer]] = words
        elif "refused" in line:
            answer, words = line["refused"]
            self.refused = Answer[answer]
            self.details[self.refused] = words
        elif "unfinished" in line:
            self.unfinished, self.not_begun = line["unfinished"], line["not_begun"]

    @property
    def counted_seconds(self) -> float:
        """Length of the part that counts; shorter than planned after an interruption."""
        return max(0.0, min(self.seconds, self.plan.seconds) - self.plan.counted_from)

    def counted(self) -> list[Sample]:
        """The samples that count: intended after ramp and warm-up."""
        first, last = self.plan.counted_from, self.plan.seconds
        return [sample for sample in self.samples if first <= sample.intended < last]
