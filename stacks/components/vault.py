"""A vault of AWS Backup, and what keeps copies in it from deletion."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.backup_vault import BackupVault
from cdktf_cdktf_provider_aws.backup_vault_lock_configuration import BackupVaultLockConfiguration
from cdktf_cdktf_provider_aws.backup_vault_policy import BackupVaultPolicy
from constructs import Construct

from stacks.policies import deny, document
from stacks.settings.backup import Lock

VAULT_ROLE = "vault"
# Expiry by AWS Backup itself needs none of them (2026-11):
# https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html
DELETION = [
    "backup:DeleteBackupVault",
    "backup:DeleteRecoveryPoint",
    "backup:UpdateRecoveryPointLifecycle",
]


def make_vault(
    scope: Construct, *, name: str, kms_key_arn: str, production: bool, lock: Lock | None
) -> BackupVault:
    """The vault in `scope`, which refuses copies that outlive or fall short of the lock's bounds.

    The lock is what an attacker cannot undo in time; the policy says so at the first try.
    """
    vault = BackupVault(
        scope,
        "vault",
        name=name,
        kms_key_arn=kms_key_arn,
        force_destroy=not production,
        lifecycle=TerraformResourceLifecycle(prevent_destroy=production),
    )
    if lock:
        BackupVaultLockConfiguration(
            scope,
            "vault_lock",
            backup_vault_name=vault.name,
            min_retention_days=lock.least_days,
            max_retention_days=lock.most_days,
            changeable_for_days=lock.changeable_for_days,
        )
        BackupVaultPolicy(
            scope,
            "vault_policy",
            backup_vault_name=vault.name,
            policy=document(deny("NoDeletionByHand", DELETION, ["*"])),
        )
    return vault
