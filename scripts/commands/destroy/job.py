"""The steps of a destroy: inventory, announcement, consent, destruction, final inventory."""

from collections.abc import Mapping, Sequence

from scripts.adoption.readiness import is_complete, make_ready
from scripts.adoption.search import Search
from scripts.cli.errors import StoppedError
from scripts.cli.steps import Steps
from scripts.commands.destroy.blockers import Blocked, BlockedError, Watch, find_blocked
from scripts.commands.destroy.consent import Consent, Options
from scripts.commands.destroy.decision import Decision, Mode, decide
from scripts.commands.destroy.final_snapshot import refuse_taken_snapshot_name
from scripts.commands.destroy.forecast import Forecast, forecast, what_is_left
from scripts.commands.destroy.images import empty_repositories
from scripts.commands.destroy.protections import (
    discard,
    put_back,
    refuse_unconfigured,
    taken_off,
    unprotect_front_door,
)
from scripts.commands.destroy.purge import Purge, copies_to_take
from scripts.commands.destroy.report import Result, print_announcement, print_rows
from scripts.commands.destroy.targeted import Job
from scripts.identity import Identity, adopted_facts, identify, refuse_foreign_state
from scripts.inventory import Scope, survey
from scripts.inventory.data_asset import DataAsset
from scripts.resources.facets.found import Found
from scripts.terraform.backend.orphans import warn_of_orphaned_states
from scripts.terraform.documents.component import Components
from scripts.terraform.documents.state import StateResources
from scripts.terraform.working_directory import WorkingDirectory, open_stack


class Destroy:
    """A destroy; `result` is filled step by step and complete after `run`."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._consent = Consent(options)
        self._steps = Steps()
        self._blocked = Blocked()
        self.result = Result(options.deployment)

    def run(self) -> None:
        """Every step in turn.

        Raises StoppedError, WrongNameError, NotInteractiveError, ForeignStateError,
        UnexpectedPlanError, CopyFailedError, SnapshotNameTakenError, NotConfiguredError and what
        working directory, Terraform and AWS raise.
        """
        self._consent.refuse_early()
        warn_of_orphaned_states(self._steps)
        work = open_stack(self._options.deployment, self._steps, self._options.program)
        try:
            self._destroy(work)
        finally:
            work.discard_plan()
            self.result.steps = self._steps.finished

    def _destroy(self, work: WorkingDirectory) -> None:
        """Destroy; nothing is written, not even to the state, before the confirmation."""
        state = work.state()
        work.refuse_wrong_target(state)
        scope = self._scope(work)
        refuse_foreign_state(scope)
        discard(work)
        put_back(work, self._steps)
        assets = survey(scope, self._steps)
        missing, foreign = self._find_missing(work, state)
        identity = self._identify(scope, assets, missing)
        mode = self._mode(identity)
        self.result.mode = mode.name.lower()
        decision = self._announce(scope, identity, mode, assets, missing, foreign=foreign)
        # Resources of this name with another's tags: their state is elsewhere, or lost.
        if decision.deleted or missing or foreign:
            self._refuse_early(scope, mode, decision)
            self._require_consent(scope, identity, mode)
            scope = self._import_missing(work, identity)
            assets = survey(scope, self._steps) if missing else assets
            self._refuse_late_doubt(identity, identity.with_facts(identify(scope, assets).facts))
            decision, _ = self._decide(scope, mode, assets)
            if missing:
                self._refuse_early(scope, mode, decision)
            self._find_blocked(scope, decision)
            self._destroy_resources(work, scope, mode, assets)
        else:
            self.result.outcome = "nothing to do"
            self._options.console.print(f"\nNothing of {work.name} is left to destroy.")
        self._conclude(work, scope, decision)

    @staticmethod
    def _scope(work: WorkingDirectory) -> Scope:
        return Scope.of(work, work.state())

    def _find_missing(
        self, work: WorkingDirectory, state: Mapping[str, object]
    ) -> tuple[dict[str, Found], bool]:
        """Resources in AWS that the state lacks, by address; nothing is imported yet.

        Also whether a resource of its name has tags of another deployment or environment.
        """
        if is_complete(work.configuration, state):
            return {}, False
        with self._steps.step("orphans", "Search for unmanaged resources to import") as step:
            orphans = Search(work.configuration, state, work.account).run()
            step.update(f"{len(orphans.adopted)} found" if orphans.adopted else "none")
        foreign = any(not each.is_stranger for each in orphans.foreign.values())
        return orphans.adopted, foreign

    def _identify(
        self, scope: Scope, assets: Sequence[DataAsset], missing: Mapping[str, Found]
    ) -> Identity:
        found = identify(scope, assets)
        return found.with_facts(adopted_facts(missing, scope.deployment))

    def _mode(self, identity: Identity) -> Mode:
        """The mode; anything but an undoubted evaluation is a production."""
        if self._options.purge is not None:
            return Mode.PURGE
        return Mode.KEEP_DATA if identity.is_production else Mode.BY_SETTINGS

    def _decide(
        self, scope: Scope, mode: Mode, assets: Sequence[DataAsset]
    ) -> tuple[Decision, Forecast]:
        copies = copies_to_take(mode, scope.resources, assets, self._options.takes_copies)
        decision = decide(
            mode,
            scope.resources,
            assets,
            keeps_vault=mode is Mode.PURGE and bool(copies.of_files),
            copied_keys=copies.keys,
        )
        region = scope.account.region
        return decision, forecast(region, decision, scope.resources, assets, copies.assets)

    def _announce(
        self,
        scope: Scope,
        identity: Identity,
        mode: Mode,
        assets: Sequence[DataAsset],
        missing: Mapping[str, Found],
        *,
        foreign: bool,
    ) -> Decision:
        self.result.reasons = identity.reasons
        # Resources about to be imported are not kept as missing from the state.
        left = tuple(each.import_id for each in missing.values())
        left = left if mode is not Mode.KEEP_DATA else ()
        shown = [each for each in assets if not (left and each.id.endswith(left))]
        decision, self.result.announced = self._decide(scope, mode, shown)
        console = self._options.console
        if decision.deleted or missing or foreign:
            place = f"{scope.account.region}, account {scope.account_id}; {mode.value}"
            found = self.result.announced
            components = Components.read(scope.configuration)
            print_announcement(
                scope.deployment, place, identity.reasons, decision, found, components, console
            )
        if missing:
            console.print(
                f"\nFirst, {len(missing)} resources of an interrupted deployment are "
                f"imported into the state: {', '.join(sorted(missing))}.",
                markup=False,
                soft_wrap=True,
            )
        return decision

    @staticmethod
    def _refuse_early(scope: Scope, mode: Mode, decision: Decision) -> None:
        """Refuse what would fail halfway."""
        if mode is Mode.BY_SETTINGS:
            refuse_taken_snapshot_name(scope, decision.deleted)
        if mode is Mode.PURGE:
            refuse_unconfigured(scope.configuration, scope.resources, decision.deleted)

    def _require_consent(self, scope: Scope, identity: Identity, mode: Mode) -> None:
        place = f"account {scope.account_id}, {scope.account.region}"
        try:
            self._consent.require(identity, mode, place)
        except StoppedError:
            self.result.outcome = "stopped"
            raise

    def _import_missing(self, work: WorkingDirectory, identity: Identity) -> Scope:
        """Import resources of an interrupted deployment, so that they are destroyed too."""
        ready = make_ready(work, self._steps, announces=False, ignores_strangers=True)
        if ready.adopted and ready.orphans:
            # They may differ from those found before the confirmation.
            found = adopted_facts(ready.orphans.adopted, work.name)
            self._refuse_late_doubt(identity, identity.with_facts(found))
            ready.complete(self._steps)
            title = "Import resources of an interrupted deployment"
            job = Job("adopt", title, work, self._steps)
            job.adopt(ready.adopted, lowers=not identity.is_production)
        scope = self._scope(work)
        refuse_foreign_state(scope)
        return scope

    def _refuse_late_doubt(self, before: Identity, now: Identity) -> None:
        if now.is_production and not before.is_production:
            self.result.outcome = "stopped"
            reasons = "\n".join(f"  {each}" for each in now.reasons)
            raise StoppedError(
                "Nothing was destroyed. Resources missing from the state show that this may be a "
                f"production:\n{reasons}\nRun the command again. {self._consent.by_name}"
            )

    def _find_blocked(self, scope: Scope, decision: Decision) -> None:
        leaves = self._options.leaves_blocked
        try:
            self._blocked = find_blocked(scope, decision.deleted, self._steps, leaves=leaves)
        except BlockedError as stopped:
            self._blocked = stopped.found
            self.result.outcome = "stopped"
            raise
        finally:
            self.result.blockers = self._blocked.parts

    def _job(self, name: str, title: str, work: WorkingDirectory, scope: Scope) -> Job:
        watch = Watch(scope, self._steps)
        return Job(name, title, work, self._steps, watch.on_message)

    def _destroy_resources(
        self, work: WorkingDirectory, scope: Scope, mode: Mode, assets: Sequence[DataAsset]
    ) -> None:
        # A purge, too, first destroys everything without data, so that copies are of data at rest.
        first = Mode.BY_SETTINGS if mode is Mode.BY_SETTINGS else Mode.KEEP_DATA
        copies = copies_to_take(first, scope.resources, assets, takes_copies=False)
        deleted = decide(first, scope.resources, assets, copied_keys=copies.keys).deleted
        deleted -= self._blocked.addresses
        if deleted and mode is Mode.BY_SETTINGS:
            self._destroy_evaluation(work, scope, deleted)
        elif deleted:
            with taken_off(work, scope.resources, deleted, self._steps) as protected:
                unprotect_front_door(work, scope.resources, protected, self._steps)
                empty_repositories(work.account, scope.resources, deleted, self._steps)
                whole = len(deleted) == len(scope.resources)
                job = self._job("destroy", "Destroy everything without data", work, scope)
                self.result.destroyed += job.destroy(deleted, whole=whole)
        self.result.outcome = "destroyed"
        if mode is Mode.PURGE:
            left = self._blocked.addresses
            takes_copies = self._options.takes_copies
            purge = Purge(work, scope, self._steps, takes_copies, self.result, left)
            purge.run(lambda scope: survey(scope, self._steps))
            self.result.outcome = "purged"

    def _destroy_evaluation(
        self, work: WorkingDirectory, scope: Scope, deleted: frozenset[str]
    ) -> None:
        """Destroy an evaluation, its database last: it proves that this was an evaluation."""
        resources = scope.resources
        clusters = [each.address for each in resources.of_type("aws_rds_cluster")]
        with_database = resources.with_dependencies(clusters) & deleted
        last = with_database if set(clusters) <= deleted else set()
        if first := deleted - last:
            job = self._job("destroy", "Destroy", work, scope)
            self.result.destroyed += job.destroy(first, whole=len(first) == len(resources))
        if last:
            whole = deleted == frozenset(resources.by_address)
            job = self._job("destroy", "Destroy the database and its dependencies", work, scope)
            self.result.destroyed += job.destroy(last, whole=whole)

    def _conclude(self, work: WorkingDirectory, scope: Scope, decision: Decision) -> None:
        """Report the remaining resources as AWS lists them, not as decided."""
        now = StateResources.of(work.state())
        assets = survey(scope, self._steps)
        left = what_is_left(scope.account.region, decision.kept, now, assets)
        self.result.left = left
        console = self._options.console
        if self._blocked.parts:
            console.print("\n[bold]Left because of parts of others in the VPC[/bold]")
            lines = [
                *self._blocked.lines,
                *(f"  {each}" for each in sorted(self._blocked.addresses)),
            ]
            console.print("\n".join(lines), markup=False, soft_wrap=True)
        if left.kept:
            console.print(f"\n[bold]Remaining resources of {self.result.deployment} in AWS[/bold]")
            print_rows(left, console)
        elif not self._blocked.parts:
            console.print(f"\nNo resources of {self.result.deployment} remain in AWS.")
