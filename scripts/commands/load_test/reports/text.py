"""The result for a terminal."""

from collections.abc import Iterator, Sequence

from scripts.commands.load_test.reports.report import Report, headline, load_lines
from scripts.commands.load_test.summary import Group

COLUMNS = ("p50", "p75", "p90", "p95", "p99", "p99.9", "max")


def as_text(report: Report) -> str:
    """Headline, load, percentiles, criteria, and what was not good."""
    return report.clean("\n".join(_lines(report)))


def _lines(report: Report) -> Iterator[str]:
    yield headline(report)
    for name, value in load_lines(report):
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
    for answer, meaning in report.explanations:
        number = sum(sample.answer is answer for sample in report.recording.samples)
        yield f"\n{number} x {answer.value}: {meaning}"
    for note in report.notes:
        yield f"\nNote: {note}"


def _table(title: str, groups: Sequence[Group], *, service_time: bool = False) -> Iterator[str]:
    yield f"\n{title}"
    yield f"  {'':<16}{'requests':>9}{'errors':>8}" + "".join(f"{each:>9}" for each in COLUMNS)
    for group in groups:
        times = group.service_time if service_time else group.latency
        cells = "".join(f"{times[each]:>9.0f}" if times else f"{'-':>9}" for each in COLUMNS)
        yield f"  {group.kind:<16}{group.requests:>9}{group.errors:>8}{cells}"
