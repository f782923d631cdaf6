"""One run in a process of its own."""

import resource
import signal
import sys
import time
from typing import Any

import gevent  # type: ignore[import-untyped]
from locust.env import Environment

from scripts.commands.load_test.engine.closed_loop import ClosedLoop
from scripts.commands.load_test.engine.open_loop import OpenLoop
from scripts.commands.load_test.engine.outlet import Outlet
from scripts.commands.load_test.engine.staff import SignInRefusedError, Staff
from scripts.commands.load_test.plan import LoadPlan


def main() -> None:
    """Read the plan, make the load, tell what happens."""
    plan = LoadPlan.from_json(sys.stdin.read())
    # The parent's Ctrl-C is the parent's to pass on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _allow_many_connections()
    environment = Environment(host=plan.url)
    outlet = Outlet()
    run = gevent.spawn(_run, plan, environment, outlet)
    gevent.signal_handler(signal.SIGTERM, run.kill, block=False)
    run.join()
    outlet.close()
    if run.exception:
        raise run.exception


def _run(plan: LoadPlan, environment: Environment, outlet: Outlet) -> None:
    staff = Staff(plan, environment)
    clock = _Clock()
    listeners: Any = environment.events.request
    listeners.add_listener(_Teller(outlet, clock))
    try:
        first = staff.try_sign_in()
    except SignInRefusedError as refused:
        outlet.tell(refused=[refused.reply.answer.name, refused.reply.detail])
        return
    if plan.is_open:
        staff.prepare(first, outlet)
        loop: OpenLoop | ClosedLoop = OpenLoop(plan, staff)
    else:
        loop = ClosedLoop(plan, staff, first, environment)
    clock.start = time.perf_counter()
    outlet.tell(started=True)
    try:
        loop.run(clock.start)
    finally:
        outlet.tell(unfinished=loop.unfinished(), not_begun=loop.not_begun)


class _Clock:
    """start: None before the load begins, on the clock of time.perf_counter."""

    start: float | None = None


class _Teller:
    """Passes each request on as a sample, in seconds after the start."""

    def __init__(self, outlet: Outlet, clock: _Clock) -> None:
        self._outlet = outlet
        self._clock = clock
        self._told: set[str] = set()

    def __call__(self, *, name: str, context: dict[str, Any], **_others: Any) -> None:
        reply = context["reply"]
        if reply.detail and reply.answer.name not in self._told:
            self._told.add(reply.answer.name)
            self._outlet.tell(detail=[reply.answer.name, reply.detail])
        if self._clock.start is not None:
            moments = (context[each] - self._clock.start for each in ("intended", "began", "ended"))
            self._outlet.tell(
                sample=[name, *(round(moment, 6) for moment in moments), reply.answer.name]
            )


def _allow_many_connections() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
