"""Terraform's part of the comparison: what the refresh found otherwise than the state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from scripts.commands.drift import scaler, severity
from scripts.commands.drift.blocks import block_differences
from scripts.commands.drift.finding import Event, Finding
from scripts.commands.drift.mirrors import Mirrors
from scripts.commands.drift.noise import is_noise
from scripts.commands.drift.outlook import Outlook
from scripts.commands.drift.resources import Resources
from scripts.review import Change, Difference, Judged, Plan, judge_drift
from scripts.review.context import Context
from scripts.review.judge import judge
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.plan_document import MANAGED

_TAGS, _ALL_TAGS = "tags", "tags_all"
# Documents are shown line by line as well.
_LONGEST = 400


@dataclass(frozen=True)
class Differing:
    """Drift, and what looks like it but is the work of the scaler, with the reason."""

    findings: tuple[Finding, ...]
    owned: tuple[tuple[Finding, str], ...]


def find_differing(
    plan: Plan, resources: Resources, outlook: Outlook, components: Components
) -> Differing:
    """Every out-of-band change in a plan, normal or refresh-only."""
    judged = [*judge_drift(plan), *_judged_by_blocks(plan)]
    deleted = [each.change for each in judged if each.change.is_gone]
    mirrors = Mirrors(resources, deleted)
    findings: list[Finding] = []
    owned: list[tuple[Finding, str]] = []
    for each in judged:
        if each.change.is_gone:
            findings.append(_deletion(each, outlook, components.of(each.change.address)))
            continue
        for name, differences in _by_attribute(each.change, mirrors):
            component = components.of(each.change.address)
            finding = _attribute(each, name, differences, outlook, component)
            if scaler.is_number_of_tasks(each.change, differences[0]):
                limits = scaler.bounds(each.change, resources)
                if limits and limits[0] <= differences[0].after <= limits[1]:
                    owned.append((finding, scaler.OWNED.format(*limits)))
                    continue
                if limits:
                    reasons = (*finding.reasons, scaler.NOT_OWNED.format(*limits))
                    finding = replace(finding, reasons=reasons)
            findings.append(finding)
    return Differing(tuple(findings), tuple(owned))


def _judged_by_blocks(plan: Plan) -> Iterator[Judged]:
    """Changes of nothing but blocks without contents, which `judge_drift` leaves out."""
    context = Context.of_drift(plan)
    for change in plan.drift:
        unseen = change.mode == MANAGED and not change.is_gone and not change.differences
        if unseen and block_differences(change):
            yield Judged(change, judge(change, context))


def _by_attribute(change: Change, mirrors: Mirrors) -> Iterator[tuple[str, Sequence[Difference]]]:
    """The differences that count, attribute by attribute."""
    groups: dict[str, list[Difference]] = {}
    for each in (*change.differences, *block_differences(change)):
        if not is_noise(change, each) and not mirrors.shows_another(change, each):
            groups.setdefault(each.attribute, []).append(each)
    # `tags` are those of the resource, `tags_all` these and the provider's: one change, told once.
    if _ALL_TAGS in groups:
        groups[_TAGS] = groups.pop(_ALL_TAGS)
    yield from groups.items()


def _attribute(
    judged: Judged, name: str, differences: Sequence[Difference], outlook: Outlook, component: str
) -> Finding:
    change = judged.change
    verdicts = [each for each in judged.verdicts if _first_name(each.attribute) in (name, "")]
    ranks = [severity.of_attribute(change, each, verdicts, component) for each in differences]
    only = differences[0] if len(differences) == 1 else None
    path = only.path if only else name
    return Finding(
        address=change.address,
        event=Event.CHANGED,
        attribute=_TAGS + path.removeprefix(_ALL_TAGS) if path.startswith(_ALL_TAGS) else path,
        before=_shortened(_side(only, before=True) if only else _sides(differences, before=True)),
        after=_shortened(_side(only, before=False) if only else _sides(differences, before=False)),
        severity=min(ranks, key=lambda each: each.rank),
        reasons=tuple(dict.fromkeys(each.reason for each in verdicts)),
        lines=only.lines if only else tuple(line for each in differences for line in each.labelled),
        outlook=outlook.of_attribute(change.address, name),
    )


def _deletion(judged: Judged, outlook: Outlook, component: str) -> Finding:
    change = judged.change
    return Finding(
        address=change.address,
        event=Event.DELETED,
        attribute="",
        before=str(change.before.get("name") or change.before.get("id") or change.address),
        after="gone",
        severity=severity.of_deletion(change, judged.verdicts, component),
        reasons=tuple(dict.fromkeys(each.reason for each in judged.verdicts)),
        outlook=outlook.of_deletion(change),
    )


def _first_name(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _side(difference: Difference, *, before: bool) -> str:
    """One side of a difference; of a document or object, what differs inside of it."""
    if difference.parts and not difference.sensitive and not difference.unknown:
        return _sides(difference.parts, before=before)
    return difference.before_text if before else difference.after_text


def _sides(differences: Sequence[Difference], *, before: bool) -> str:
    return "; ".join(f"{each.path}: {_side(each, before=before)}" for each in differences)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
