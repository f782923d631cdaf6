"""Drift of what is in the state: attributes that changed, and resources that are gone."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scripts.commands.drift.finding import (
    Event,
    Finding,
    Outlook,
    severity_of_attribute,
    severity_of_deletion,
)
from scripts.commands.drift.refresh import Resources
from scripts.deployment.engine_version import CLUSTER, is_minor_upgrade
from scripts.resources import known
from scripts.resources.facets.drift import ShownBy
from scripts.review import Change, Difference, Judged, Plan, judge_drift
from scripts.review.context import Context
from scripts.review.judge import judge
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.differences import pair_up
from scripts.terraform.documents.plan_document import MANAGED

_TAGS, _ALL_TAGS = "tags", "tags_all"
# Documents are shown line by line as well.
_LONGEST = 400


_BALANCERS = "load_balancer_arns"


class Mirrors:
    """Attributes that mirror other resources of a deployment, deleted ones included."""

    def __init__(self, resources: Resources, deleted: Collection[Change]) -> None:
        self._resources = resources
        self._deleted = deleted

    def shows_another(self, change: Change, difference: Difference) -> bool:
        """True if the difference is another resource's, which the attribute shows."""
        name = difference.attribute
        if self._resources.sets(change.address, name):
            return False
        traits = known(change.type).drift
        if name in traits.read_elsewhere:
            return True
        if name == _BALANCERS:
            return set(difference.after or []) <= self._resources.ids("aws_lb")
        owner = traits.shows.get(name)
        return owner is not None and change.after.get(owner.ours) in self._values(owner)

    def _values(self, owner: ShownBy) -> set[str]:
        gone = {
            str(each.before.get(owner.theirs)) for each in self._deleted if each.type == owner.type
        }
        return self._resources.ids(owner.type, key=owner.theirs) | gone


_SERVICE, _COUNT = "aws_ecs_service", "desired_count"
_OWNED = "Application Auto Scaling chose this number of tasks, within its bounds of {} to {}."
_NOT_OWNED = "Application Auto Scaling keeps {} to {} tasks, so this number was set by hand."


def is_number_of_tasks(change: Change, difference: Difference) -> bool:
    """True if this is a service's desired number of tasks."""
    return change.type == _SERVICE and difference.path == _COUNT


def bounds(change: Change, resources: Resources) -> tuple[int, int] | None:
    """Minimum and maximum number of tasks, as set in AWS; None without autoscaling."""
    cluster = str(change.after.get("cluster", "")).rpartition("/")[2]
    name = f"service/{cluster}/{change.after.get('name')}"
    for target in resources.of("aws_appautoscaling_target"):
        if target.values["resource_id"] == name:
            return int(target.values["min_capacity"]), int(target.values["max_capacity"])
    return None


_ENGINE = "engine_version"
_UPGRADED = "AWS upgrades minor versions in the maintenance window; plans leave the version alone."


def is_engine_upgrade(change: Change, difference: Difference) -> bool:
    """True if the database runs a later minor version than at the last apply."""
    return (
        change.type == CLUSTER
        and difference.path == _ENGINE
        and is_minor_upgrade(difference.before, difference.after)
    )


_INDEX = re.compile(r"\[[^]]*\]")
# AWS's own tags can be set by AWS only.
_AWS_TAGS = "aws:"
_TAG_ATTRIBUTES = ("tags", "tags_all")
# Compared as a whole, since it is masked as a whole: its status passes through rotation.
_MASTER = "master_user_secret"


def is_noise(change: Change, difference: Difference) -> bool:
    """True if the difference is no change by anyone."""
    traits = known(change.type).drift
    path = _INDEX.sub("", difference.path)
    if difference.attribute == _MASTER:
        return _without_status(difference.before) == _without_status(difference.after)
    if path in _TAG_ATTRIBUTES:
        return _without_aws_tags(difference.before) == _without_aws_tags(difference.after)
    if _under(path, traits.by_itself):
        return True
    if path in traits.comes_later:
        return not difference.before
    if difference.before is None and difference.after in (0, False):
        # The provider writes unset values as zero when it first reads them.
        return True
    name, _, tag = path.partition(".")
    return name in _TAG_ATTRIBUTES and tag.startswith(_AWS_TAGS)


def _without_status(secrets: Any) -> list[dict[str, Any]]:
    return [{**each, "secret_status": ""} for each in secrets or []]


def _without_aws_tags(tags: Any) -> dict[str, str]:
    return {key: tag for key, tag in (tags or {}).items() if not key.startswith(_AWS_TAGS)}


def _under(path: str, known: Mapping[str, str]) -> bool:
    return any(path == name or path.startswith(f"{name}.") for name in known)


_THERE, _NOT_THERE = "{}", None


def block_differences(change: Change) -> tuple[Difference, ...]:
    """One for each empty block on one side only: `none {}` becoming `count {}` in a firewall.

    `Change.differences` ignores empty blocks, as most are the provider's padding; but where such a
    block is a choice, its presence is its whole meaning.
    """
    return tuple(_of_objects(change.before, change.after, ""))


def _of_objects(
    before: Mapping[str, Any], after: Mapping[str, Any], path: str
) -> Iterator[Difference]:
    for name in dict.fromkeys([*before, *after]):
        place = f"{path}.{name}" if path else name
        old, new = before.get(name), after.get(name)
        if _blocks(old) or _blocks(new):
            yield from _of_blocks(old or [], new or [], place)


def _of_blocks(before: list[Any], after: list[Any], path: str) -> Iterator[Difference]:
    for label, old, new in pair_up(before, after):
        place = f"{path}[{label}]"
        if old is not None and new is not None:
            yield from _of_objects(old, new, place)
        elif _is_bare(old or new or {}):
            there = _NOT_THERE if old is None else _THERE
            yield Difference(place, there, _NOT_THERE if new is None else _THERE)


def _blocks(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, Mapping) for each in value)


def _is_bare(block: Mapping[str, Any]) -> bool:
    """True if it contains no values."""
    return all(
        value in (None, "", [], {}) or (_blocks(value) and all(map(_is_bare, value)))
        for value in block.values()
    )


@dataclass(frozen=True)
class Differing:
    """Drift; and changes by AWS itself or Application Auto Scaling, with the reason."""

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
            if is_engine_upgrade(each.change, differences[0]):
                owned.append((finding, _UPGRADED))
                continue
            if is_number_of_tasks(each.change, differences[0]):
                limits = bounds(each.change, resources)
                if limits and limits[0] <= differences[0].after <= limits[1]:
                    owned.append((finding, _OWNED.format(*limits)))
                    continue
                if limits:
                    reasons = (*finding.reasons, _NOT_OWNED.format(*limits))
                    finding = replace(finding, reasons=reasons)
            findings.append(finding)
    return Differing(tuple(findings), tuple(owned))


def _judged_by_blocks(plan: Plan) -> Iterator[Judged]:
    """Changes of empty blocks only, which `judge_drift` leaves out."""
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
    # `tags` are the resource's, `tags_all` these and the provider's: one change, reported once.
    if _ALL_TAGS in groups:
        groups[_TAGS] = groups.pop(_ALL_TAGS)
    yield from groups.items()


def _attribute(
    judged: Judged, name: str, differences: Sequence[Difference], outlook: Outlook, component: str
) -> Finding:
    change = judged.change
    verdicts = [each for each in judged.verdicts if _first_name(each.attribute) in (name, "")]
    ranks = [severity_of_attribute(change, each, verdicts, component) for each in differences]
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
        severity=severity_of_deletion(change, judged.verdicts, component),
        reasons=tuple(dict.fromkeys(each.reason for each in judged.verdicts)),
        outlook=outlook.of_deletion(change),
    )


def _first_name(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _side(difference: Difference, *, before: bool) -> str:
    """One side of a difference; of a document or object, the differences inside it."""
    if difference.parts and not difference.sensitive and not difference.unknown:
        return _sides(difference.parts, before=before)
    return difference.before_text if before else difference.after_text


def _sides(differences: Sequence[Difference], *, before: bool) -> str:
    return "; ".join(f"{each.path}: {_side(each, before=before)}" for each in differences)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
