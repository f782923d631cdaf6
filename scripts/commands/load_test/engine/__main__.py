"""Reads a plan as JSON from standard input, generates the load, writes events as JSON lines."""

import resource
import signal
import sys
import time

# Before modules of ours: Locust replaces Python's blocking calls by gevent's.
import gevent  # type: ignore[import-untyped]
from locust.env import Environment

from scripts.commands.load_test.engine.event_writer import EventWriter
from scripts.commands.load_test.engine.loops import ClosedLoop, OpenLoop
from scripts.commands.load_test.engine.virtual_user import SignInRefusedError, UserPool
from scripts.commands.load_test.plan import LoadPlan


def main() -> None:
    """One run of the load generator."""
    plan = LoadPlan.from_json(sys.stdin.read())
    # The command handles Ctrl-C and stops this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    events = EventWriter()
    run = gevent.spawn(_run, plan, Environment(host=plan.url), events)
    gevent.signal_handler(signal.SIGTERM, run.kill, block=False)
    run.join()
    events.close()
    if run.exception:
        raise run.exception


def _run(plan: LoadPlan, environment: Environment, events: EventWriter) -> None:
    users = UserPool(plan, environment, events)
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
    events.start = time.perf_counter()
    events.write(started=True)
    try:
        loop.run(events.start)
    finally:
        events.write(unfinished=loop.abandon(), not_begun=loop.not_begun)


main()
