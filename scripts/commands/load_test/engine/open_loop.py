"""Arrivals at a rate that does not depend on answers."""

import resource
import time

import gevent  # type: ignore[import-untyped]
from gevent.pool import Pool  # type: ignore[import-untyped]

from scripts.commands.load_test.engine.arrivals import arrivals
from scripts.commands.load_test.engine.staff import Staff
from scripts.commands.load_test.engine.visitor import Visitor
from scripts.commands.load_test.plan import LoadPlan

# Files that the process keeps for other things than connections.
_OTHER_FILES = 100
_MOST_IN_FLIGHT = 20_000


class OpenLoop:
    """Every arrival has its moment, and a greenlet of its own.

    What cannot begin because too many requests wait already is `not_begun`, never delayed.
    """

    def __init__(self, plan: LoadPlan, staff: Staff) -> None:
        self._plan = plan
        self._staff = staff
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        limit = _MOST_IN_FLIGHT if files < 0 else min(files - _OTHER_FILES, _MOST_IN_FLIGHT)
        self._in_flight = Pool(limit)
        self.not_begun = 0

    def run(self, start: float) -> None:
        """Let all arrive, then wait for the answers that are due."""
        plan = self._plan
        for moment in arrivals(plan.rate, plan.ramp, plan.seconds):
            intended = start + moment
            gevent.sleep(max(0.0, intended - time.perf_counter()))
            if self._in_flight.full():
                self.not_begun += 1
                continue
            visitor = self._staff.take()
            self._in_flight.spawn(self._visit, visitor, intended)
        gevent.sleep(max(0.0, start + plan.seconds - time.perf_counter()))
        # A little longer, so that the last ones can still time out by themselves.
        self._in_flight.join(timeout=plan.timeout + 1)

    def unfinished(self) -> int:
        """Requests without an answer; nothing waits for them any more."""
        waiting = len(self._in_flight)
        self._in_flight.kill(block=False)
        return waiting

    def _visit(self, visitor: Visitor, intended: float) -> None:
        visitor.do(visitor.next_step(), intended)
        self._staff.give_back(visitor)
