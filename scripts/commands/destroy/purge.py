"""A purge: last copies, protections off, buckets and vault emptied, and the data destroyed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scripts.cli.steps import Steps
from scripts.commands.destroy.copies import CopyFailedError, back_up_files, snapshot_cluster
from scripts.commands.destroy.decision import Decision, Mode, address_of, decide
from scripts.commands.destroy.emptying import empty_bucket, empty_vault
from scripts.commands.destroy.protections import taken_off
from scripts.commands.destroy.report import Result
from scripts.commands.destroy.targeted import Job
from scripts.commands.destroy.unprotected import OFF, discard, unprotected
from scripts.inventory import Scope
from scripts.inventory.data_asset import DataAsset
from scripts.terraform.documents.state import StateResources
from scripts.terraform.working_directory import WorkingDirectory

Survey = Callable[[Scope], list[DataAsset]]
_LAST = "last copy"
# Where the plan of the backups says nothing.
_DAYS = 365


@dataclass(frozen=True)
class Copies:
    """What is still to be copied, and what the copies will be."""

    of_database: DataAsset | None = None
    of_files: DataAsset | None = None
    vault: DataAsset | None = None
    assets: tuple[DataAsset, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """ARNs of the keys that encrypt them."""
        database = self.of_database.keys if self.of_database else ()
        return (*database, *(key for each in self.assets for key in each.keys))


def copies_to_take(
    mode: Mode, resources: StateResources, assets: Sequence[DataAsset], takes_copies: bool
) -> Copies:
    """A purge copies both; a destroy by settings has AWS take the final snapshot they ask for."""
    of_type = {each.type: each for each in assets if address_of(each, resources)}
    database = of_type.get("aws_rds_cluster")
    files, vault = of_type.get("aws_efs_file_system"), of_type.get("aws_backup_vault")
    if mode is Mode.BY_SETTINGS:
        wanted = any(
            not each.attributes.get("skip_final_snapshot")
            for each in resources.of_type("aws_rds_cluster")
        )
        return _of(database if wanted else None, None, None)
    if mode is Mode.PURGE and takes_copies:
        return _of(database, files if vault else None, vault)
    return Copies()


def _of(database: DataAsset | None, files: DataAsset | None, vault: DataAsset | None) -> Copies:
    assets = []
    if database:
        size = database.quantities["gb"]
        assets.append(
            DataAsset(
                type="aws_db_cluster_snapshot",
                id=f"{database.id} {_LAST}",
                name=f"of {database.name}",
                quantities={"gb": size},
                amount=f"{size:.1f} GB",
                keys=database.keys,
            )
        )
    if files and vault:
        assets.append(
            DataAsset(
                type="aws_backup_vault",
                id=f"{vault.id} {_LAST}",
                name=f"{vault.name}, backup of {files.name}",
                quantities={"files_gb": sum(files.quantities.values())},
                amount=files.amount,
                keys=vault.keys,
            )
        )
    return Copies(database, files, vault, tuple(assets))


@dataclass(frozen=True)
class Purge:
    """Everything in it can be interrupted and repeated."""

    work: WorkingDirectory
    scope: Scope
    steps: Steps
    takes_copies: bool
    result: Result

    def run(self, survey: Survey) -> None:
        """Raises CopyFailedError, UnexpectedPlanError and what Terraform and AWS raise."""
        resources = StateResources.of(self.work.state())
        kept_points = self._copy(resources, survey(self.scope)) if self.takes_copies else set()
        assets = survey(self.scope)
        self._empty(resources, assets, kept_points)
        assets = survey(self.scope)
        decision = decide(Mode.PURGE, resources, assets, keeps_vault=self._vault_is_full(assets))
        if decision.goes:
            self._let_go(resources, decision)

    def _copy(self, resources: StateResources, assets: Sequence[DataAsset]) -> set[str]:
        """The recovery points that have to stay."""
        copies, points = copies_to_take(Mode.PURGE, resources, assets, True), set()
        with self.steps.step("copy", "Final copies of database and files") as step:
            if copies.of_database:
                self.result.copies.append(
                    snapshot_cluster(self.scope, copies.of_database, step.update)
                )
            if copies.of_files and copies.vault:
                days = self._longest_retention(resources)
                point = back_up_files(self.scope, copies.of_files, copies.vault, days, step.update)
                self.result.copies.append(point)
                points.add(point)
            elif any(each.type == "aws_efs_file_system" for each in assets):
                raise CopyFailedError(
                    "There is no backup vault for a last backup of the files; nothing was purged. "
                    "openemr deploy makes it again, or --no-final-snapshot goes without."
                )
            step.update(", ".join(self.result.copies) or "nothing to copy")
        return points

    @staticmethod
    def _longest_retention(resources: StateResources) -> int:
        """That of the plan, which the vault's lock accepts."""
        days = [
            int(life["delete_after"])
            for plan in resources.of_type("aws_backup_plan")
            for rule in plan.attributes.get("rule") or []
            for life in rule.get("lifecycle") or []
            if life.get("delete_after")
        ]
        return max(days, default=_DAYS)

    def _empty(
        self, resources: StateResources, assets: Sequence[DataAsset], kept: set[str]
    ) -> None:
        with self.steps.step("empty", "Empty buckets and vault of this deployment") as step:
            said = []
            for asset in assets:
                count = 0
                if address_of(asset, resources) and asset.type == "aws_s3_bucket":
                    count = empty_bucket(self.scope, asset, step.update)
                elif address_of(asset, resources) and asset.type == "aws_backup_vault":
                    count = empty_vault(self.scope, asset, kept, step.update)
                said += [f"{asset.name}: {count} deleted"] * (count > 0)
            step.update(", ".join(said) or "nothing to empty")

    @staticmethod
    def _vault_is_full(assets: Sequence[DataAsset]) -> bool:
        return any(each.type == "aws_backup_vault" and each.keys for each in assets)

    def _let_go(self, resources: StateResources, decision: Decision) -> None:
        open_work = unprotected(self.work, resources, decision.goes)
        guarded = [each for each in decision.goes if resources.by_address[each].type in OFF]
        try:
            with taken_off(self.work, resources, guarded, self.steps):
                if guarded:
                    job = Job("unprotect", "Take protections off", open_work, self.steps)
                    job.update(guarded)
                whole = len(decision.goes) == len(resources)
                job = Job("purge", "Destroy the data", open_work, self.steps)
                self.result.destroyed += job.destroy(decision.goes, whole=whole)
        finally:
            discard(open_work)
