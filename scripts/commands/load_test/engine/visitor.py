"""One visitor: one step of its work after the other."""

import itertools
import random
from collections.abc import Iterator, Mapping

from locust.env import Environment

from scripts.commands.load_test.answers import Answer
from scripts.commands.load_test.engine.exchange import Exchange, Reply
from scripts.commands.load_test.engine.trust import ContextFactory
from scripts.commands.load_test.mix import SESSION, Mix, Step
from scripts.commands.load_test.plan import LoadPlan


class Visitor:
    """Does the steps of a mix in their order; what a step still lacks is asked for before it."""

    def __init__(
        self, number: int, plan: LoadPlan, mix: Mix, environment: Environment, trust: ContextFactory
    ) -> None:
        self._plan = plan
        self._mix = mix
        self._environment = environment
        self._trust = trust
        # Chooses letters and pauses, no secret; the same in every run.
        self._random = random.Random(number)  # noqa: S311
        self._own = {"user": plan.user, "password": plan.password}
        self._values: dict[str, str] = {}
        self._exchange = Exchange(plan, environment, trust)
        self._work: Iterator[Step] = itertools.cycle(mix.session)
        self._postponed: Step | None = None

    @property
    def is_signed_in(self) -> bool:
        """True if a sign-in succeeded and nothing has ended it since."""
        return SESSION in self._values

    def skip(self, steps: int) -> None:
        """Begin further on, as somebody who came earlier."""
        for _ in range(steps % len(self._mix.session)):
            next(self._work)

    def next_step(self) -> Step:
        """What comes next; first what the step lacks."""
        wanted = self._postponed or next(self._work)
        step = wanted
        while missing := [name for name in step.needs if name not in self._values]:
            step = self._mix.giver(missing[0])
        self._postponed = None if step is wanted else wanted
        return step

    def think_after(self, step: Step) -> float:
        """Seconds of pause."""
        return self._random.uniform(*step.think)

    def do(self, step: Step, intended: float | None = None) -> Reply:
        """Make the request; Locust's event tells of it.

        intended: when it should have begun, on the clock of time.perf_counter.
        """
        if step.fresh:
            self._exchange.close()
            self._exchange = Exchange(self._plan, self._environment, self._trust)
            self._values = {}
        # What comes late belongs to the session in which it was asked for.
        exchange, values = self._exchange, self._values
        reply = exchange.ask(step, self._filling(values), intended)
        values |= {name: self._random.choice(found) for name, found in reply.values.items()}
        if reply.answer is Answer.SIGNED_OUT:
            values.clear()
        return reply

    def _filling(self, values: Mapping[str, str]) -> dict[str, str]:
        chosen = {name: self._random.choice(each) for name, each in self._mix.choices.items()}
        return {**chosen, **self._own, **values}
