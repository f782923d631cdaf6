"""Plans and applies limited to named resources."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import Steps
from scripts.resources import is_idempotent
from scripts.review import Change, Plan, judge_plan, read_plan
from scripts.review.verdict import DESTROYS, LOWERS
from scripts.terraform import Message
from scripts.terraform.progress import Progress, plan_document
from scripts.terraform.working_directory import WorkingDirectory

_DIFFERENT_SETTINGS = (
    "The settings differ from what is deployed. Restore or deploy them, and run the command again."
)


class UnexpectedPlanError(OperationFailedError):
    """Terraform plans further changes; nothing of this plan was applied."""


def _recreates_idempotently(change: Change) -> bool:
    return change.action == "create" and is_idempotent(change.type)


def _refuse_lowering(plan: Plan) -> None:
    """Refuse an import that would also lower a protection of what exists."""
    lowering = [
        f"  {each.change.address}: {verdict.reason}"
        for each in judge_plan(plan)
        for verdict in each.verdicts
        if verdict.kind in (DESTROYS, LOWERS)
    ]
    if lowering:
        what = "Importing existing resources would also change them. Nothing was changed:"
        raise UnexpectedPlanError("\n".join([what, *lowering, _DIFFERENT_SETTINGS]))


@dataclass(frozen=True)
class Job:
    """A plan and apply of the named resources; `name` and `title` are those of its step.

    on_message: is told each message of Terraform's apply as well.
    """

    name: str
    title: str
    work: WorkingDirectory
    steps: Steps
    on_message: Callable[[Message], None] | None = None

    def destroy(self, addresses: Collection[str], *, whole: bool) -> int:
        """Destroy only these resources; return their number.

        whole: they are all that the state has, so that Terraform needs no -target.
        """
        targets = [] if whole else [f"-target={address}" for address in sorted(addresses)]
        plan = read_plan(plan_document(self.work, self.steps, "-destroy", *targets))
        changes = self._demand(plan, addresses, ("delete", "forget"))
        return self._apply(len(changes)) if changes else 0

    def adopt(self, addresses: Collection[str], *, lowers: bool) -> None:
        """Import only these resources, by the import blocks in the directory.

        lowers: whether the import may also make changes that a review would stop.
        """
        targets = [f"-target={address}" for address in sorted(addresses)]
        plan = read_plan(plan_document(self.work, self.steps, *targets))
        # The imported ones may depend on them, and creating them again changes nothing.
        others = (each for each in plan.changes if not _recreates_idempotently(each))
        imports = replace(plan, changes=tuple(others))
        self._demand(imports, addresses, ("update",))
        if not lowers:
            _refuse_lowering(plan)
        self._apply(len(addresses))

    def update(self, addresses: Collection[str]) -> tuple[Change, ...]:
        """Update only these resources in place; return the changes."""
        targets = [f"-target={address}" for address in sorted(addresses)]
        plan = read_plan(plan_document(self.work, self.steps, *targets))
        changes = self._demand(plan, addresses, ("update",))
        if changes:
            self._apply(len(changes))
        for change in changes:
            for each in change.differences:
                line = f"  {change.address}: {each.path} {each.before_text} -> {each.after_text}"
                self.steps.console.print(line, markup=False, soft_wrap=True)
        return changes

    def _demand(
        self, plan: Plan, addresses: Collection[str], actions: tuple[str, ...]
    ) -> tuple[Change, ...]:
        changes = [each for each in plan.changes if each.action not in ("no-op", "read")]
        unexpected = [
            f"  {each.address}: {each.action}"
            for each in changes
            if each.address not in addresses or each.action not in actions
        ]
        if unexpected:
            what = f"To {self.title.lower()}, Terraform would also do this, so nothing was done:"
            raise UnexpectedPlanError("\n".join([what, *unexpected, _DIFFERENT_SETTINGS]))
        return tuple(changes)

    def _apply(self, total: int) -> int:
        with self.steps.step(self.name, self.title) as step:
            progress = Progress(step, total)

            def on_message(message: Message) -> None:
                progress.on_message(message)
                if self.on_message:
                    self.on_message(message)

            self.work.terraform.apply(on_message=on_message).check()
            step.update(f"{progress.done}/{total} resources")
            return progress.done
