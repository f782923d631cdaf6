"""What is lost with databases, files, keys, secrets and backups."""

from scripts.review.rules.loss import Loss, rebuilt, survives
from scripts.review.verdict import DESTROYS, INTERRUPTS, LOWERS

UNWATCHED = "What it watches for happens unnoticed."
KMS = "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html"
EFS = "https://docs.aws.amazon.com/efs/latest/ug"

LOSSES: dict[str, Loss] = {
    "aws_rds_cluster": Loss(
        DESTROYS,
        "All records go away with it, and with its automated backups; only snapshots stay.",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_DeleteCluster.html",
    ),
    "aws_db_instance": Loss(DESTROYS, "The database and its automated backups go away."),
    "aws_db_snapshot": Loss(DESTROYS, "A copy of the database goes away."),
    "aws_db_cluster_snapshot": Loss(DESTROYS, "A copy of the database goes away."),
    "aws_rds_global_cluster": Loss(DESTROYS, "The database's copies in other Regions are cut off."),
    # Judged beside the cluster's other instances.
    "aws_rds_cluster_instance": rebuilt(),
    "aws_efs_file_system": Loss(
        DESTROYS,
        "All documents of patients go away with it, and the keys that decrypt the database.",
        f"{EFS}/delete-efs-fs.html",
    ),
    "aws_efs_access_point": Loss(
        DESTROYS, "Tasks reach the documents through it alone; under another path they find none."
    ),
    "aws_efs_mount_target": survives(
        INTERRUPTS,
        "Tasks in its subnet lose the documents until it is back.",
        "tasks in its subnet lose the documents until it is back.",
        f"{EFS}/manage-fs-access-change-mount-target.html",
    ),
    "aws_efs_backup_policy": rebuilt(LOWERS, "The file system is backed up automatically no more."),
    "aws_efs_file_system_policy": rebuilt(),
    "aws_dynamodb_table": Loss(
        DESTROYS, "The table and its items go away; without locks two may write one state."
    ),
    "aws_kms_key": Loss(
        DESTROYS, "All that it encrypts becomes unreadable for ever, backups included.", KMS
    ),
    "aws_kms_alias": rebuilt(
        LOWERS, "Whoever looks for the key by its name takes it for one that nobody uses."
    ),
    "aws_secretsmanager_secret": Loss(
        DESTROYS, "Its value goes away, and whoever signs in with it cannot any more."
    ),
    "aws_secretsmanager_secret_version": Loss(
        DESTROYS, "Its value goes away, and whoever signs in with it cannot any more."
    ),
    "aws_secretsmanager_secret_rotation": rebuilt(LOWERS, "The secret is no longer rotated."),
    "aws_cloudformation_stack": Loss(DESTROYS, "Everything goes away that the stack has made."),
    "aws_backup_vault": Loss(DESTROYS, "The copies in it go away."),
    "aws_backup_plan": Loss(DESTROYS, "No further copies of database and files are made by it."),
    "aws_backup_selection": survives(
        DESTROYS,
        "What it selects is no longer copied.",
        "a copy that should begin just then is left out.",
    ),
    "aws_backup_vault_lock_configuration": survives(
        LOWERS,
        "Copies may be deleted before their time.",
        "for a moment copies may be deleted before their time.",
    ),
    "aws_backup_vault_notifications": rebuilt(LOWERS, UNWATCHED),
    "aws_backup_vault_policy": rebuilt(),
}
