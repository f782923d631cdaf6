"""The comparison in Markdown, for an issue or a pull request."""

import re
from collections.abc import Iterator

from scripts.commands.drift.comparison import Comparison
from scripts.commands.drift.finding import Finding, Severity
from scripts.commands.drift.reports.by_resource import Drifted, by_resource, headline, verb

# https://github.com/orgs/community/discussions/41331 (2026-11): 65,536 characters
_LONGEST = 60_000
_LEFT_OUT = "\n_{} more resources are left out: an issue holds no more. See `openemr drift`._\n"
_TICKS = re.compile("`+")


def as_markdown(comparison: Comparison) -> str:
    """A heading, the counts, and each resource; cut before an issue would be full."""
    head = "\n".join(_head(comparison))
    tail = "\n".join(_tail(comparison))
    resources = ["\n".join(_resource(each)) for each in by_resource(comparison)]
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


def _resource(drifted: Drifted) -> Iterator[str]:
    yield f"### {_code(drifted.address)}\n"
    yield f"{drifted.severity.value}, made by {_code(drifted.file)}\n"
    for finding in drifted.findings:
        yield f"- **{finding.severity.value}** {_code(verb(finding))}{_values(finding)}"
        yield from (f"  {_plain(reason)}" for reason in finding.reasons)
        yield f"  _{_plain(finding.outlook)}_"
        if len(finding.lines) > 1:
            yield from _fenced(finding)
    yield ""


def _values(finding: Finding) -> str:
    if len(finding.lines) > 1:
        return ""
    if not finding.attribute:
        return f": {_code(finding.before)}"
    if finding.before:
        return f": {_code(finding.before)} to {_code(finding.after)}"
    return f": {_code(finding.after)}"


def _fenced(finding: Finding) -> Iterator[str]:
    text = "\n".join(finding.lines)
    fence = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
    yield f"  {fence}diff"
    yield from (f"  {line}" for line in finding.lines)
    yield f"  {fence}"


def _tail(comparison: Comparison) -> Iterator[str]:
    sections = {
        "Could not be compared": comparison.problems,
        "Not counted, as the scaler owns it": [
            f"{each.address} {each.attribute}: {each.before} to {each.after}. {why}"
            for each, why in comparison.owned
        ],
        "Ignored": [
            f"{each.address} {each.attribute}: {entry.reason} ({entry.owner}, until {entry.review})"
            for each, entry in comparison.ignored
        ],
        "In the settings but not deployed": comparison.undeployed,
        "Remarks": comparison.remarks,
    }
    for title, lines in sections.items():
        if lines:
            yield f"### {title}\n"
            yield from (f"- {_plain(' '.join(line.split()))}" for line in lines)
            yield ""


def _code(text: str) -> str:
    """As code, whatever it holds: values come from AWS, where anybody may write anything."""
    text = " ".join(text.split())
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _plain(text: str) -> str:
    """Without effect on the layout, and without mentions of people."""
    text = re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", text)
    return text.replace("@", "@\u200b")
