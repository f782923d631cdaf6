"""AWS Backup: copies of database and files outside their services."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.backup_plan import (
    BackupPlan,
    BackupPlanRule,
    BackupPlanRuleLifecycle,
)
from cdktf_cdktf_provider_aws.backup_selection import BackupSelection
from cdktf_cdktf_provider_aws.backup_vault import BackupVault
from cdktf_cdktf_provider_aws.backup_vault_lock_configuration import BackupVaultLockConfiguration
from cdktf_cdktf_provider_aws.backup_vault_policy import BackupVaultPolicy
from constructs import Construct

from stacks.components.service_role import ServiceRole
from stacks.foundation import Foundation
from stacks.policies import deny, document
from stacks.settings.backup import BackupSettings

START_WINDOW_MINUTES = 60
COMPLETION_WINDOW_MINUTES = 480
# Expiry by AWS Backup itself needs none of them (2026-11):
# https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
DELETION = [
    "backup:DeleteBackupVault",
    "backup:DeleteRecoveryPoint",
    "backup:UpdateRecoveryPointLifecycle",
]


class Backup(Construct):
    """Daily, weekly and monthly copies in a vault with a lock of its own.

    It is what remains when a deletion or ransomware has reached the services themselves. The
    vault's key encrypts copies of the files only: those of Aurora keep the key of the cluster, so
    that whoever loses the data key loses the database and all of its copies (2026-11).
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
        vault = BackupVault(
            self,
            "vault",
            name=base.names("vault"),
            kms_key_arn=base.encryption.backup_key_arn,
            force_destroy=not base.production,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=base.production),
        )
        self.vault_name = vault.name
        if settings.vault_lock != "off":
            self._lock(vault, settings)
        plan = BackupPlan(
            self, "plan", name=base.names("backup"), rule=self._rules(vault.name, settings)
        )
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

    def _lock(self, vault: BackupVault, settings: BackupSettings) -> None:
        """Refuse copies that outlive or fall short of the plan's, and their deletion by hand.

        The lock is what an attacker cannot undo in time; the policy says so at the first try.
        """
        BackupVaultLockConfiguration(
            self,
            "vault_lock",
            backup_vault_name=vault.name,
            min_retention_days=min(settings.retention_days),
            max_retention_days=max(settings.retention_days),
            changeable_for_days=settings.vault_lock_changeable_for_days,
        )
        BackupVaultPolicy(
            self,
            "vault_policy",
            backup_vault_name=vault.name,
            policy=document(deny("NoDeletionByHand", DELETION, ["*"])),
        )

    @staticmethod
    def _rules(vault_name: str, settings: BackupSettings) -> list[BackupPlanRule]:
        # Cold storage exists for EFS; AWS Backup keeps the copies of Aurora warm.
        lives = {
            "daily": (settings.daily_schedule, settings.daily_retention_days, None),
            "weekly": (settings.weekly_schedule, settings.weekly_retention_days, None),
            "monthly": (
                settings.monthly_schedule,
                settings.monthly_retention_days,
                settings.monthly_cold_storage_after_days,
            ),
        }
        return [
            BackupPlanRule(
                rule_name=rule,
                target_vault_name=vault_name,
                schedule=schedule,
                start_window=START_WINDOW_MINUTES,
                completion_window=COMPLETION_WINDOW_MINUTES,
                lifecycle=BackupPlanRuleLifecycle(
                    delete_after=retention, cold_storage_after=cold_after
                ),
            )
            for rule, (schedule, retention, cold_after) in lives.items()
        ]
