"""Judges changes by all rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scripts.resources import known
from scripts.review.context import Context
from scripts.review.rules import (
    all_types,
    arrivals,
    backup_plans,
    containers,
    database,
    expiration,
    firewall,
    irreversible,
    listeners,
    network_exposure,
    policies,
    recording,
    security_groups,
    unreviewed,
    watching,
)
from scripts.review.rules.attribute import judge as judge_rule
from scripts.review.rules.deletion import goes_with_its_owner, judge_deletion
from scripts.review.rules.imports import is_artefact
from scripts.review.severity import severity
from scripts.review.verdict import Kind, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.plan import Plan
from scripts.terraform.documents.plan_document import MANAGED

Judge = Callable[[Change, Context], Iterator[Verdict]]
JUDGES: tuple[Judge, ...] = (
    arrivals.secret_values,
    backup_plans.judge,
    backup_plans.refused_by_lock,
    containers.judge,
    database.instances,
    database.parameters,
    database.default_parameters,
    policies.judge,
    policies.elsewhere,
    policies.inline_policies,
    policies.managed_policies,
    policies.attachments,
    expiration.judge,
    firewall.judge,
    firewall.ip_sets,
    irreversible.vault_locks,
    irreversible.object_locks,
    containers.image_expiry,
    listeners.listeners,
    listeners.listener_rules,
    recording.trail,
    recording.sessions,
    recording.insights,
    recording.stacks,
    security_groups.judge,
    watching.certificates,
    watching.events,
    watching.limits,
    *network_exposure.JUDGES,
)


@dataclass(frozen=True)
class Judged:
    """A change and the reasons to look at it, worst first; without any it is harmless."""

    change: Change
    verdicts: tuple[Verdict, ...]

    @property
    def kind(self) -> Kind | None:
        """Its worst impact; None for a harmless change."""
        return self.verdicts[0].kind if self.verdicts else None

    @property
    def needs_allow(self) -> bool:
        """True if it requires `--allow ADDRESS`."""
        return any(verdict.kind.needs_allow for verdict in self.verdicts)


def judge_plan(plan: Plan, components: Components | None = None) -> tuple[Judged, ...]:
    """The changes that a plan is going to make, each with its verdicts, in the plan's order.

    Changes that only move or import a resource are among them, reads of data are not.
    """
    context = Context.of_plan(plan, components)
    resources = (
        Judged(change, judge_planned(change, context))
        for change in context.changes
        if change.action != "no-op" or change.previous_address or change.import_id
    )
    return (*resources, *map(_shown_output, plan.shown_outputs))


def judge_planned(change: Change, context: Context) -> tuple[Verdict, ...]:
    """All verdicts on one planned change, worst first: also that nothing knows it."""
    found = judge(change, context)
    unknown = [*unreviewed.changes(change, context, found)]
    unknown += arrivals.imports_and_moves(change, context)
    if not any(each.kind.needs_allow for each in found):
        unknown += arrivals.creations(change, context)
    return tuple(sorted((*found, *unknown), key=lambda verdict: severity(change, verdict)))


def _shown_output(name: str) -> Judged:
    reason = "It was sensitive and no longer is: its value appears on terminals and in logs."
    change = Change(f"output.{name}", "output", ("update",))
    return Judged(change, (Verdict(Kind.OPENS_ACCESS, "sensitive", reason),))


def passes_in_a_first_apply(plan: Plan, change: Change) -> bool:
    """Whether a creation requires no `--allow` if all that it refers to is new as well."""
    if change.action != "create":
        return False
    context = Context.of_plan(plan)
    verdicts = judge(context.as_creation(change), context.as_if_new())
    return not any(verdict.kind.needs_allow for verdict in verdicts)


def judge_drift(plan: Plan) -> tuple[Judged, ...]:
    """The changes outside of Terraform, each with its verdicts.

    Differences only between absent and empty are left out. That nobody reviewed a change is a
    reason not to make it, and says nothing of one that has happened.
    """
    context = Context.of_drift(plan)
    return tuple(
        Judged(
            change,
            tuple(each for each in judge(change, context) if each.kind is not Kind.UNREVIEWED),
        )
        for change in plan.drift
        if change.mode == MANAGED and (change.action == "delete" or change.differences)
    )


def judge(change: Change, context: Context) -> tuple[Verdict, ...]:
    """All verdicts on one change, worst first."""
    if change.action in ("no-op", "read") or goes_with_its_owner(change, context):
        return ()
    entry = known(change.type)
    found = [
        *judge_deletion(change, entry.deletion),
        *(
            verdict
            for rule in (*all_types.RULES, *entry.rules)
            for verdict in judge_rule(rule, change, context)
        ),
        *(verdict for judge_ in JUDGES for verdict in judge_(change, context)),
    ]
    judged = dict.fromkeys(each for each in found if not is_artefact(change, each))
    return tuple(sorted(judged, key=lambda verdict: severity(change, verdict)))
