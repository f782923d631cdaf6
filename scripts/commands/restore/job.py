"""The phases of a restore: settings, files, database, check, cut-over; each can be repeated."""

import contextlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timezone
from typing import Any

from rich.console import Console

from scripts.aws.account import AwsAccount, aws_errors
from scripts.cli.errors import InvalidInputError, StoppedError
from scripts.cli.steps import Steps
from scripts.commands.deploy.job import Deploy
from scripts.commands.deploy.options import Options as DeployOptions
from scripts.commands.deploy.options import TaskPolicy
from scripts.commands.deploy.release_change import release_change
from scripts.commands.restore.check_task import CheckTask, Verdict
from scripts.commands.restore.configurations import (
    configuration_with,
    differing,
    removed,
    unfinished,
    without_service,
)
from scripts.commands.restore.files_job import FilesJob
from scripts.commands.restore.pair_addresses import PairAddresses
from scripts.commands.restore.restored_cluster import RestoredCluster
from scripts.commands.restore.settings_file import read_stores, write_stores
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


@dataclass
class Result:
    """How far a restore came.

    outcome: `restored`, or `stopped` in `phase`. checked: whether a task judged the pair, with
    these facts; None if a cut-over alone was repeated.
    """

    deployment: str
    color: str = ""
    phase: str = "settings"
    outcome: str = "stopped"
    facts: Mapping[str, str] = field(default_factory=dict)
    checked: bool | None = None

    def as_data(self) -> dict[str, Any]:
        """JSON types."""
        return {**vars(self), "facts": dict(self.facts)}


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
            name = self.options.deployment
            raise NoSecondPairError(
                f"deployments.{name}.stores.standby is absent: {name} has no pair of database and "
                f"files but {stores.serving}."
            )
        return stores

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
        """Destroy the pair that does not serve. Raises what a deploy raises."""
        stores = self._written()
        kept = self._without(color, stores)
        before, after = self._configuration(stores), self._configuration(kept)
        cluster = self._resources(self._open()).get(PairAddresses(color).cluster)
        self._write(kept)
        try:
            intended, gone = differing(before, after), removed(before, after)
            if cluster:
                # First, because the files hold the keys of a database that cannot be deleted.
                database = [each for each in gone if each.startswith(_OF_DATABASE)]
                with self._unprotected(str(cluster["id"])):
                    self._deploy(intended=intended, discarded=gone, targets=database)
            self._deploy(intended=intended, discarded=gone)
        except BaseException:
            self._write(stores)
            raise

    @staticmethod
    def _without(color: Color, stores: Mapping[str, Any]) -> dict[str, Any]:
        """The setting without one of two pairs."""
        kept = {each: value for each, value in stores.items() if not each.startswith(f"{color}_")}
        return {**kept, "standby": "absent"}

    @contextlib.contextmanager
    def _unprotected(self, cluster: str) -> Iterator[None]:
        """Deletion protection of a cluster is off, and on again if the cluster is not deleted."""
        account = self._open().account
        self._protect(account, cluster, protected=False)
        try:
            yield
        except BaseException:
            self._protect(account, cluster, protected=True)
            raise

    def _protect(self, account: AwsAccount, cluster: str, *, protected: bool) -> None:
        title = f"{'Set' if protected else 'Remove'} deletion protection of {cluster}"
        with self.steps.step("protect", title), aws_errors(f"{title} (rds:ModifyDBCluster)"):
            account.client("rds").modify_db_cluster(
                DBClusterIdentifier=cluster, DeletionProtection=protected
            )

    def _fill(self, color: Color) -> None:
        """The file system with its files, unless Terraform has it already."""
        work = self._open()
        resources = self._resources(work)
        files = PairAddresses(color).files
        if files in resources:
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
        kind, _, name = files.partition(".")
        arguments = work.configuration["resource"][kind][name]
        tags = {**aws_providers(work.configuration)[0].default_tags, **arguments["tags"]}
        job = FilesJob(
            account=work.account,
            point=str(self.stores.copies(color)[1]),
            vault=str(resources[_VAULT]["name"]),
            token=str(arguments["creation_token"]),
            key=str(resources[_KEY]["arn"]),
            role=str(resources[BACKUP_ROLE]["arn"]),
            tags=tags,
        )
        with self.steps.step("files", "Restore the files into a new file system") as step:
            step.update(job.run(step))

    def _create(self, color: Color, *, is_new: bool) -> None:
        """The database from its copy, and all that belongs to the pair; the service stays."""
        work = self._open()
        cluster = RestoredCluster.of(work.configuration, PairAddresses(color).cluster, work.account)
        self._complete(cluster, self._resources(work))
        if is_new:
            # Nobody is served by what is made around the copies.
            targets = without_service(work.configuration)
            self._deploy(intended=targets, targets=targets)
        else:
            stores = self._written()
            before = self._configuration(self._without(color, stores))
            made = differing(before, self._configuration(stores))
            # Of another release only the cut-over lets the service know.
            self._deploy(intended=made, targets=made if self._changes_release(work) else ())
        self._complete(cluster, self._resources(self._open()))

    def _changes_release(self, work: WorkingDirectory) -> bool:
        change = release_change(work.configuration, work.state())
        return change is not None and change.may_change_schema

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
