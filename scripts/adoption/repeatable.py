"""Types whose creation changes nothing where the resource is there already.

AWS's call is a put, an attach or a registration: Terraform makes them again, and one exists. The
sources are the calls' pages in AWS's API references (read 2026-11-25).
"""

from collections.abc import Mapping

REPEATABLE: Mapping[str, str] = {
    "aws_acm_certificate_validation": "it waits, and makes nothing",
    "aws_backup_vault_lock_configuration": "PutBackupVaultLockConfiguration",
    "aws_default_security_group": "it takes over the group that the VPC came with",
    "aws_ecr_lifecycle_policy": "PutLifecyclePolicy",
    "aws_secretsmanager_secret_version": "entered into the state by secret_versions.py",
    "aws_sns_topic_subscription": "Subscribe returns the subscription that there is",
    "aws_wafv2_web_acl_association": "AssociateWebACL",
    "aws_wafv2_web_acl_logging_configuration": "PutLoggingConfiguration",
}
