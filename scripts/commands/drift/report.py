"""Reports of a comparison: for a terminal, as Markdown for an issue, and as JSON."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import Any

from rich.console import Console
from rich.markup import escape

from scripts.commands.drift.comparison import Comparison
from scripts.commands.drift.concern import Concern
from scripts.commands.drift.finding import Finding, Severity
from scripts.commands.drift.history import Ages
from scripts.deployment.engine_version import CLUSTER
from scripts.terraform.documents.component import UNKNOWN


@dataclass(frozen=True)
class Drifted:
    """A drifted resource, its component, and its findings, the most urgent first."""

    address: str
    component: str
    file: str
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """The worst of its findings."""
        return self.findings[0].severity

    @property
    def urgency(self) -> tuple[int, Concern]:
        """That of its most urgent finding."""
        return self.findings[0].urgency


_SERVICE = "aws_ecs_service"


def by_resource(comparison: Comparison) -> list[Drifted]:
    """The drifted resources by their most urgent finding, then by component and address."""
    groups: dict[str, list[Finding]] = {}
    for each in comparison.findings:
        groups.setdefault(each.address, []).append(each)
    components = comparison.components
    drifted = [
        Drifted(address, components.of(address), components.file(address), tuple(found))
        for address, found in groups.items()
    ]
    return sorted(drifted, key=lambda each: (each.urgency, each.component, each.address))


def headline(comparison: Comparison) -> str:
    """The result in one sentence."""
    name = comparison.deployment
    if comparison.problems:
        return f"{name}: the comparison could not be completed."
    if not comparison.findings:
        return f"{name}: no drift in {_counted(comparison.resources)}."
    drifted = len({each.address for each in comparison.findings})
    found = f"{name}: drift in {_counted(drifted)}: {counted(comparison.findings)}."
    since = comparison.ages.since
    if since is None:
        return found
    new = [each for each in comparison.findings if comparison.ages.is_new(each)]
    return f"{found} New since {since:%Y-%m-%d %H:%M} UTC: {counted(new) or 'none'}."


def counted(findings: Iterable[Finding]) -> str:
    """Counts by severity, such as `2 critical, 1 low`."""
    found = [each.severity for each in findings]
    return ", ".join(f"{found.count(each)} {each.value}" for each in Severity if each in found)


def verb(finding: Finding) -> str:
    """Sign as in Terraform's plans, and the event."""
    sign = {"changed": "~", "deleted": "-", "added": "+"}[finding.event.value]
    return f"{sign} {finding.attribute or 'the whole resource'} {finding.event.value}"


def _counted(resources: int) -> str:
    return f"{resources} resource{'' if resources == 1 else 's'}"


_COLOURS = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "dim",
}


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print each resource with its findings, then the findings that do not count."""
    clean = not comparison.findings and not comparison.problems
    mark = "[green]✓[/green]" if clean else "[red]✗[/red]"
    _print(console, f"{mark} {escape(headline(comparison))}")
    for each in by_resource(comparison):
        _print(console, "")
        for line in _resource(each, comparison.ages):
            _print(console, line)
    for title, lines in _sections(comparison):
        _print(console, f"\n[bold]{title}[/bold]")
        for line in lines:
            _print(console, f"  {escape(line)}")


def _print(console: Console, line: str) -> None:
    console.print(line, soft_wrap=True, highlight=False)


def _resource(drifted: Drifted, ages: Ages) -> Iterator[str]:
    component = f"[dim]{escape(drifted.component or UNKNOWN)}[/dim]"
    yield f"[bold]{escape(drifted.address)}[/bold]  {component}"
    for finding in drifted.findings:
        colour = _COLOURS[finding.severity]
        yield (
            f"  [{colour}]{finding.severity.value:<8}[/{colour}] {escape(verb(finding))}"
            f"{escape(_values(finding))}"
        )
        if len(finding.lines) > 1:
            yield from (f"           {escape(line)}" for line in finding.lines)
        yield from (f"           {escape(reason)}" for reason in finding.reasons)
        yield f"           [dim]{escape(finding.outlook)}[/dim]"
        if age := _age(finding, ages):
            yield f"           [dim]{escape(age)}[/dim]"


def _sections(comparison: Comparison) -> list[tuple[str, Sequence[str]]]:
    """Sections below the findings: title and lines."""
    sections: list[tuple[str, Sequence[str]]] = [
        ("Could not be compared", comparison.problems),
        (
            "Not counted: changed by AWS itself",
            [
                f"{each.address} {each.attribute}: {_before(each)}{each.after}. {why}"
                for each, why in comparison.owned
            ],
        ),
        (
            "Ignored",
            [
                f"{each.address} {each.attribute}: {entry.reason} "
                f"({entry.owner}, until {entry.review})"
                for each, entry in comparison.ignored
            ],
        ),
        ("In the settings but not deployed; see openemr plan", comparison.undeployed),
        ("Remarks", comparison.remarks),
    ]
    return [(title, lines) for title, lines in sections if lines]


def _age(finding: Finding, ages: Ages) -> str:
    """Such as `New, since 2026-11-28, 2 days.`; empty without a history."""
    text = ages.text(finding)
    return f"{'New' if ages.is_new(finding) else 'Known'}, {text}." if text else ""


def _before(finding: Finding) -> str:
    return f"{finding.before} -> " if finding.before else ""


def _values(finding: Finding, quoted: Callable[[str], str] = str) -> str:
    """The value before and after, where it is short; empty for a document."""
    if len(finding.lines) > 1:
        return ""
    if finding.lines:
        return f": {quoted(finding.lines[0])}"
    if not finding.attribute:
        return f": {quoted(finding.before)}"
    after = quoted(finding.after)
    return f": {quoted(finding.before)} -> {after}" if finding.before else f": {after}"


# https://github.com/orgs/community/discussions/41331 (2026-11): 65,536 characters
_LONGEST = 60_000
_LEFT_OUT = "\n_{} more resources are omitted: an issue has a size limit. See `openemr drift`._\n"
_TICKS = re.compile("`+")


def as_markdown(comparison: Comparison) -> str:
    """The comparison in Markdown; cut to the size limit of an issue."""
    head = "\n".join(_head(comparison))
    tail = "\n".join(_tail(comparison))
    ages = comparison.ages
    resources = ["\n".join(_markdown_resource(each, ages)) for each in by_resource(comparison)]
    room = _LONGEST - len(head) - len(tail) - len(_LEFT_OUT)
    shown: list[str] = []
    for text in resources:
        room -= len(text) + 1
        if room < 0:
            break
        shown.append(text)
    left = len(resources) - len(shown)
    parts = [head, *shown, *([_LEFT_OUT.format(left)] if left else []), tail]
    return "\n".join(part for part in parts if part).rstrip() + "\n"


def _head(comparison: Comparison) -> Iterator[str]:
    yield f"## Drift of {_code(comparison.deployment)}\n"
    yield f"{headline(comparison)}\n"
    if comparison.findings:
        yield "| Severity | Findings |"
        yield "|---|---|"
        counts = comparison.counts
        yield from (f"| {each.value} | {counts[each.value]} |" for each in Severity)
        yield ""


def _markdown_resource(drifted: Drifted, ages: Ages) -> Iterator[str]:
    yield f"### {_code(drifted.address)}\n"
    yield f"{drifted.severity.value}, made by {_code(drifted.file)}\n"
    for finding in drifted.findings:
        yield f"- **{finding.severity.value}** {_code(verb(finding))}{_values(finding, _code)}"
        yield from (f"  {_plain(reason)}" for reason in finding.reasons)
        yield f"  _{_plain(finding.outlook)}_"
        if age := _age(finding, ages):
            yield f"  _{_plain(age)}_"
        if len(finding.lines) > 1:
            yield from _fenced(finding)
    yield ""


def _fenced(finding: Finding) -> Iterator[str]:
    text = "\n".join(finding.lines)
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    yield f"  {fence}diff"
    yield from (f"  {line}" for line in finding.lines)
    yield f"  {fence}"


def _tail(comparison: Comparison) -> Iterator[str]:
    for title, lines in _sections(comparison):
        yield f"### {title}\n"
        yield from (f"- {_plain(' '.join(line.split()))}" for line in lines)
        yield ""


def _code(text: str) -> str:
    """Text as code, escaped: values come from AWS, where they may be anything."""
    text = " ".join(text.split())
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _plain(text: str) -> str:
    """Text escaped for Markdown, without mentions."""
    text = re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", text)
    return text.replace("@", "@\u200b")


def as_json(comparison: Comparison) -> dict[str, Any]:
    """`{"deployment", "drift": bool or null if unknown, "counts", "resources": [...], ...}`."""
    known = None if comparison.problems else False
    return {
        "deployment": comparison.deployment,
        "drift": True if comparison.findings else known,
        "counts": comparison.counts,
        "since": _time(comparison.ages.since),
        "resources": [
            {
                "address": each.address,
                "type": each.findings[0].type,
                "component": each.component,
                "file": each.file,
                "severity": each.severity.value,
                "findings": [
                    _finding_data(finding) | _age_data(finding, comparison.ages)
                    for finding in each.findings
                ],
            }
            for each in by_resource(comparison)
        ],
        "ignored": [
            {
                "address": finding.address,
                **_finding_data(finding),
                **_age_data(finding, comparison.ages),
                "entry": {"reason": entry.reason, "owner": entry.owner, "review": entry.review},
            }
            for finding, entry in comparison.ignored
        ],
        "owned_by_scaler": _owned(comparison, lambda each: each.type == _SERVICE),
        "upgraded_by_aws": _owned(comparison, lambda each: each.type == CLUSTER),
        "made_by_aws": _owned(comparison, lambda each: bool(each.owner)),
        "undeployed": list(comparison.undeployed),
        "remarks": list(comparison.remarks),
        "problems": list(comparison.problems),
        "compared": comparison.resources,
        "configured": comparison.configured,
        "missing_in_state": list(comparison.missing),
    }


def _finding_data(finding: Finding) -> dict[str, Any]:
    data = asdict(finding) | {"event": finding.event.value, "severity": finding.severity.value}
    del data["address"], data["owner"]
    return data


def _age_data(finding: Finding, ages: Ages) -> dict[str, Any]:
    return {"first_seen": _time(ages.of(finding)), "new": ages.is_new(finding)}


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _owned(comparison: Comparison, is_one: Callable[[Finding], bool]) -> list[dict[str, Any]]:
    """What AWS did by itself: versions of the database, numbers of tasks, or parts of services."""
    return [
        {"address": finding.address, **_finding_data(finding), "why": why}
        for finding, why in comparison.owned
        if is_one(finding)
    ]
