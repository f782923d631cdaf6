"""The phases of a restore: settings, files, database, check, cut-over; each can be repeated."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timezone
from typing import Any

from rich.console import Console

from scripts.adoption.readiness import find_missing
from scripts.aws.account import aws_errors
from scripts.cli.errors import InvalidInputError, OperationFailedError, StoppedError
from scripts.cli.steps import Steps
from scripts.commands.deploy.job import Deploy
from scripts.commands.deploy.options import Options as DeployOptions
from scripts.commands.deploy.options import TaskPolicy
from scripts.commands.deploy.release_change import release_change
from scripts.commands.restore.check_task import CheckTask, Verdict
from scripts.commands.restore.configurations import (
    Change,
    before_discard,
    configuration_with,
    differing,
    unfinished,
    without_pair,
    without_service,
)
from scripts.commands.restore.cut_over import CutOver
from scripts.commands.restore.deletion_protection import is_deletable, without_deletion_protection
from scripts.commands.restore.files_job import FilesJob
from scripts.commands.restore.final_snapshot import refuse_taken_name
from scripts.commands.restore.pair_addresses import PairAddresses
from scripts.commands.restore.restored_cluster import RestoredCluster
from scripts.commands.restore.result import Result
from scripts.commands.restore.settings_file import read_stores, write_stores
from scripts.commands.restore.undo_period import UndoPeriod
from scripts.inventory.scope import Scope
from scripts.inventory.stores import BACKUP_ROLE
from scripts.project import ROOT
from scripts.terraform.documents.provider import aws_providers
from scripts.terraform.documents.state import StateResources
from scripts.terraform.working_directory import WorkingDirectory, open_working_directory
from stacks.image_lock import lock_beside, read_image_lock
from stacks.pairs import COLORS, Color
from stacks.settings import read_settings
from stacks.settings.stores import StoresSettings

CDKTF_JSON = ROOT / "cdktf.json"
_SERVICE = "aws_ecs_service"
_KEY = "aws_kms_key.encryption_data"
_SECRETS_KEY = "aws_kms_key.encryption_secrets"
_VAULT = "aws_backup_vault.backup_vault"
_ATTACHMENTS = "aws_iam_role_policy_attachment.backup_access_"
_OF_DATABASE = "aws_rds_cluster"
_STABLE_WITHIN_SECONDS = 60 * 60


class NoSecondPairError(InvalidInputError):
    """The settings have one pair only."""


class UnfinishedCutOverError(OperationFailedError):
    """OpenEMR does not use the pair of the settings, or not yet; nothing was changed."""


@dataclass(frozen=True)
class Options:
    """What the commands that change pairs have in common.

    consented: --yes. ignores_preflight: --ignore-preflight. returns: to the release before an
    upgrade, whose image ran here; the command that asks for it stopped the tasks and starts them.
    """

    deployment: str
    program: str | None
    consented: bool
    ignores_preflight: bool
    console: Console
    returns: bool = False


class Restore:
    """A restore, which goes on where an earlier one stopped; `result` is filled in by the phases.

    Which phase is due follows from settings, state and AWS; nothing else is kept.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.steps = Steps()
        self.result = Result(options.deployment)

    @property
    def stores(self) -> StoresSettings:
        """The settings of the pairs. Raises SettingsError."""
        return read_settings(CDKTF_JSON).deployments[self.options.deployment].stores

    def begin(self, stores: Mapping[str, Any]) -> None:
        """Write the settings of a new restore. Raises SettingsError, UnwritableError."""
        with self.steps.step("settings", "Write the setting stores to cdktf.json"):
            self._write({**self._written(), **stores})

    def unfinished(self) -> Color | None:
        """The pair of a restore that was begun and does not serve yet."""
        return unfinished(self.stores, has_service=self._serves(self._open()))

    def go_on_with_switch(self) -> bool:
        """Repeat a cut-over or undo, of which the settings are written; whether there is one."""
        stores = self.stores
        if stores.standby != "kept":
            return False
        self.result.color, self.result.phase = stores.serving, "cut-over"
        self.switch(stores.serving)
        self.result.phase, self.result.outcome = "done", "restored"
        return True

    def demand_two_pairs(self) -> StoresSettings:
        """The settings of two pairs. Raises NoSecondPairError."""
        stores = self.stores
        if stores.standby == "absent":
            raise self._no_second_pair(stores)
        return stores

    def tell_undo_period(self) -> None:
        """Set it in the result. Raises what `cut_over` raises."""
        found = self.cut_over() if self.stores.standby == "kept" else None
        self.result.period = found.period if found else None

    def cut_over(self) -> CutOver | None:
        """How far the last one came. Raises AwsError, and what opening the state raises."""
        work = self._open()
        self._serves(work)
        return CutOver.read(work, work.state(), self.stores)

    def discarded(self) -> tuple[Color, UndoPeriod | None]:
        """What a discard destroys, and for how long it is kept for an undo if it ever served.

        The settings have it, or an interrupted discard left some of it in the state. Raises
        NoSecondPairError, UnfinishedCutOverError, AwsError.
        """
        stores, cut_over = self.stores, self.cut_over()
        other, name = stores.other, self.options.deployment
        if stores.standby == "absent":
            left = self._discarding(other).removed & self._resources(self._open()).keys()
            if not left:
                raise self._no_second_pair(stores)
        kept = stores.standby == "kept"
        if cut_over and (cut_over.used != stores.serving or (kept and cut_over.is_unfinished)):
            raise UnfinishedCutOverError(
                f"OpenEMR uses {cut_over.used or 'an unknown pair'}, or is stopped, and the "
                f"settings say {stores.serving}: a cut-over did not come to its end. First: "
                f"openemr restore run {name}. Nothing was changed."
            )
        return other, cut_over.period if cut_over and kept else None

    def _no_second_pair(self, stores: StoresSettings) -> NoSecondPairError:
        name = self.options.deployment
        return NoSecondPairError(
            f"deployments.{name}.stores.standby is absent: {name} has no pair of database and "
            f"files but {stores.serving}."
        )

    def run(self, color: Color) -> None:
        """All phases after the settings.

        Raises StoppedError, FilesNotRestoredError, PairRefusedError, and what a deploy raises.
        """
        self.result.color, self.result.phase = color, "files"
        is_new = not self._serves(self._open())
        self._fill(color)
        self.result.phase = "database"
        self._create(color, is_new=is_new)
        self.result.phase = "check"
        verdict = self._check(color)
        self.result.facts, self.result.checked = verdict.facts, verdict.judged
        self.result.phase = "cut-over"
        if color == self.stores.serving:
            self._deploy()
        else:
            self.switch(color)
        self.result.phase, self.result.outcome = "done", "restored"

    def switch(self, color: Color) -> None:
        """Let OpenEMR use this pair, and stop its tasks meanwhile. Raises what a deploy raises."""
        written = self._written()
        kept = {**written, "standby": "kept"}
        blue, green = (self._configuration({**kept, "serving": each}) for each in COLORS)
        self._write({**kept, "serving": color})
        try:
            self._deploy(intended=differing(blue, green), stops_tasks=True)
        except StoppedError:
            # Before any change.
            self._write(written)
            raise

    def discard(self, color: Color) -> None:
        """Destroy the pair that does not serve, or what is left of it.

        Can be repeated: what there is to destroy follows from state and AWS, not from the settings.
        Raises what a deploy raises.
        """
        stores = self._written()
        change = self._discarding(color)
        if self.stores.has(color):
            self._take_in(color, change)
        scope = self._scope()
        address = PairAddresses(color).cluster
        cluster = scope.resources.by_address.get(address)
        name = cluster.id if cluster and is_deletable(scope.account, cluster.id) else ""
        if name:
            refuse_taken_name(scope, address)
        self._write(without_pair(stores, color))
        try:
            if cluster:
                # First, because the files hold the keys of a database that cannot be deleted.
                with without_deletion_protection(scope.account, name, self.steps):
                    self._deploy(
                        intended=change.differing,
                        discarded=change.removed,
                        targets=[each for each in change.removed if each.startswith(_OF_DATABASE)],
                    )
            self._deploy(intended=change.differing, discarded=change.removed)
        except BaseException:
            self._write(stores)
            raise

    def _discarding(self, color: Color) -> Change:
        """What a discard changes, whether the settings still have the pair or not."""
        stores = self._written()
        after = self._configuration(without_pair(stores, color))
        before = [self._configuration(each) for each in before_discard(stores, color)]
        return Change.of(before, after)

    def _take_in(self, color: Color, change: Change) -> None:
        """Let the state have all that AWS has of a pair, as nothing else is destroyed.

        A restore that was killed may have left a job of AWS Backup, its file system or a cluster.
        """
        work = self._open()
        resources = self._resources(work)
        # Blue may have begun without copies.
        if PairAddresses(color).files not in resources and self.stores.copies(color)[1]:
            job = self._files_job(work, resources, color)
            with self.steps.step("files", "Wait for what a restore of files began") as step:
                step.update(job.settle(step) or "nothing")
        found = change.removed & find_missing(work, self.steps).adopted.keys()
        if found:
            self._complete(self._restored_cluster(work, color), resources)
            self._deploy(intended=found, targets=sorted(found))

    def _fill(self, color: Color) -> None:
        """The file system with its files, unless Terraform has it already."""
        work = self._open()
        resources = self._resources(work)
        if PairAddresses(color).files in resources:
            return
        if not {_KEY, BACKUP_ROLE, _VAULT} <= resources.keys():
            names = work.configuration["resource"]["aws_iam_role_policy_attachment"]
            attached = [f"aws_iam_role_policy_attachment.{each}" for each in names]
            self._deploy(
                targets=[
                    *(_KEY, _VAULT),
                    *(each for each in attached if each.startswith(_ATTACHMENTS)),
                ]
            )
            resources = self._resources(work)
        job = self._files_job(work, resources, color)
        with self.steps.step("files", "Restore the files into a new file system") as step:
            step.update(job.run(step))

    def _files_job(
        self, work: WorkingDirectory, resources: Mapping[str, Mapping[str, Any]], color: Color
    ) -> FilesJob:
        """The job that makes the pair's file system."""
        kind, _, name = PairAddresses(color).files.partition(".")
        arguments = work.configuration["resource"][kind][name]
        return FilesJob(
            account=work.account,
            point=str(self.stores.copies(color)[1]),
            vault=str(resources[_VAULT]["name"]),
            token=str(arguments["creation_token"]),
            key=str(resources[_KEY]["arn"]),
            role=str(resources[BACKUP_ROLE]["arn"]),
            tags={**aws_providers(work.configuration)[0].default_tags, **arguments["tags"]},
        )

    def _create(self, color: Color, *, is_new: bool) -> None:
        """The database from its copy, and all that belongs to the pair; the service stays."""
        work = self._open()
        cluster = self._restored_cluster(work, color)
        self._complete(cluster, self._resources(work))
        if is_new:
            # Nobody is served by what is made around the copies.
            targets = without_service(work.configuration)
            self._deploy(intended=targets, targets=targets)
        else:
            stores = self._written()
            before = self._configuration(without_pair(stores, color))
            made = differing(before, self._configuration(stores))
            # Of another release only the cut-over lets the service know.
            self._deploy(intended=made, targets=made if self._changes_release(work) else ())
        self._complete(cluster, self._resources(self._open()))

    def _changes_release(self, work: WorkingDirectory) -> bool:
        change = release_change(work.configuration, work.state())
        return change is not None and change.may_change_schema

    @staticmethod
    def _restored_cluster(work: WorkingDirectory, color: Color) -> RestoredCluster:
        return RestoredCluster.of(work.configuration, PairAddresses(color).cluster, work.account)

    def _complete(
        self, cluster: RestoredCluster, resources: Mapping[str, Mapping[str, Any]]
    ) -> None:
        if not {_SECRETS_KEY, _KEY} <= resources.keys():
            return
        keys = (str(resources[each]["arn"]) for each in (_SECRETS_KEY, _KEY))
        if missing := cluster.missing(*keys):
            with self.steps.step("complete", f"Set what the copy lacks at {cluster.name}") as step:
                step.update(", ".join(missing))
                cluster.modify(missing)

    def _check(self, color: Color) -> Verdict:
        work = self._open()
        resources = self._resources(work)
        vault, point = str(resources[_VAULT]["name"]), str(self.stores.copies(color)[1])
        with aws_errors(f"read {point} (backup:DescribeRecoveryPoint)"):
            copied = work.account.client("backup").describe_recovery_point(
                BackupVaultName=vault, RecoveryPointArn=point
            )["CreationDate"]
        moment = copied.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        task = CheckTask(work.account, work.configuration, resources, moment)
        with self.steps.step("check", "Move the recovered files and check the pair") as step:
            verdict = task.run(step)
            step.update(verdict.summary)
        return verdict

    def _deploy(
        self,
        *,
        intended: Collection[str] = (),
        discarded: Collection[str] = (),
        targets: Collection[str] = (),
        stops_tasks: bool = False,
    ) -> None:
        options = self.options
        Deploy(
            DeployOptions(
                deployment=options.deployment,
                program=options.program,
                allowed=(),
                consented=options.consented,
                leaves_production=None,
                ignores_preflight=options.ignores_preflight,
                waits=None,
                limit_seconds=_STABLE_WITHIN_SECONDS,
                console=options.console,
                intended=frozenset(intended),
                discarded=frozenset(discarded),
                targets=tuple(targets),
                tasks=self._tasks(stops=stops_tasks),
                ran_before=options.returns,
            ),
            self.steps,
        ).run()

    def _tasks(self, *, stops: bool) -> TaskPolicy:
        if self.options.returns:
            return TaskPolicy.LEAVE_STOPPED
        return TaskPolicy.STOP if stops else TaskPolicy.ROLL

    def _open(self) -> WorkingDirectory:
        return open_working_directory(self.options.deployment, self.steps, self.options.program)

    def _scope(self) -> Scope:
        work = self._open()
        return Scope.of(work, work.state())

    def _serves(self, work: WorkingDirectory) -> bool:
        """Whether the state has the ECS service."""
        state = work.state()
        if state.get("resources"):
            work.refuse_wrong_target(state)
        return bool(StateResources.of(state).of_type(_SERVICE))

    def _resources(self, work: WorkingDirectory) -> dict[str, Mapping[str, Any]]:
        resources = StateResources.of(work.state()).by_address
        return {address: each.attributes for address, each in resources.items()}

    def _written(self) -> dict[str, Any]:
        return read_stores(CDKTF_JSON, self.options.deployment)

    def _configuration(self, stores: Mapping[str, Any]) -> dict[str, Any]:
        return configuration_with(CDKTF_JSON, self.options.deployment, stores)

    def _write(self, stores: Mapping[str, Any]) -> None:
        locked = read_image_lock(lock_beside(CDKTF_JSON))
        write_stores(CDKTF_JSON, self.options.deployment, stores, locked)
