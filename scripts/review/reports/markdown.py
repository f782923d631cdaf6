"""The review as a comment on a pull request."""

import html
from collections.abc import Iterable

from scripts.review import Kind
from scripts.review.plan_review import Item, Review
from scripts.review.reports.wording import (
    DONE,
    allow_options,
    by_component,
    counted,
    details,
    notes,
    remarks,
    sentences,
    subject,
    verdict,
)
from scripts.terraform.documents.component import UNKNOWN

# GitHub refuses comments of more than 65,536 characters ("body is too long"); some stay free for
# whatever posts it.
MOST_CHARACTERS = 64_000
_MOST_LINES = 30
_MARKS = {
    Kind.DESTROYS_DATA: "🔥",
    Kind.IRREVERSIBLE: "🔒",
    Kind.OPENS_ACCESS: "🔓",
    Kind.LOWERS_PROTECTION: "🛡️",
    Kind.UNREVIEWED: "❔",
    Kind.INTERRUPTS: "⏸️",
}


def as_markdown(review: Review) -> str:
    """The review in Markdown, worst first; what does not fit is cut from the end, and counted."""
    head = [
        f"## {_text(subject(review))}: {_text(verdict(review))}",
        f"{_text(_capital(counted(review)))}.",
        *(f"**{_text(problem)}**" for problem in review.problems),
    ]
    tail = [*map(_text, notes(review)), *_how_to_allow(review)]
    room = MOST_CHARACTERS - sum(len(part) + 2 for part in [*head, *tail]) - 200
    parts, left_out = _fitting(list(_sections(review)), room)
    if left_out:
        parts.append(f"_{left_out} more changes do not fit here; `openemr plan` shows them._")
    return "\n\n".join([*head, *parts, *tail]) + "\n"


def _sections(review: Review) -> Iterable[tuple[str, int]]:
    """Blocks of text, and the number of changes in each."""
    stopped = [item for item in review.items if item.stopped]
    if stopped:
        yield "### Needs --allow", 0
        for item in stopped:
            yield _block(_summary(item), _body([item]), is_open=True), 1
    others = by_component(item for item in review.items if not item.stopped)
    for component, items in others.items():
        title = f"<b>{_html(component or UNKNOWN)}</b>: {_numbers(items)}"
        yield _block(title, "\n".join(map(_entry, items))), len(items)


def _fitting(sections: list[tuple[str, int]], room: int) -> tuple[list[str], int]:
    parts: list[str] = []
    for index, (text, _) in enumerate(sections):
        room -= len(text) + 2
        if room < 0:
            return parts, sum(number for _, number in sections[index:])
        parts.append(text)
    return parts, 0


def _summary(item: Item) -> str:
    mark = _MARKS[item.kind] if item.kind else ""
    kinds = item.kind.value if item.kind else ""
    status = ", ".join([DONE[item.action], *remarks(item.judged.change)])
    return f"{mark} <b>{kinds}</b>: <code>{_html(item.address)}</code> {_html(status)}"


def _body(items: Iterable[Item]) -> str:
    return "\n".join(line for item in items for line in [*_reasons(item), *_fence(details(item))])


def _entry(item: Item) -> str:
    """One change in a list, with its reasons and differences beneath."""
    status = ", ".join([DONE[item.action], *remarks(item.judged.change)])
    allowed = " (allowed)" if item.allowed else ""
    lines = [f"- `{item.address}` {_text(status)}{allowed}"]
    lines += [f"  {line}" for line in [*_reasons(item), *_fence(details(item))]]
    return "\n".join(lines)


def _reasons(item: Item) -> list[str]:
    lines = []
    for each in sentences(item.judged.verdicts):
        where = f" (`{each.attribute}`)" if each.attribute else ""
        source = f" [Source]({each.source})" if each.source else ""
        marks = _MARKS[each.kinds[0]]
        lines.append(f"- {marks} **{each.label}**{where}: {_text(each.reason)}{source}")
    return lines


def _fence(lines: list[str]) -> list[str]:
    if not lines:
        return []
    more = len(lines) - _MOST_LINES
    lines = lines if more <= 1 else [*lines[:_MOST_LINES], f"… {more} more lines"]
    ticks = "```"
    while any(ticks in line for line in lines):
        ticks += "`"
    return ["", f"{ticks}diff", *map(_leading_sign, lines), ticks, ""]


def _leading_sign(line: str) -> str:
    """Move the sign to the front, `-   gone` for `  - gone`: GitHub then colours the line."""
    stripped = line.lstrip()
    if stripped[:2] in ("- ", "+ "):
        return f"{stripped[0]}{' ' * (len(line) - len(stripped))} {stripped[2:]}"
    return f"  {line}"


def _block(summary: str, body: str, *, is_open: bool = False) -> str:
    opened = " open" if is_open else ""
    return f"<details{opened}><summary>{summary}</summary>\n\n{body}\n\n</details>"


def _numbers(items: list[Item]) -> str:
    counts: dict[str, int] = {}
    for item in items:
        counts[DONE[item.action]] = counts.get(DONE[item.action], 0) + 1
    return ", ".join(f"{number} {action}" for action, number in counts.items())


def _how_to_allow(review: Review) -> list[str]:
    options = allow_options(review)
    if not options or review.problems:
        return []
    listed = "\n".join(options)
    return [f"If these changes are intended, re-run with:\n\n```\n{listed}\n```"]


def _text(text: str) -> str:
    """Text escaped for Markdown, in which an @ mentions no one."""
    escaped = _html(text)
    for sign in ("\\", "`", "*", "_", "[", "]", "|"):
        escaped = escaped.replace(sign, f"\\{sign}")
    return escaped


def _html(text: str) -> str:
    return html.escape(text, quote=False).replace("@", "&#64;")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
