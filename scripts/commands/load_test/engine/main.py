"""One run of the load generator."""

import resource
import signal
import sys
import time

import gevent  # type: ignore[import-untyped]
from locust.env import Environment

from scripts.commands.load_test.engine.event_writer import EventWriter, SampleWriter
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
    samples = SampleWriter(events)
    users = UserPool(plan, environment, samples)
    try:
        first = users.try_sign_in()
    except SignInRefusedError as refused:
        events.write(refused=[refused.reply.answer.name, refused.reply.detail])
        return
    if plan.is_open:
        users.sign_in_all(first)
        loop: OpenLoop | ClosedLoop = OpenLoop(plan, users)
    else:
        loop = ClosedLoop(plan, users, first, environment)
    samples.start = time.perf_counter()
    events.write(started=True)
    try:
        loop.run(samples.start)
    finally:
        events.write(unfinished=loop.abandon(), not_begun=loop.not_begun)
