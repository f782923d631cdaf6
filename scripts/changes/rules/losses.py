"""What is lost with each type of resource. Each type stands here once somebody has reviewed it."""

from scripts.changes.rules.loss import Loss, rebuilt, survives
from scripts.changes.verdict import DESTROYS, INTERRUPTS, LOWERS, OPENS

UNWATCHED = "What it watches for happens unnoticed."
OFFLINE = "OpenEMR is out of reach until the new one is up."
KMS = "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html"
EFS = "https://docs.aws.amazon.com/efs/latest/ug"
S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide"

_DATA = {
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
}
_BACKUPS = {
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
_BUCKETS = {
    "aws_s3_bucket": Loss(
        DESTROYS,
        "All objects in it go away; AWS refuses while there are any, unless force_destroy is set.",
    ),
    "aws_s3_object": Loss(DESTROYS, "The object goes away."),
    "aws_s3_bucket_versioning": rebuilt(
        LOWERS,
        "Versioning is suspended: what is overwritten cannot be brought back.",
        f"{S3}/Versioning.html",
    ),
    "aws_s3_bucket_object_lock_configuration": rebuilt(LOWERS, "New objects are no longer locked."),
    "aws_s3_bucket_public_access_block": survives(
        OPENS,
        "The four switches that keep the public out go away.",
        "for a moment nothing but policies keeps the public out.",
        f"{S3}/access-control-block-public-access.html",
    ),
    "aws_s3_bucket_ownership_controls": rebuilt(
        OPENS, "Access control lists count again, beside the bucket's policy."
    ),
    "aws_s3_bucket_server_side_encryption_configuration": rebuilt(
        LOWERS, "New objects are encrypted by S3's own keys instead of one whose use IAM governs."
    ),
    "aws_s3_bucket_logging": rebuilt(LOWERS, "Access to the bucket leaves no record."),
    "aws_s3_bucket_notification": rebuilt(LOWERS, UNWATCHED),
    "aws_s3_bucket_replication_configuration": rebuilt(LOWERS, "New objects are copied no more."),
    "aws_s3_bucket_policy": rebuilt(),
    "aws_s3_bucket_lifecycle_configuration": rebuilt(),
    "aws_s3_bucket_acl": rebuilt(),
    "aws_s3_bucket_website_configuration": rebuilt(),
}
_EVIDENCE = {
    "aws_cloudtrail": Loss(
        DESTROYS, "Calls of AWS's APIs leave no record, which nothing restores."
    ),
    "aws_cloudwatch_log_group": Loss(DESTROYS, "All events in it go away, evidence included."),
    "aws_flow_log": rebuilt(LOWERS, "Connections in the network leave no record."),
    "aws_cloudwatch_metric_alarm": rebuilt(LOWERS, UNWATCHED),
    "aws_cloudwatch_composite_alarm": rebuilt(LOWERS, UNWATCHED),
    "aws_cloudwatch_log_metric_filter": rebuilt(LOWERS, UNWATCHED),
    "aws_cloudwatch_event_rule": rebuilt(LOWERS, UNWATCHED),
    "aws_cloudwatch_event_target": rebuilt(LOWERS, UNWATCHED),
    "aws_cloudwatch_dashboard": rebuilt(),
    "aws_cloudwatch_log_resource_policy": rebuilt(),
    "aws_sns_topic": Loss(LOWERS, "Whoever it tells hears of nothing until he subscribes anew."),
    "aws_sns_topic_policy": rebuilt(),
    "aws_sns_topic_subscription": survives(
        LOWERS, "One address is no longer told.", "the address has to confirm anew."
    ),
}
_NETWORK = {
    "aws_vpc": Loss(INTERRUPTS, "Everything in the network ends."),
    "aws_subnet": survives(
        LOWERS, "The deployment stands in fewer subnets.", "what runs in the subnet ends."
    ),
    "aws_nat_gateway": survives(
        LOWERS,
        "The way out depends on fewer zones.",
        "connections to the outside end, and come from another address.",
    ),
    "aws_eip": Loss(INTERRUPTS, "Partners that know the deployment by this address refuse it."),
    "aws_internet_gateway": Loss(INTERRUPTS, OFFLINE),
    "aws_route": Loss(INTERRUPTS, "Connections over this route end."),
    "aws_route_table": Loss(INTERRUPTS, "Connections over its routes end."),
    "aws_route_table_association": Loss(INTERRUPTS, "The subnet falls back to the main routes."),
    "aws_vpc_endpoint": Loss(INTERRUPTS, "Calls of the service go through the internet instead."),
    "aws_security_group": Loss(INTERRUPTS, "What it admitted is cut off until another admits it."),
    "aws_default_security_group": rebuilt(),
    "aws_vpc_security_group_ingress_rule": Loss(INTERRUPTS, "What it admitted is cut off."),
    "aws_vpc_security_group_egress_rule": Loss(INTERRUPTS, "What it let out is cut off."),
    "aws_security_group_rule": Loss(INTERRUPTS, "What it let through is cut off."),
    "aws_network_acl": rebuilt(),
    "aws_network_acl_rule": rebuilt(),
}
_EDGE = {
    "aws_lb": Loss(INTERRUPTS, OFFLINE),
    "aws_lb_listener": Loss(INTERRUPTS, "Its port answers no more."),
    "aws_lb_listener_rule": rebuilt(),
    "aws_lb_target_group": Loss(
        INTERRUPTS, "Tasks get no requests until they are registered anew."
    ),
    "aws_acm_certificate": Loss(INTERRUPTS, "The listener needs another certificate."),
    "aws_acm_certificate_validation": rebuilt(),
    "aws_route53_record": survives(
        INTERRUPTS, "The name leads nowhere.", "the name leads nowhere for a moment."
    ),
    "aws_wafv2_web_acl": survives(
        OPENS,
        "No request is inspected and no path is closed any more.",
        "its rules count from the moment on at which it is associated.",
    ),
    "aws_wafv2_web_acl_association": survives(
        OPENS,
        "Requests reach the load balancer without passing the firewall.",
        "for a moment requests do not pass the firewall.",
    ),
    "aws_wafv2_web_acl_logging_configuration": rebuilt(OPENS, "Attacks leave no record."),
    "aws_wafv2_ip_set": survives(
        OPENS, "Rules about these addresses do nothing.", "rules about its addresses do nothing."
    ),
}
_IDENTITY = {
    "aws_iam_role": Loss(INTERRUPTS, "Whoever acts under this role is refused."),
    "aws_iam_policy": survives(None, "", "whoever has these rights is refused for a moment."),
    "aws_iam_role_policy": rebuilt(),
    "aws_iam_role_policy_attachment": Loss(INTERRUPTS, "The role loses the policy's rights."),
    "aws_iam_service_linked_role": Loss(INTERRUPTS, "The service cannot act in this account."),
    "aws_iam_account_password_policy": rebuilt(LOWERS, "People may choose weak passwords."),
}
_APPLICATION = {
    "aws_ecs_cluster": Loss(INTERRUPTS, OFFLINE),
    "aws_ecs_service": Loss(INTERRUPTS, OFFLINE),
    "aws_ecs_task_definition": survives(
        None, "", "the service starts new tasks, and the old ones end."
    ),
    "aws_appautoscaling_target": Loss(
        INTERRUPTS, "The number of tasks no longer follows the load."
    ),
    "aws_appautoscaling_policy": survives(
        INTERRUPTS,
        "The number of tasks no longer follows this load.",
        "for a moment the number of tasks does not follow the load.",
    ),
    "aws_elasticache_serverless_cache": Loss(INTERRUPTS, "Everybody is signed out."),
    "aws_elasticache_user_group": Loss(INTERRUPTS, "Sessions cannot be read without its users."),
    "aws_db_subnet_group": Loss(INTERRUPTS, "The database needs another place."),
    "aws_rds_cluster_parameter_group": Loss(
        INTERRUPTS, "The database needs other parameters, some after a restart."
    ),
}
LOSSES: dict[str, Loss] = {
    **_DATA,
    **_BACKUPS,
    **_BUCKETS,
    **_EVIDENCE,
    **_NETWORK,
    **_EDGE,
    **_IDENTITY,
    **_APPLICATION,
}
