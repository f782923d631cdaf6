"""AWS Backup: vaults are named, the ids of plans random."""

from scripts.resources.facets.actions import (
    NEW,
    OWN,
    Actions,
    arn,
    grant,
    key_use,
    pass_role,
    service_linked_role,
    tags,
)

_VAULT, _PLAN = arn("backup", "backup-vault:openemr-{name}-*"), arn("backup", "backup-plan:*")

PLAN = Actions(
    read=(grant("backup:GetBackupPlan backup:ListTags", _PLAN),),
    create=(grant("backup:CreateBackupPlan", _PLAN, when=NEW), *tags("backup:TagResource", _PLAN)),
    update=(
        grant("backup:TagResource backup:UntagResource backup:UpdateBackupPlan", _PLAN, when=OWN),
    ),
    delete=(grant("backup:DeleteBackupPlan", _PLAN, when=OWN),),
)
SELECTION = Actions(
    read=(grant("backup:GetBackupSelection", _PLAN),),
    create=(
        grant("backup:CreateBackupSelection", _PLAN, when=OWN),
        pass_role("backup.amazonaws.com"),
        service_linked_role("backup.amazonaws.com"),
    ),
    delete=(grant("backup:DeleteBackupSelection", _PLAN, when=OWN),),
)
VAULT = Actions(
    read=(grant("backup:DescribeBackupVault backup:ListTags", _VAULT),),
    create=(
        grant("backup:CreateBackupVault backup:TagResource", _VAULT),
        # https://docs.aws.amazon.com/aws-backup/latest/devguide/access-control.html
        grant("backup-storage:MountCapsule"),
        key_use("backup"),
    ),
    update=(grant("backup:TagResource backup:UntagResource", _VAULT),),
    delete=(grant("backup:DeleteBackupVault", _VAULT),),
)
VAULT_LOCK = Actions(
    read=(grant("backup:DescribeBackupVault", _VAULT),),
    create=(grant("backup:PutBackupVaultLockConfiguration", _VAULT),),
    update=(grant("backup:PutBackupVaultLockConfiguration", _VAULT),),
    delete=(grant("backup:DeleteBackupVaultLockConfiguration", _VAULT),),
)
VAULT_POLICY = Actions(
    read=(grant("backup:GetBackupVaultAccessPolicy", _VAULT),),
    create=(grant("backup:PutBackupVaultAccessPolicy", _VAULT),),
    update=(grant("backup:PutBackupVaultAccessPolicy", _VAULT),),
    delete=(grant("backup:DeleteBackupVaultAccessPolicy", _VAULT),),
)
