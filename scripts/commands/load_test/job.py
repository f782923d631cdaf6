"""A load test from its options to its report."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone

from scripts.cli.steps import Steps
from scripts.commands.load_test.capacity import default_rate
from scripts.commands.load_test.consent import demand_consent
from scripts.commands.load_test.credentials import find_credentials
from scripts.commands.load_test.explanations import explain, explanations
from scripts.commands.load_test.mix import mix_of
from scripts.commands.load_test.options import Options, SignInFailedError
from scripts.commands.load_test.plan import LoadPlan
from scripts.commands.load_test.reports.report import Report
from scripts.commands.load_test.run import record
from scripts.commands.load_test.samples import Recording
from scripts.commands.load_test.summary import Summary, summarize
from scripts.commands.load_test.target import Target, find_target
from scripts.commands.load_test.verdict import decide

# A good part of the default of firewall.sign_ins_per_five_minutes is left to the load itself.
_MOST_SESSIONS = 40
_FIVE_MINUTES = 300
# From here on a reader should know of it.
_LATE_MS = 50.0


def run_load_test(options: Options, terraform: str | None, steps: Steps) -> Report:
    """Everything but showing the report.

    Raises WrongOptionsError, SignInFailedError and what find_deployed raises.
    """
    target = find_target(options, terraform)
    plan = _plan(options, target)
    demand_consent(options, target, plan)
    credentials = find_credentials(options, target)
    plan = replace(plan, user=credentials.user, password=credentials.password)
    notes = [*_warnings(plan, target)]
    for note in notes:
        steps.warn("Before the load", note)
    started = datetime.now(timezone.utc)
    recording = record(plan, steps)
    if recording.refused:
        raise SignInFailedError(_refusal(plan, recording))
    summary = summarize(recording)
    return Report(
        target,
        plan,
        recording,
        summary,
        decide(recording, summary, options.limits),
        tuple(explanations(recording, target.firewall)),
        (*notes, *_remarks(recording, summary)),
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
        mix=mix.name,
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
            f"--insecure: nothing proves that {plan.url} is your OpenEMR, and whoever sits in "
            "between can read the password."
        )
    limits = target.firewall
    if limits is None or target.is_loopback:
        return
    mix = mix_of(plan.mix, apis_active=plan.apis_active)
    rate = plan.rate or plan.users / max(mix.mean_think, 0.1)
    seconds = min(plan.seconds, _FIVE_MINUTES)
    requests = rate * seconds
    sign_ins = requests * mix.sign_in_share + (
        max(plan.sessions, plan.users) if mix.signs_in else 0
    )
    for setting, limit, expected in (
        ("requests_per_five_minutes", limits.requests, requests),
        ("sign_ins_per_five_minutes", limits.sign_ins, sign_ins),
    ):
        if expected > limit:
            yield (
                f"About {expected:.0f} requests in {seconds:.0f} s are more than "
                f"firewall.{setting} ({limit}) lets one client address make in five minutes, so "
                "the firewall will turn some away."
            )


def _remarks(recording: Recording, summary: Summary) -> Iterator[str]:
    """What a reader of the figures should know."""
    plan = recording.plan
    if not plan.is_open:
        yield (
            "Closed loop: users who wait for an answer do not ask meanwhile, so that stalls hardly "
            "show in the percentiles. --rate measures what users who come on time would feel."
        )
    kinds = {sample.kind for sample in recording.samples}
    if "patient search" in kinds and "chart" not in kinds:
        yield "No chart was opened, for no search found a patient."
    late = max(summary.delay_ms, summary.lag_ms)
    if late > _LATE_MS:
        yield (
            f"This machine was busy: requests began, or answers were read, up to {late:g} ms late "
            "(95th percentile). The times hold that too."
        )
    if recording.unfinished:
        yield f"{recording.unfinished} requests had no answer yet at the end; no figure holds them."


def _refusal(plan: LoadPlan, recording: Recording) -> str:
    answer = recording.refused
    assert answer is not None  # noqa: S101
    return (
        f"--user {plan.user}: the sign-in at {plan.url} failed ({answer.value}), so no load was "
        f"made. {explain(recording, answer)} It was tried once only, for OpenEMR locks users out."
    )
