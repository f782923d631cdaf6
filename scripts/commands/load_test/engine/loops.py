"""The two ways to generate load: at a fixed rate, or by users who wait for their responses."""

import resource
import time
from typing import Any

import gevent  # type: ignore[import-untyped]
from gevent.pool import Pool  # type: ignore[import-untyped]
from locust import User, task
from locust.env import Environment

from scripts.commands.load_test.engine.virtual_user import UserPool, VirtualUser
from scripts.commands.load_test.plan import LoadPlan, arrivals

# File descriptors that the process needs for other things than connections.
_OTHER_FILES = 100
_MOST_IN_FLIGHT = 20_000


class OpenLoop:
    """Every arrival has its time, and a greenlet of its own.

    What cannot start because too many requests are in flight is `not_begun`, never delayed.
    """

    def __init__(self, plan: LoadPlan, users: UserPool) -> None:
        self._plan = plan
        self._users = users
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        limit = _MOST_IN_FLIGHT if files < 0 else min(files - _OTHER_FILES, _MOST_IN_FLIGHT)
        self._in_flight = Pool(limit)
        self.not_begun = 0

    def run(self, start: float) -> None:
        """Start all requests, then wait for the responses that are due."""
        plan = self._plan
        for moment in arrivals(plan.rate, plan.ramp, plan.seconds):
            intended = start + moment
            gevent.sleep(max(0.0, intended - time.perf_counter()))
            if self._in_flight.full():
                self.not_begun += 1
                continue
            self._in_flight.spawn(self._request, self._users.acquire(), intended)
        gevent.sleep(max(0.0, start + plan.seconds - time.perf_counter()))
        # A little longer, so that the last ones can still time out by themselves.
        self._in_flight.join(timeout=plan.timeout + 1)

    def abandon(self) -> int:
        """Stop waiting; the number of requests without a response."""
        waiting = len(self._in_flight)
        self._in_flight.kill(block=False)
        return waiting

    def _request(self, user: VirtualUser, intended: float) -> None:
        user.request(user.next_step(), intended)
        self._users.release(user)


class ClosedLoop:
    """Locust's own users and runner; the rate is what the responses allow."""

    not_begun = 0

    def __init__(
        self, plan: LoadPlan, users: UserPool, first: VirtualUser, environment: Environment
    ) -> None:
        self._plan = plan
        self._in_flight: set[VirtualUser] = set()
        in_flight, waiting = self._in_flight, [first]

        class LocustUser(User):
            """Works as one virtual user."""

            def on_start(self) -> None:
                self.virtual = waiting.pop() if waiting else users.spawn()

            @task
            def work(self) -> None:
                """One request and the think time after it."""
                step = self.virtual.next_step()
                in_flight.add(self.virtual)
                self.virtual.request(step)
                in_flight.discard(self.virtual)
                pause = self.virtual.think_time(step)
                self.wait_time: Any = lambda: pause

        environment.user_classes = [LocustUser]
        environment.stop_timeout = plan.timeout
        self._runner = environment.create_local_runner()

    def run(self, _start: float) -> None:
        """Add users during the ramp, let them work, and finish what is in flight."""
        plan = self._plan
        self._runner.start(plan.users, spawn_rate=plan.users / max(plan.ramp, 1e-3))
        gevent.sleep(plan.seconds)
        self._runner.stop()

    def abandon(self) -> int:
        """Stop waiting; the number of requests without a response."""
        waiting = len(self._in_flight)
        self._runner.quit()
        return waiting
