"""The steps of `openemr deploy`: image, preflight, plan, review, confirmation, apply, health."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from scripts.adoption.readiness import Readiness, add_secret_versions, find_missing
from scripts.cli.consent import ask, require_interactive
from scripts.cli.errors import StoppedError
from scripts.cli.steps import Steps
from scripts.commands.deploy.health import (
    Health,
    Outcome,
    place_of,
    wait_until_stable,
)
from scripts.commands.deploy.image import ImageSteps
from scripts.commands.deploy.leave_production import require_name_to_leave_production
from scripts.commands.deploy.options import (
    Options,
    TaskPolicy,
    UnfitOptionError,
    UnfitPlanError,
)
from scripts.commands.deploy.preflight import preflight
from scripts.commands.deploy.release_change import release_change
from scripts.commands.deploy.result import Result
from scripts.commands.deploy.service_tasks import Tasks
from scripts.deployment.engine_version import waiting_upgrade
from scripts.images.locking import lock_before_synthesis
from scripts.review import Kind
from scripts.review.interrupted_apply import forget, remember, review_continued
from scripts.review.plan_review import Item, Review, review
from scripts.review.reports.terminal import print_review
from scripts.terraform.backend.orphans import warn_of_orphaned_states
from scripts.terraform.progress import Progress, plan_document
from scripts.terraform.synthesis import choose_stack
from scripts.terraform.working_directory import WorkingDirectory, open_stack

_WORK = ("create", "update", "delete", "forget", "replace", "replace")
_NEVER_INTENDED = {Kind.DESTROYS_DATA, Kind.IRREVERSIBLE}
_INSTEAD = "Use --yes, and --allow ADDRESS for each change that openemr plan stops."


class Deploy:
    """A deploy; `result` is filled in by the steps and complete after `run`."""

    def __init__(self, options: Options, steps: Steps | None = None) -> None:
        self._options = options
        self._steps = steps or Steps()
        self.result = Result(options.deployment or "")
        self._ready = Readiness()
        self._made: Sequence[str] = ()

    def run(self) -> None:
        """Every step in turn.

        Raises StoppedError, UnfitOptionError, UnfitPlanError, PreflightError, NotInteractiveError,
        TasksStillRunError, ForeignStateError and what working directory, Terraform and AWS raise.
        """
        options = self._options
        if not options.consented:
            require_interactive(_INSTEAD)
        warn_of_orphaned_states(self._steps)
        lock_before_synthesis(options.deployment, self._steps)
        work = open_stack(choose_stack(options.deployment), self._steps, options.program)
        self.result.deployment = work.name
        try:
            self._deploy(work)
        except StoppedError:
            self.result.outcome = "stopped"
            raise
        finally:
            work.discard_plan()
            self.result.steps = self._steps.finished

    def _deploy(self, work: WorkingDirectory) -> None:
        state = work.state()
        work.refuse_wrong_target(state)
        self._warn_of_stopped_tasks(work, state)
        if waiting := waiting_upgrade(work.configuration, state):
            self._steps.warn("Database", waiting)
        self._refuse_upgrade(work, state)
        require_name_to_leave_production(work, state, self._options, self._steps)
        self._ready = find_missing(work, self._steps, state)
        if self._ready.written:
            state = work.state()
        if not self._options.ignores_preflight:
            preflight(work, state, self._ready, self._steps)
        self._prepare_image(work, state)
        self._ready = add_secret_versions(work, self._steps, self._ready)
        state = work.state()
        judged = self._review(work)
        if judged.exit_code:
            self._confirm(work)
            self._ready.complete(self._steps)
            with self._tasks_meanwhile(work, state):
                self._apply(work, judged)
            self.result.outcome = "deployed"
        else:
            self.result.outcome = "unchanged"
        self._conclude(work)

    def _prepare_image(self, work: WorkingDirectory, state: Mapping[str, Any]) -> None:
        """Before the plan: what it imports is searched again if a part was applied."""
        options = self._options
        unchanged = self._ready.unchanged
        image = ImageSteps(
            work,
            self._steps,
            options.console,
            options.allowed,
            self._ask,
            unchanged,
            ran_before=options.ran_before,
        )
        self._made = image.made
        imported = bool(work.terraform.imports)
        try:
            image.run(state)
        finally:
            self.result.applied, self.result.stopped = image.applied, image.stopped
        if image.applied and imported:
            self._ready = find_missing(work, self._steps, work.state())

    def _warn_of_stopped_tasks(self, work: WorkingDirectory, state: Mapping[str, Any]) -> None:
        place = place_of(state)
        if place and Tasks(work.account, place).are_stopped():
            text = "OpenEMR is down: an interrupted deployment stopped its tasks."
            self._steps.warn(work.name, f"{text} They start at the end of this deployment.")

    def _review(self, work: WorkingDirectory) -> Review:
        targets = [f"-target={each}" for each in self._options.targets]
        document = plan_document(work, self._steps, *targets)
        if targets:
            # It is meant to be a part; the rest is planned and reviewed afterwards.
            document = {**document, "complete": True}
        judged = review_continued(
            document,
            [*self._options.allowed, *self._intended(document, work)],
            work.terraform.directory,
            work.configuration,
            self._steps,
        )
        self.result.counts = judged.counts
        print_review(judged, self._options.console)
        if judged.plan.errored or not judged.plan.complete:
            raise UnfitPlanError("\n".join(judged.problems))
        if judged.problems:
            raise UnfitOptionError("\n".join(judged.problems))
        self.result.stopped = [each.address for each in judged.stopped]
        if judged.stopped:
            self._stop(f"To deploy it, re-run openemr deploy {work.name} with the --allow above.")
        return judged

    def _intended(self, document: Mapping[str, Any], work: WorkingDirectory) -> list[str]:
        """Addresses that the command which deploys changes on purpose, as far as that may be."""
        options = self._options
        if not options.intended:
            return []
        stopped = review(document, options.allowed, work.configuration).stopped
        return [
            each.address
            for each in stopped
            if each.address in options.discarded
            or (each.address in options.intended and not _NEVER_INTENDED & _kinds(each))
        ]

    def _stop(self, why: str) -> NoReturn:
        made = f"Before it, {'; '.join(self._made)}." if self._made else ""
        unchanged = "Nothing else was changed." if made else self._ready.unchanged
        raise StoppedError(" ".join(filter(None, [made, unchanged, why])))

    def _refuse_upgrade(self, work: WorkingDirectory, state: Mapping[str, Any]) -> None:
        """A rolling update lets the code of one release meet the tables of another."""
        change = release_change(work.configuration, state)
        if self._options.tasks is not TaskPolicy.ROLL or place_of(state) is None:
            return
        if change and change.may_change_schema:
            self._stop(
                f"The image changes from {change.old} to {change.new}, which may change the "
                "database schema that the old tasks use. openemr upgrade "
                f"{work.name} copies database and files first, and goes back if it fails."
            )

    def _confirm(self, work: WorkingDirectory) -> None:
        outage = "" if self._options.tasks is TaskPolicy.ROLL else " OpenEMR is down meanwhile."
        self._ask(f"Deploy {work.name} as planned?{outage}")

    def _ask(self, question: str) -> None:
        if self._options.consented:
            return
        if ask(f"{question} Type yes: ", _INSTEAD) != "yes":
            self._stop("The answer was not yes.")

    @contextlib.contextmanager
    def _tasks_meanwhile(self, work: WorkingDirectory, state: Mapping[str, Any]) -> Iterator[None]:
        """No tasks while a plan is applied, if they are not to be replaced one by one."""
        options, place = self._options, place_of(state)
        if place is None or options.tasks is TaskPolicy.ROLL:
            yield
            return
        tasks = Tasks(work.account, place)
        try:
            with self._steps.step("stop-tasks", "Stop old tasks") as step:
                tasks.stop(step.update)
            if options.before_apply:
                options.before_apply()
        except BaseException:
            self._start(tasks)
            raise
        try:
            yield
        finally:
            if options.tasks is TaskPolicy.STOP:
                self._start(tasks)

    def _start(self, tasks: Tasks) -> None:
        with self._steps.step("start-tasks", "Start tasks") as step:
            step.update(f"{tasks.start()} tasks")

    def _apply(self, work: WorkingDirectory, judged: Review) -> None:
        with self._steps.step("apply", "Apply the reviewed plan") as step:
            # A replacement is a deletion and a creation; imports and moves change nothing in AWS.
            total = sum(judged.counts.get(each, 0) for each in _WORK)
            progress = Progress(step, total)
            directory = work.terraform.directory
            remember(directory, work.configuration, judged)
            try:
                work.terraform.apply(on_message=progress.on_message).check()
            finally:
                self.result.applied += progress.done
            forget(directory)

    def _conclude(self, work: WorkingDirectory) -> None:
        """Set outputs and health in the result."""
        state = work.state()
        self.result.outputs = {
            name: output["value"]
            for name, output in sorted(state.get("outputs", {}).items())
            if not output.get("sensitive")
        }
        self.result.health = self._health(work, state)
        if self.result.health.is_bad:
            self.result.outcome = "unhealthy"

    def _health(self, work: WorkingDirectory, state: Mapping[str, Any]) -> Health:
        place, options = place_of(state), self._options
        if place is None:
            return Health(Outcome.NOT_JUDGED, "The state contains no ECS service.")
        if options.targets:
            return Health(Outcome.NOT_JUDGED, "Only a part was deployed.")
        if options.tasks is TaskPolicy.LEAVE_STOPPED:
            return Health(Outcome.NOT_JUDGED, "Its tasks are stopped.")
        tasks = Tasks(work.account, place)
        if tasks.are_suspended():
            self._start(tasks)
        if options.waits is False:
            return Health(Outcome.NOT_JUDGED, "Tasks were not waited for (--no-wait).")
        if options.waits is None and work.account.is_embedded():
            return Health(
                Outcome.NOT_JUDGED,
                "This is the embedded AWS, which keeps records of tasks and runs none.",
            )
        with self._steps.step("health", "Wait for a stable service") as step:
            health = wait_until_stable(
                work.account, place, options.limit_seconds, step.update, self._print
            )
            step.update(health.outcome.value)
        return health

    def _print(self, text: str) -> None:
        self._steps.console.print(text, markup=False, soft_wrap=True)


def _kinds(item: Item) -> set[Kind]:
    return {each.kind for each in item.judged.verdicts}
