"""`openemr load-test`: plans the load, runs the engine in a process of its own, and reports."""

import contextlib
import json
import math
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import typer

from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.interruption import Interrupted
from scripts.cli.option_class import takes
from scripts.cli.steps import RunningStep, Steps
from scripts.commands.load_test.access import find_credentials, require_consent
from scripts.commands.load_test.mix import mix_of
from scripts.commands.load_test.options import Options
from scripts.commands.load_test.plan import LoadPlan, default_rate
from scripts.commands.load_test.report import Report, explain, explanations, publish
from scripts.commands.load_test.results import Outcome, Recording, Summary, decide, summarize
from scripts.commands.load_test.target import Target, find_target, is_loopback
from scripts.project import ROOT

# A good part of the default of firewall.sign_ins_per_five_minutes is left to the load itself.
_MOST_SESSIONS = 40
_FIVE_MINUTES = 300
# From here on a reader should know of it.
_LATE_MS = 50.0
_ENGINE = (sys.executable, "-E", "-m", "scripts.commands.load_test.engine")
_GRACE_SECONDS = 5.0
# The last lines of standard error of an engine that died.
_LAST_LINES = 5


@takes(Options)
def load_test(options: Options) -> None:
    """Load-test a deployment.

    With --rate, requests start at times fixed in advance, and latency counts from these times, so
    that a stall shows in the percentiles as users would feel it. The firewall's responses are
    counted separately, never as errors of OpenEMR. Only the deployment's own addresses and this
    machine are accepted. A production deployment requires consent. Exit codes: 0 passed; 1 a
    criterion was missed, or the result is void (this machine too slow, firewall in the way); 2
    invalid options or settings, or the sign-in was refused; 130 interrupted, after a report of what
    was measured so far.
    """
    with exit_codes():
        options.check()
        report = _run(options, Steps())
        publish(report, options)
        if report.recording.interrupted:
            raise Interrupted(signal.Signals[report.recording.interrupted])
    if report.verdict.outcome is not Outcome.PASSED:
        raise typer.Exit(FAILED)


def _run(options: Options, steps: Steps) -> Report:
    target = find_target(options)
    plan = _plan(options, target)
    require_consent(options, target, plan)
    user, password = find_credentials(options, target)
    plan = replace(plan, user=user, password=password)
    notes = [*_warnings(plan, target)]
    for note in notes:
        steps.warn("Before the load", note)
    started = datetime.now(timezone.utc)
    recording = _record(plan, steps)
    if recording.refused:
        raise InvalidInputError(
            f"--user {plan.user}: the sign-in at {plan.url} failed ({recording.refused.value}), so "
            f"no load was generated. {explain(recording, recording.refused)} It was tried only "
            "once, for OpenEMR locks users out."
        )
    summary = summarize(recording)
    return Report(
        target,
        plan,
        recording,
        summary,
        decide(recording, summary, options),
        tuple(explanations(recording, target.firewall)),
        (*notes, *_notes(recording, summary)),
        started,
    )


def _plan(options: Options, target: Target) -> LoadPlan:
    rate, users = options.load(default_rate(target.settings))
    mix = mix_of(options.mix.value, apis_active=target.apis_active)
    sessions = options.sessions
    if sessions is None:
        sessions = max(1, min(_MOST_SESSIONS, math.ceil(rate * mix.mean_think)))
    return LoadPlan(
        url=target.url,
        mix=options.mix.value,
        apis_active=target.apis_active,
        rate=rate,
        users=users,
        sessions=sessions if rate else 0,
        ramp=options.ramp,
        warm_up=options.warm_up,
        duration=options.duration,
        timeout=options.timeout,
        ca=str(options.ca.absolute()) if options.ca else "",
        insecure=options.insecure,
        user="",
        password="",
    )


def _warnings(plan: LoadPlan, target: Target) -> Iterator[str]:
    """What is known before anything is sent."""
    if plan.insecure:
        yield (
            f"--insecure: nothing proves that {plan.url} is your OpenEMR, and anyone on the "
            "network path can read the password."
        )
    if target.firewall is None or is_loopback(target.url):
        return
    mix = mix_of(plan.mix, apis_active=plan.apis_active)
    rate = plan.rate or plan.users / max(mix.mean_think, 0.1)
    seconds = min(plan.seconds, _FIVE_MINUTES)
    requests = rate * seconds
    first = max(plan.sessions, plan.users) if mix.signs_in else 0
    for setting, expected in (
        ("requests_per_five_minutes", requests),
        ("sign_ins_per_five_minutes", requests * mix.sign_in_share + first),
    ):
        limit = getattr(target.firewall, setting)
        if expected > limit:
            yield (
                f"About {expected:.0f} requests in {seconds:.0f} s exceed firewall.{setting} "
                f"({limit}), the limit of one client address in five minutes, so the firewall will "
                "block some."
            )


def _notes(recording: Recording, summary: Summary) -> Iterator[str]:
    """What a reader of the figures should know."""
    if not recording.plan.is_open:
        yield (
            "Closed loop: users who wait for a response send no requests meanwhile, so that stalls "
            "hardly show in the percentiles. --rate measures what users who come on time would "
            "feel."
        )
    kinds = {sample.kind for sample in recording.samples}
    if "patient search" in kinds and "chart" not in kinds:
        yield "No chart was opened, for no search found a patient."
    late = max(summary.delay_ms, summary.lag_ms)
    if late > _LATE_MS:
        yield (
            f"This machine was busy: requests started, or responses were read, up to {late:g} ms "
            "late (95th percentile). The times include that."
        )
    if recording.unfinished:
        yield (
            f"{recording.unfinished} requests had no response yet at the end; no figure includes "
            "them."
        )


def _record(plan: LoadPlan, steps: Steps) -> Recording:
    """Generate the load and record it; an interruption ends it early and is recorded."""
    recording = Recording(plan)
    engine = _Engine(plan)
    how = f"{plan.rate:g} requests a second" if plan.is_open else f"{plan.users} users"
    title = f"{plan.mix} with {how} for {plan.seconds:g} s on {plan.url}"
    try:
        with steps.step("load", title) as step:
            _follow(engine, recording, step)
    except Interrupted as interrupted:
        recording.interrupted = str(interrupted)
        engine.stop()
        _follow(engine, recording, None)
    except BaseException:
        engine.stop()
        raise
    recording.broken = engine.wait()
    if recording.started:
        cut_short = recording.interrupted or recording.broken
        last = max((sample.began for sample in recording.samples), default=0.0)
        recording.seconds = last if cut_short else plan.seconds
    return recording


def _follow(engine: "_Engine", recording: Recording, step: RunningStep | None) -> None:
    began: float | None = None
    shown = 0.0
    # The engine writes an event at least ten times a second.
    for event in engine.events():
        recording.add(event)
        now = time.monotonic()
        if recording.started and step and now - shown > 1:
            began, shown = began or now, now
            step.update(_progress(recording, now - began))


def _progress(recording: Recording, seconds: float) -> str:
    plan = recording.plan
    part = "counting" if seconds >= plan.counted_from else "warming up"
    errors = sum(sample.answer.is_error for sample in recording.samples)
    limits = sum(sample.answer.is_limit for sample in recording.samples)
    return (
        f"{min(seconds, plan.seconds):.0f}/{plan.seconds:g} s, {part}: "
        f"{len(recording.samples)} responses, {errors} errors, {limits} by the firewall"
    )


class _Engine:
    """Runs the plan in a process that Ctrl-C on the terminal does not reach."""

    def __init__(self, plan: LoadPlan) -> None:
        self._stderr = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed by wait
        self._process = subprocess.Popen(
            _ENGINE,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._stderr,
            text=True,
            start_new_session=True,
        )
        # Read by a thread, so that an interruption loses no part of a line.
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        assert self._process.stdin is not None  # noqa: S101
        # The exit code tells of an engine that died.
        with contextlib.suppress(BrokenPipeError), self._process.stdin as stdin:
            stdin.write(plan.to_json())

    def events(self) -> Iterator[dict[str, Any]]:
        """Its events until it ends."""
        return map(json.loads, iter(self._lines.get, None))

    def stop(self) -> None:
        """Ask it to report what is left and end; kill it if it does not."""
        self._process.terminate()
        killer = threading.Timer(_GRACE_SECONDS, self._process.kill)
        killer.daemon = True
        killer.start()

    def wait(self) -> str:
        """Wait for its end. How it died; empty if it ended well."""
        code = self._process.wait()
        with self._stderr as errors:
            errors.seek(0)
            last = " ".join(line.strip() for line in errors.readlines()[-_LAST_LINES:])
        return "" if code == 0 else f"exit code {code}: {last}"

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)
