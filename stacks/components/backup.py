"""AWS Backup: copies of database and files outside their services."""

from cdktf_cdktf_provider_aws.backup_plan import (
    BackupPlan,
    BackupPlanRule,
    BackupPlanRuleCopyAction,
    BackupPlanRuleCopyActionLifecycle,
    BackupPlanRuleLifecycle,
)
from cdktf_cdktf_provider_aws.backup_selection import BackupSelection
from constructs import Construct

from stacks.components.service_role import ServiceRole
from stacks.components.vault import VAULT_ROLE, make_vault
from stacks.foundation import Foundation
from stacks.naming import Names, place_name
from stacks.settings.backup import BackupSettings
from stacks.settings.copies import CopyPlace, Rule

START_WINDOW_MINUTES = 60
COMPLETION_WINDOW_MINUTES = 480


class Backup(Construct):
    """Daily, weekly and monthly copies in a vault with a lock of its own, and in other Regions.

    It is what remains when a deletion or ransomware has reached the services themselves. The
    vault's key encrypts copies of the files only: those of Aurora keep the key of the cluster, so
    that whoever loses the data key loses the database and all of its copies here (2026-11). Those
    in another Region have the key of the vault there.
    https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        base: Foundation,
        *,
        settings: BackupSettings,
        protects: list[str],
    ) -> None:
        super().__init__(scope, id_)
        self._settings = settings
        self._base = base
        vault = make_vault(
            self,
            name=base.names(VAULT_ROLE),
            kms_key_arn=base.encryption.backup_key_arn,
            production=base.production,
            lock=settings.lock,
        )
        self.vault_name = vault.name
        self.vault_arn = vault.arn
        plan = BackupPlan(self, "plan", name=base.names("backup"), rule=self._rules())
        role = self._role(base)
        self.role_arn = role.arn
        BackupSelection(
            self,
            "selection",
            name=base.names("backup"),
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=protects,
            depends_on=role.attachments,
        )

    def vault_arn_in(self, place: CopyPlace) -> str:
        """The vault of a place, which its own stack makes: stacks/copies.py."""
        account, names = self._base.account, self._base.names
        vault = Names(place_name(names.deployment, place.region))(VAULT_ROLE)
        return account.arn("backup", f"backup-vault:{vault}", region=place.region)

    def _role(self, base: Foundation) -> ServiceRole:
        return ServiceRole(
            self,
            "access",
            name=base.names("backup"),
            service="backup.amazonaws.com",
            account=base.account,
            managed_policies=[
                "service-role/AWSBackupServiceRolePolicyForBackup",
                "service-role/AWSBackupServiceRolePolicyForRestores",
            ],
        )

    def _rules(self) -> list[BackupPlanRule]:
        # Cold storage exists for EFS; AWS Backup keeps the copies of Aurora warm.
        settings = self._settings
        return [
            BackupPlanRule(
                rule_name=rule,
                target_vault_name=self.vault_name,
                schedule=settings.schedules[rule],
                start_window=START_WINDOW_MINUTES,
                completion_window=COMPLETION_WINDOW_MINUTES,
                lifecycle=BackupPlanRuleLifecycle(
                    delete_after=life.days, cold_storage_after=life.cold_after_days
                ),
                copy_action=self._copies(rule),
            )
            for rule, life in settings.lives.items()
        ]

    def _copies(self, rule: Rule) -> list[BackupPlanRuleCopyAction] | None:
        """Made when the backup is complete, which is in warm storage until then.

        AWS Backup copies nothing out of cold storage (2026-11):
        https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html
        """
        settings = self._settings
        found = [
            BackupPlanRuleCopyAction(
                destination_vault_arn=self.vault_arn_in(place),
                lifecycle=BackupPlanRuleCopyActionLifecycle(
                    delete_after=life.days, cold_storage_after=life.cold_after_days
                ),
            )
            for place in settings.copies
            if (life := settings.lives_in(place).get(rule))
        ]
        return found or None
