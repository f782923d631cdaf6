"""Reviews a plan: harmless changes, and changes that require `--allow`."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scripts.review import Judged, Kind, Plan, judge_drift, judge_plan, read_plan
from scripts.review.one_at_a_time import refused_together
from scripts.review.severity import severity
from scripts.terraform.documents.component import Components

NOTHING, PROBLEMS, CHANGES, STOPPED = 0, 1, 2, 3
# Worst first; what takes longest to undo comes before what is recreated in a minute.
_ACTIONS = ("delete", "replace", "forget", "update", "create", "import", "move", "read", "no-op")


@dataclass(frozen=True)
class Item:
    """One change with its verdicts, and whether it was allowed by its address.

    component, file: what made it; empty where that is not known.
    """

    judged: Judged
    component: str
    file: str
    allowed: bool = False

    @property
    def address(self) -> str:
        """Its Terraform address, by which it is allowed."""
        return self.judged.change.address

    @property
    def kind(self) -> Kind | None:
        """Its worst impact; None for a harmless change."""
        return self.judged.kind

    @property
    def stopped(self) -> bool:
        """True if it requires `--allow`, and was not allowed."""
        return self.judged.needs_allow and not self.allowed

    @property
    def action(self) -> str:
        """The action of the change; `import` or `move` if it does nothing else."""
        change = self.judged.change
        if change.action != "no-op":
            return change.action
        return "import" if change.import_id else "move"


@dataclass(frozen=True)
class Review:
    """The review of one plan.

    items: what stops comes first, then by severity, component, action and address.
    problems: reasons not to apply the plan at all.
    drifted: how many resources were changed outside of Terraform in a way that matters.
    """

    plan: Plan
    items: tuple[Item, ...]
    problems: tuple[str, ...] = ()
    drifted: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Number of changes by action: created, updated, replaced, deleted, ..."""
        found = Counter(item.action for item in self.items)
        return {action: found[action] for action in reversed(_ACTIONS) if found[action]}

    @property
    def kinds(self) -> dict[Kind, int]:
        """Number of changes by kind, each counted by its worst."""
        found = Counter(item.kind for item in self.items)
        return {kind: found[kind] for kind in Kind if found[kind]}

    @cached_property
    def stopped(self) -> tuple[Item, ...]:
        """The changes that still require `--allow`."""
        return tuple(item for item in self.items if item.stopped)

    @property
    def only_state_changes(self) -> bool:
        """True for a plan with -refresh-only: the state learns what AWS has, and AWS stays."""
        return self.plan.applyable and not (self.items or self.plan.outputs)

    @property
    def exit_code(self) -> int:
        """0 nothing to do, 1 problems, 2 changes, 3 changes that require `--allow`."""
        if self.problems:
            return PROBLEMS
        if self.stopped:
            return STOPPED
        something = self.items or self.plan.outputs or self.only_state_changes
        return CHANGES if something else NOTHING


def review(
    document: Any,
    allowed: Collection[str] = (),
    configuration: Mapping[str, Any] | None = None,
) -> Review:
    """Review what `terraform show -json PLAN` printed.

    allowed: addresses whose changes may happen; one that does not require it is a problem of the
    review. configuration: the cdk.tf.json that the plan was made from, which knows the components.
    Raises PlanError.
    """
    plan = read_plan(document)
    components = Components.read(configuration or {})
    judged = judge_plan(plan, components)
    items = sorted((_item(each, components, allowed) for each in judged), key=_order)
    unused = set(allowed) - {each.change.address for each in judged if each.needs_allow}
    return Review(
        plan,
        tuple(items),
        (*_problems(plan), *_unused(sorted(unused), judged)),
        sum(bool(each.verdicts) for each in judge_drift(plan)),
    )


def _item(judged: Judged, components: Components, allowed: Collection[str]) -> Item:
    address = judged.change.address
    component = components.of(address)
    file = components.file(address) if component else ""
    return Item(judged, component, file, judged.needs_allow and address in allowed)


def _order(item: Item) -> tuple[object, ...]:
    worst = next(iter(item.judged.verdicts), None)
    action = _ACTIONS.index(item.action)
    return (
        not item.stopped,
        severity(item.judged.change, worst),
        item.component,
        action,
        item.address,
    )


def _problems(plan: Plan) -> Iterable[str]:
    if plan.errored:
        yield (
            "Terraform could not complete this plan, so it is not a full list of changes. "
            "Fix its errors first."
        )
    if plan.deferred:
        yield f"Terraform defers to another plan: {', '.join(plan.deferred)}."
    elif not plan.complete and not plan.errored:
        yield ("This plan omits changes that must follow, as with -target. Review a complete plan.")
    yield from plan.unread
    yield from refused_together(plan)


def _unused(addresses: Iterable[str], judged: Collection[Judged]) -> Iterable[str]:
    changed = {each.change.address for each in judged}
    waiting = sorted({each.change.address for each in judged if each.needs_allow})
    for address in addresses:
        why = (
            "the change does not require --allow"
            if address in changed
            else "the plan does not change it"
        )
        accepted = f"Accepted: {', '.join(waiting)}." if waiting else "Nothing needs --allow here."
        yield f"--allow {address}: {why}. {accepted}"
