"""Virtual users, and the pool from which an open loop takes them."""

import collections
import itertools
import random
import time
from collections.abc import Iterator

from gevent.pool import Pool  # type: ignore[import-untyped]
from locust.env import Environment

from scripts.commands.load_test.answers import Answer
from scripts.commands.load_test.engine.event_writer import EventWriter
from scripts.commands.load_test.engine.http_client import HttpClient, Reply, tls_context_factory
from scripts.commands.load_test.mix import Step, mix_of
from scripts.commands.load_test.plan import LoadPlan

# Steps between two users, so that not all request the calendar at the same time. It shares no
# divisor with the length of a session, so that they begin at all of its steps.
_STEPS_APART = 7
# Sign-ins at the same time before an open loop begins: a few, so that this is no load by itself.
_CONCURRENT_SIGN_INS = 4


class SignInRefusedError(RuntimeError):
    """Nobody can sign in, so nothing was measured."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.answer.value)
        self.reply = reply


class UserPool:
    """Spawns users, and hands out the one that has been idle longest."""

    def __init__(self, plan: LoadPlan, environment: Environment, events: EventWriter) -> None:
        self.plan = plan
        self.events = events
        self.mix = mix_of(plan.mix, apis_active=plan.apis_active)
        self._environment = environment
        self._tls = tls_context_factory(plan)
        self._numbers = itertools.count()
        self._all: list[VirtualUser] = []
        self._idle: collections.deque[VirtualUser] = collections.deque()

    def spawn(self) -> "VirtualUser":
        """A new user, who is not signed in."""
        return VirtualUser(next(self._numbers), self)

    def http_client(self) -> HttpClient:
        """Without cookies or connections."""
        return HttpClient(self.plan, self._environment, self._tls)

    def try_sign_in(self) -> "VirtualUser":
        """The first user, signed in if the mix does. Raises SignInRefusedError.

        One attempt only: OpenEMR locks users out after too many wrong passwords.
        """
        user = self.spawn()
        if self.mix.signs_in:
            reply = _sign_in(user)
            if reply.answer is not Answer.OK:
                raise SignInRefusedError(reply)
        return user

    def sign_in_all(self, first: "VirtualUser") -> None:
        """Spawn the users of an open loop and sign them in before it begins."""
        self._all = [first, *(self.spawn() for _ in range(self.plan.sessions - 1))]
        for number, user in enumerate(self._all):
            user.skip(number * _STEPS_APART)
        self._idle.extend(self._all)
        if self.mix.signs_in:
            Pool(_CONCURRENT_SIGN_INS).map(_sign_in, self._all[1:])

    def acquire(self) -> "VirtualUser":
        """The user that has been idle longest; if all wait, one of them opens another tab."""
        if not self._idle:
            self._idle.extend(self._all)
        return self._idle.popleft()

    def release(self, user: "VirtualUser") -> None:
        """Its response came."""
        self._idle.append(user)


class VirtualUser:
    """Performs the steps of a mix in order; what a step still lacks is requested before it."""

    def __init__(self, number: int, pool: UserPool) -> None:
        self._pool = pool
        # Chooses letters and pauses, no secret; the same in every run.
        self._random = random.Random(number)  # noqa: S311
        # Extracted in this session; empty until it is signed in.
        self._values: dict[str, str] = {}
        self._client = pool.http_client()
        # What it has from the start.
        self._given = {"user", "password", *pool.mix.choices}
        self._steps: Iterator[Step] = itertools.cycle(pool.mix.session)
        self._postponed: Step | None = None

    def skip(self, steps: int) -> None:
        """Begin further on, as a user who came earlier."""
        for _ in range(steps % len(self._pool.mix.session)):
            next(self._steps)

    def next_step(self) -> Step:
        """The next step; first the one that extracts what it needs."""
        wanted = self._postponed or next(self._steps)
        step, known = wanted, self._given | self._values.keys()
        while missing := [name for name in step.required if name not in known]:
            step = self._pool.mix.step_extracting(missing[0])
        self._postponed = None if step is wanted else wanted
        return step

    def think_time(self, step: Step) -> float:
        """Seconds of pause after a step."""
        return self._random.uniform(*step.think)

    def request(self, step: Step, intended: float | None = None) -> Reply:
        """Make the request of a step, and write a sample of it.

        intended: when it should have started, on the clock of time.perf_counter.
        """
        if step.fresh:
            self._client.close()
            self._client = self._pool.http_client()
            self._values = {}
        # A late response belongs to the session in which it was requested.
        client, values = self._client, self._values
        plan, choices = self._pool.plan, self._pool.mix.choices
        chosen = {name: self._random.choice(each) for name, each in choices.items()}
        own = {"user": plan.user, "password": plan.password}
        began = time.perf_counter()
        due = began if intended is None else intended
        reply = client.request(step, {**chosen, **own, **values})
        self._pool.events.write_sample(step.name, due, began, reply)
        values |= {name: self._random.choice(found) for name, found in reply.values.items()}
        if reply.answer is Answer.SIGNED_OUT:
            values.clear()
        return reply


def _sign_in(user: VirtualUser) -> Reply:
    while True:
        step = user.next_step()
        reply = user.request(step)
        if step.signs_in or reply.answer is not Answer.OK:
            return reply
