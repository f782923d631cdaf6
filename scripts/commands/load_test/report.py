"""The report of a load test: as text, JSON, HTML page and plot."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

import markupsafe
import typer

from scripts.commands.load_test.answers import MEANINGS, Answer
from scripts.commands.load_test.mix import mix_of
from scripts.commands.load_test.options import Options
from scripts.commands.load_test.plan import LoadPlan
from scripts.commands.load_test.plot import as_svg, templates
from scripts.commands.load_test.results import Group, Outcome, Recording, Summary, Verdict, timeline
from scripts.commands.load_test.target import Target
from scripts.deployment.redaction import Redaction
from scripts.rendering.png import NoFontError, to_png

# Raised whenever a key changes its meaning or goes.
_FORMAT = 1
_COLUMNS = ("p50", "p75", "p90", "p95", "p99", "p99.9", "max")


@dataclass(frozen=True)
class Report:
    """explanations: kinds of failures, with their meaning. started: in UTC."""

    target: Target
    plan: LoadPlan
    recording: Recording
    summary: Summary
    verdict: Verdict
    explanations: tuple[tuple[Answer, str], ...]
    notes: tuple[str, ...]
    started: datetime

    @property
    def redaction(self) -> Redaction:
        """Removes the password, should anything ever quote it."""
        return Redaction(self.plan.password)

    def as_json(self) -> dict[str, Any]:
        """JSON types only; no secret."""
        plan, verdict, summary, recording = self.plan, self.verdict, self.summary, self.recording
        deployed = self.target.deployed
        report = {
            "format": _FORMAT,
            "ok": verdict.outcome is Outcome.PASSED,
            "outcome": verdict.outcome.value,
            "reasons": verdict.reasons,
            "criteria": [asdict(each) for each in verdict.criteria],
            "interrupted": recording.interrupted or None,
            "deployment": self.target.deployment,
            "openemr_version": deployed.outputs.get("openemr_version") if deployed else None,
            "started": self.started.isoformat(timespec="seconds"),
            "versions": {"locust": version("locust")},
            "settings": plan.settings(),
            "load": {
                "loop": "open" if plan.is_open else "closed",
                "counted_seconds": round(recording.counted_seconds, 2),
                "asked_rate": plan.rate or None,
                "begun_rate": round(summary.begun_rate, 3),
                "good_answers_rate": round(summary.ok_rate, 3),
                "not_counted": summary.excluded,
                "unfinished": recording.unfinished,
                "not_begun": recording.not_begun,
                "late_begin_p95_ms": summary.delay_ms,
                "late_waking_p95_ms": summary.lag_ms,
            },
            "overall": summary.overall.as_json(),
            "kinds": [group.as_json() for group in summary.kinds],
            "explanations": [
                {"answer": answer.value, "meaning": text} for answer, text in self.explanations
            ],
            "notes": self.notes,
            "timeline": list(timeline(recording)),
        }
        return dict(self.redaction.clean(report))


def publish(report: Report, options: Options) -> None:
    """Print the report, and write its files to the folder of --report."""
    described = report.as_json()
    text, folder = json.dumps(described, indent=2), options.report
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        svg = as_svg(report.plan, described["timeline"], report.recording.seconds)
        (folder / "report.json").write_text(f"{text}\n", encoding="utf-8")
        (folder / "report.html").write_text(_page(report, described, svg), encoding="utf-8")
        (folder / "plot.svg").write_text(svg, encoding="utf-8")
        if options.png:
            try:
                (folder / "plot.png").write_bytes(to_png(svg))
            except NoFontError as missing:
                # The measurement is worth more than its picture.
                typer.echo(str(missing), err=True)
    typer.echo(text if options.as_json else report.redaction.clean("\n".join(_lines(report))))


def _page(report: Report, described: dict[str, Any], svg: str) -> str:
    """HTML without script, and without anything from elsewhere."""
    numbers = Counter(sample.answer.value for sample in report.recording.samples)
    page = (
        templates()
        .get_template("page.html.jinja")
        .render(
            headline=_headline(report),
            outcome=report.verdict.outcome.value,
            # Made by us, and escaped when it was.
            plot=markupsafe.Markup(svg),  # noqa: S704
            report=described,
            load=list(_load_lines(report)),
            columns=_COLUMNS,
            numbers=numbers,
        )
    )
    return str(report.redaction.clean(page))


def _lines(report: Report) -> Iterator[str]:
    yield _headline(report)
    for name, value in _load_lines(report):
        yield f"  {name:<16} {value}"
    groups = [*report.summary.kinds, report.summary.overall]
    yield from _table("Latency in ms, from the intended start", groups)
    yield from _table("Service time in ms, from the actual start", groups, service_time=True)
    yield "\nCriteria"
    for each in report.verdict.criteria:
        mark = "met" if each.met else "MISSED"
        sign = ">=" if each.unit == "/s" else "<="
        yield f"  {each.name} {sign} {each.limit:g} {each.unit}: {each.measured:g} {mark}"
    for reason in report.verdict.reasons:
        yield f"\nVoid: {reason}"
    numbers = Counter(sample.answer for sample in report.recording.samples)
    for answer, meaning in report.explanations:
        yield f"\n{numbers[answer]} x {answer.value}: {meaning}"
    for note in report.notes:
        yield f"\nNote: {note}"


def _table(title: str, groups: Sequence[Group], *, service_time: bool = False) -> Iterator[str]:
    yield f"\n{title}"
    yield f"  {'':<16}{'requests':>9}{'errors':>8}" + "".join(f"{each:>9}" for each in _COLUMNS)
    for group in groups:
        times = group.service_time if service_time else group.latency
        cells = "".join(f"{times[each]:>9.0f}" if times else f"{'-':>9}" for each in _COLUMNS)
        yield f"  {group.kind:<16}{group.requests:>9}{group.errors:>8}{cells}"


def _headline(report: Report) -> str:
    """The result in one line."""
    plan, summary = report.plan, report.summary
    return (
        f"{report.verdict.outcome.value.capitalize()}: {plan.mix} on {plan.url}, "
        f"{summary.overall.requests} requests in {report.recording.counted_seconds:.0f} s"
    )


def _load_lines(report: Report) -> Iterator[tuple[str, str]]:
    """The load that was generated, as name and value."""
    plan, summary = report.plan, report.summary
    if plan.is_open:
        sessions = f", {plan.sessions} sessions" if plan.user else ""
        yield "Open loop", f"target {plan.rate:g}/s, started {summary.begun_rate:.2f}/s{sessions}"
    else:
        yield "Closed loop", f"{plan.users} users, started {summary.begun_rate:.2f}/s"
    yield "Successful", f"{summary.ok_rate:.2f}/s"
    yield "Errors", f"{summary.overall.errors} ({summary.overall.error_percent:.2f} %)"
    if summary.overall.limited:
        yield "By the firewall", f"{summary.overall.limited} (not errors, not in the times)"
    yield (
        "Not counted",
        f"{summary.excluded} in {plan.ramp:g} s of ramp and {plan.warm_up:g} s of warm-up",
    )


def explanations(recording: Recording, firewall: Any) -> Iterator[tuple[Answer, str]]:
    """Each kind of failure that occurred, with its meaning. firewall: its settings, if known."""
    occurred = {sample.answer for sample in recording.samples}
    for answer in Answer:
        if answer in occurred and answer is not Answer.OK:
            yield answer, explain(recording, answer, firewall)


def explain(recording: Recording, answer: Answer, firewall: Any = None) -> str:
    """The meaning of one kind of failure, with the system's own message."""
    meaning = MEANINGS.get(answer) or _blocked(recording, firewall)
    message = recording.details.get(answer)
    return f"{meaning} First: {message}." if message else meaning


def _blocked(recording: Recording, firewall: Any) -> str:
    """Which rule of the firewall it was, as far as the responses tell."""
    kinds = {each.kind for each in recording.samples if each.answer is Answer.BLOCKED}
    passed = {each.kind for each in recording.samples if not each.answer.is_limit}
    mix = mix_of(recording.plan.mix, apis_active=True)
    sign_ins = {step.name for step in mix.session if step.signs_in}
    always = kinds - passed
    text = "AWS WAF answered, not OpenEMR; these are not errors of OpenEMR. "
    if not passed:
        text += (
            "Not one request was let through: this address was over its limit before, or it is on "
            "AWS's IP reputation list. "
        )
    if kinds and kinds <= sign_ins:
        return text + _rate_rule("sign_ins_per_five_minutes", firewall)
    if always and passed:
        return text + (
            f"Every request of the kind {', '.join(sorted(always))} was blocked, others were not: "
            "a rule matches its content (see the sampled requests of the web ACL), or, if it began "
            "later, a rate limit. "
        )
    return text + _rate_rule("requests_per_five_minutes", firewall)


def _rate_rule(setting: str, firewall: Any) -> str:
    value = f" ({getattr(firewall, setting)} here)" if firewall else ""
    return (
        f"The setting firewall.{setting}{value} limits each client address, and a load test comes "
        "from one address, unlike a clinic's patients and staff. Lower the rate, or raise the "
        "setting for the duration of the test."
    )
