"""One destroy: look, say, ask, then let go step by step, and look again."""

from collections.abc import Mapping, Sequence

from scripts.deploy.consent import ask, demand_somebody
from scripts.destroy.decision import Decision, Mode, decide
from scripts.destroy.forecast import Forecast, forecast, what_is_left
from scripts.destroy.front_door import unprotect_front_door
from scripts.destroy.holdings import Holdings
from scripts.destroy.inventory import KINDS, Scope
from scripts.destroy.options import ASK, Options, StoppedError, WrongNameError
from scripts.destroy.purge import Purge, copies_to_take
from scripts.destroy.report import Result, print_announcement, print_rows
from scripts.destroy.targeted import Job
from scripts.destroy.thing import Thing
from scripts.state import Readiness, make_ready
from scripts.steps import Steps
from scripts.working_directory import WorkingDirectory, open_working_directory


class Destroy:
    """`result` grows with the steps and is whole after `run`."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._steps = Steps()
        self.result = Result(options.deployment)

    def run(self) -> None:
        """Every step in turn.

        Raises StoppedError, WrongNameError, NobodyToAskError, UnexpectedPlanError,
        CopyFailedError and what working directory, Terraform and AWS raise.
        """
        self._refuse_early()
        work = open_working_directory(self._options.deployment, self._steps, self._options.program)
        try:
            self._destroy(work)
        finally:
            work.discard_plan()
            self.result.steps = self._steps.finished

    def _refuse_early(self) -> None:
        options = self._options
        if options.purge not in (None, ASK, options.deployment):
            raise WrongNameError(
                f"--purge {options.purge}: accepted is the name of the deployment that is "
                f"destroyed, {options.deployment}. Nothing was changed."
            )
        if self._must_ask:
            demand_somebody(self._instead)

    @property
    def _must_ask(self) -> bool:
        purge = self._options.purge
        return purge == ASK if purge is not None else not self._options.consented

    @property
    def _instead(self) -> str:
        name = self._options.deployment
        return f"Give --purge {name}." if self._options.purge is not None else "Give --yes."

    def _destroy(self, work: WorkingDirectory) -> None:
        work.refuse_wrong_target()
        ready = make_ready(work, self._steps)
        scope = self._scope(work)
        things = self._survey(scope)
        mode = self._mode(scope)
        self.result.mode = mode.name.lower()
        decision = self._announce(scope, mode, things, ready.adopted)
        if not (decision.goes or ready.adopted):
            self.result.outcome = "nothing to do"
            self._options.console.print(f"\nNothing more of {work.name} is to be destroyed.")
        else:
            self._demand_consent(mode)
            if ready.adopted:
                self._take_over(work, ready)
                scope = self._scope(work)
                things = self._survey(scope)
                decision, _ = self._decide(scope, mode, things)
            self._let_go(work, scope, mode, things)
        self._conclude(work, scope, decision)

    @staticmethod
    def _scope(work: WorkingDirectory) -> Scope:
        holdings = Holdings.of(work.state())
        return Scope(work.name, work.account, holdings, work.configuration)

    def _take_over(self, work: WorkingDirectory, ready: Readiness) -> None:
        """What an interrupted deployment left goes too, so the state has to know it."""
        ready.complete(self._steps)
        title = "Take what an interrupted deployment left into the state"
        Job("adopt", title, work, self._steps).adopt(ready.adopted)

    def _mode(self, scope: Scope) -> Mode:
        """A production is one as long as its state or its settings say so."""
        if self._options.purge is not None:
            return Mode.PURGE
        production = scope.holdings.is_production or scope.is_set_to_production
        return Mode.KEEP_DATA if production else Mode.BY_SETTINGS

    def _survey(self, scope: Scope) -> list[Thing]:
        with self._steps.step("look", "What AWS has of its data") as step:
            things: list[Thing] = []
            for kind, find in KINDS:
                step.say(kind)
                things += find(scope)
            step.say(f"{len(things)} things")
        return things

    def _decide(
        self, scope: Scope, mode: Mode, things: Sequence[Thing]
    ) -> tuple[Decision, Forecast]:
        copies = copies_to_take(mode, scope.holdings, things, self._options.takes_copies)
        decision = decide(
            mode,
            scope.holdings,
            things,
            keeps_vault=mode is Mode.PURGE and copies.of_files is not None,
            copied_keys=copies.keys,
        )
        region = scope.account.region
        return decision, forecast(region, decision, scope.holdings, things, copies.things)

    def _announce(
        self, scope: Scope, mode: Mode, things: Sequence[Thing], adopted: Mapping[str, str]
    ) -> Decision:
        # What the state is going to take over does not stay for want of it.
        left = tuple(adopted.values()) if mode is not Mode.KEEP_DATA else ()
        told = [each for each in things if not (left and each.id.endswith(left))]
        decision, self.result.announced = self._decide(scope, mode, told)
        if decision.goes or adopted:
            place = f"{scope.account.region}, account {scope.account_id}; {mode.value}"
            found, console = self.result.announced, self._options.console
            print_announcement(scope.deployment, place, decision, found, console)
        if adopted:
            self._options.console.print(
                f"\nFirst, {len(adopted)} resources that an interrupted deployment left are taken "
                f"into the state: {', '.join(sorted(adopted))}.",
                markup=False,
                soft_wrap=True,
            )
        return decision

    def _demand_consent(self, mode: Mode) -> None:
        if not self._must_ask:
            return
        name, wanted = self._options.deployment, "yes"
        question = f"\nDestroy {name}? Type yes: "
        if mode is Mode.PURGE:
            wanted = name
            question = f"\nPurge {name} and its data? Type its name: "
        if ask(question, self._instead) != wanted:
            self.result.outcome = "stopped"
            raise StoppedError(f"Nothing was changed. The answer was not {wanted}.")

    def _let_go(
        self, work: WorkingDirectory, scope: Scope, mode: Mode, things: Sequence[Thing]
    ) -> None:
        # A purge as well lets go of what serves first: copies are then taken of data at rest.
        first = Mode.BY_SETTINGS if mode is Mode.BY_SETTINGS else Mode.KEEP_DATA
        copies = copies_to_take(first, scope.holdings, things, takes_copies=False)
        goes = decide(first, scope.holdings, things, copied_keys=copies.keys).goes
        if goes:
            unprotect_front_door(work, scope.holdings, goes, self._steps)
            whole = len(goes) == len(scope.holdings)
            job = Job(
                "destroy", "Destroy what serves" if not whole else "Destroy", work, self._steps
            )
            self.result.destroyed += job.destroy(goes, whole=whole)
        self.result.outcome = "destroyed"
        if mode is Mode.PURGE:
            purge = Purge(work, scope, self._steps, self._options.takes_copies, self.result)
            purge.run(self._survey)
            self.result.outcome = "purged"

    def _conclude(self, work: WorkingDirectory, scope: Scope, decision: Decision) -> None:
        """Look again: what is left is what AWS says, not what was meant."""
        now = Holdings.of(work.state())
        things = self._survey(scope)
        left = what_is_left(scope.account.region, decision.stays, now, things)
        self.result.left = left
        console = self._options.console
        if left.stays:
            console.print(f"\n[bold]Left of {self.result.deployment}, as AWS says now[/bold]")
            print_rows(left, console)
        else:
            console.print(f"\nNothing is left of {self.result.deployment}.")
