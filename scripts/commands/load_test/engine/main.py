"""One run of the load generator."""

import resource
import signal
import sys
import time
from typing import Any

import gevent  # type: ignore[import-untyped]
from locust.env import Environment

from scripts.commands.load_test.engine.event_writer import EventWriter
from scripts.commands.load_test.engine.loops import ClosedLoop, OpenLoop
from scripts.commands.load_test.engine.virtual_user import SignInRefusedError, UserPool
from scripts.commands.load_test.plan import LoadPlan


def main() -> None:
    """Read the plan, generate the load, write events."""
    plan = LoadPlan.from_json(sys.stdin.read())
    # The command handles Ctrl-C and stops this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    environment = Environment(host=plan.url)
    events = EventWriter()
    run = gevent.spawn(_run, plan, environment, events)
    gevent.signal_handler(signal.SIGTERM, run.kill, block=False)
    run.join()
    events.close()
    if run.exception:
        raise run.exception


def _run(plan: LoadPlan, environment: Environment, events: EventWriter) -> None:
    users = UserPool(plan, environment)
    listener = _SampleListener(events)
    requests: Any = environment.events.request
    requests.add_listener(listener)
    try:
        first = users.try_sign_in()
    except SignInRefusedError as refused:
        events.write(refused=[refused.reply.answer.name, refused.reply.detail])
        return
    if plan.is_open:
        users.sign_in_all(first, events)
        loop: OpenLoop | ClosedLoop = OpenLoop(plan, users)
    else:
        loop = ClosedLoop(plan, users, first, environment)
    listener.start = time.perf_counter()
    events.write(started=True)
    try:
        loop.run(listener.start)
    finally:
        events.write(unfinished=loop.abandon(), not_begun=loop.not_begun)


class _SampleListener:
    """Writes each request as a sample, in seconds after the start.

    start: on the clock of time.perf_counter; None before the load begins.
    """

    def __init__(self, events: EventWriter) -> None:
        self.start: float | None = None
        self._events = events
        self._explained: set[str] = set()

    def __call__(self, *, name: str, context: dict[str, Any], **_others: Any) -> None:
        reply = context["reply"]
        if reply.detail and reply.answer.name not in self._explained:
            self._explained.add(reply.answer.name)
            self._events.write(detail=[reply.answer.name, reply.detail])
        if self.start is not None:
            times = [context[each] - self.start for each in ("intended", "began", "ended")]
            sample = [name, *(round(each, 6) for each in times), reply.answer.name]
            self._events.write(sample=sample)
