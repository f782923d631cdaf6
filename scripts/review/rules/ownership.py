"""What belongs to a resource, and goes away with it."""

from scripts.review.context import Surroundings
from scripts.terraform.documents.change import Change

# Type -> the attribute that names the owner, and the owner's type.
OWNERS = {
    "aws_backup_vault_lock_configuration": ("backup_vault_name", "aws_backup_vault"),
    "aws_backup_vault_notifications": ("backup_vault_name", "aws_backup_vault"),
    "aws_backup_vault_policy": ("backup_vault_name", "aws_backup_vault"),
    "aws_cloudwatch_event_target": ("rule", "aws_cloudwatch_event_rule"),
    "aws_cloudwatch_log_metric_filter": ("log_group_name", "aws_cloudwatch_log_group"),
    "aws_efs_access_point": ("file_system_id", "aws_efs_file_system"),
    "aws_efs_backup_policy": ("file_system_id", "aws_efs_file_system"),
    "aws_efs_file_system_policy": ("file_system_id", "aws_efs_file_system"),
    "aws_efs_mount_target": ("file_system_id", "aws_efs_file_system"),
    "aws_iam_role_policy": ("role", "aws_iam_role"),
    "aws_iam_role_policy_attachment": ("role", "aws_iam_role"),
    "aws_kms_alias": ("target_key_id", "aws_kms_key"),
    "aws_s3_bucket_acl": ("bucket", "aws_s3_bucket"),
    "aws_s3_bucket_lifecycle_configuration": ("bucket", "aws_s3_bucket"),
    "aws_s3_bucket_logging": ("bucket", "aws_s3_bucket"),
    "aws_s3_bucket_notification": ("bucket", "aws_s3_bucket"),
    "aws_s3_bucket_object_lock_configuration": ("bucket", "aws_s3_bucket"),
    "aws_s3_bucket_ownership_controls": ("bucket", "aws_s3_bucket"),
    "aws_s3_bucket_policy": ("bucket", "aws_s3_bucket"),
    "aws_s3_bucket_public_access_block": ("bucket", "aws_s3_bucket"),
    "aws_s3_bucket_replication_configuration": ("bucket", "aws_s3_bucket"),
    "aws_s3_bucket_server_side_encryption_configuration": ("bucket", "aws_s3_bucket"),
    "aws_s3_bucket_versioning": ("bucket", "aws_s3_bucket"),
    "aws_s3_object": ("bucket", "aws_s3_bucket"),
    "aws_secretsmanager_secret_policy": ("secret_arn", "aws_secretsmanager_secret"),
    "aws_secretsmanager_secret_rotation": ("secret_id", "aws_secretsmanager_secret"),
    "aws_secretsmanager_secret_version": ("secret_id", "aws_secretsmanager_secret"),
    "aws_sns_topic_policy": ("arn", "aws_sns_topic"),
    "aws_sns_topic_subscription": ("topic_arn", "aws_sns_topic"),
    "aws_wafv2_web_acl_logging_configuration": ("resource_arn", "aws_wafv2_web_acl"),
}
NAMES = ("id", "arn", "name", "key_id")


def goes_with_its_owner(change: Change, around: Surroundings) -> bool:
    """True if its owner is deleted as well; the verdict on the owner then says it all."""
    if change.action != "delete" or change.type not in OWNERS:
        return False
    attribute, type_ = OWNERS[change.type]
    owner = change.before.get(attribute)
    return owner is not None and any(
        other.type == type_
        and other.action == "delete"
        and owner in [other.before.get(name) for name in NAMES]
        for other in around.changes
    )
