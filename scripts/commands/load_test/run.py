"""One run: the engine at work, shown as it passes."""

import time

from scripts.cli.interruption import Interrupted
from scripts.cli.steps import RunningStep, Steps
from scripts.commands.load_test.engine_process import Engine
from scripts.commands.load_test.plan import LoadPlan
from scripts.commands.load_test.samples import Recording


def record(plan: LoadPlan, steps: Steps) -> Recording:
    """Make the load and record it; an interruption ends it early and is entered."""
    recording = Recording(plan)
    engine = Engine(plan)
    try:
        with steps.step("load", _title(plan)) as step:
            _follow(engine, recording, step)
    except Interrupted as signal:
        recording.interrupted = str(signal)
        engine.stop()
        _follow(engine, recording, None)
    except BaseException:
        engine.stop()
        raise
    recording.broken = engine.end()
    if recording.started:
        recording.seconds = _seconds(recording)
    return recording


def _seconds(recording: Recording) -> float:
    """How far the load came: all of it, or up to the interruption."""
    if not recording.interrupted and not recording.broken:
        return recording.plan.seconds
    return max((sample.began for sample in recording.samples), default=0.0)


def _follow(engine: Engine, recording: Recording, step: RunningStep | None) -> None:
    began: float | None = None
    shown = 0.0
    for line in engine.lines():
        now = time.monotonic()
        if line is not None:
            recording.take(line)
        if not recording.started:
            continue
        began = began or now
        if step and now - shown > 1:
            shown = now
            step.update(_progress(recording, now - began))


def _title(plan: LoadPlan) -> str:
    how = f"{plan.rate:g} requests a second" if plan.is_open else f"{plan.users} users"
    return f"{plan.mix} with {how} for {plan.seconds:g} s on {plan.url}"


def _progress(recording: Recording, seconds: float) -> str:
    plan = recording.plan
    part = "counting" if seconds >= plan.counted_from else "warming up"
    errors = sum(sample.answer.is_error for sample in recording.samples)
    limits = sum(sample.answer.is_limit for sample in recording.samples)
    return (
        f"{min(seconds, plan.seconds):.0f}/{plan.seconds:g} s, {part}: "
        f"{len(recording.samples)} answers, {errors} errors, {limits} by the firewall"
    )
