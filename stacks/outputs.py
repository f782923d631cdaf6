"""What an operator or script reads after a deployment; never a secret's value."""

from cdktf import TerraformOutput, TerraformStack

from stacks.components.monitoring import Monitoring
from stacks.parts import Parts


def write_output(stack: TerraformStack, name: str, value: str, description: str) -> None:
    """One output of `stack`, by exactly this name."""
    output = TerraformOutput(stack, f"output_{name}", value=value, description=description)
    output.override_logical_id(name)


def write_deployment_outputs(
    stack: TerraformStack, parts: Parts, monitoring: Monitoring | None
) -> None:
    """Everything that commands and people look up by name."""
    application, database, cache = parts.application, parts.database, parts.cache
    outputs = [
        ("application_url", parts.front_door.url, "Where users find OpenEMR"),
        ("load_balancer_dns_name", parts.front_door.dns_name, "Name of the load balancer"),
        ("admin_user", application.ADMINISTRATOR, "First user of OpenEMR"),
        (
            "admin_password_secret_arn",
            application.administrator.arn,
            "Secret with the first user's password, key `password`",
        ),
        ("cluster_name", application.cluster.name, "ECS cluster"),
        ("service_name", application.service.name, "ECS service"),
        ("application_log_group", application.task.log_group_name, "Log of the containers"),
        ("database_cluster_id", database.id, "Aurora cluster"),
        ("database_endpoint", database.host, "Aurora writer"),
        ("database_reader_endpoint", database.reader_host, "Aurora readers"),
        ("database_master_secret_arn", database.master_secret_arn, "Secret of AWS's making"),
        ("database_user_secret_arn", database.password.arn, "Secret of OpenEMR's own user"),
        ("cache_endpoint", cache.host, "Valkey"),
        ("cache_user_secret_arn", cache.password.arn, "Secret of the cache's user"),
        ("file_system_id", parts.files.id, "EFS file system of the sites directory"),
        ("backup_vault_name", parts.backup.vault_name, "AWS Backup vault"),
        ("vpc_id", parts.network.vpc_id, "VPC"),
        ("web_acl_arn", parts.firewall.arn, "AWS WAF web ACL"),
    ]
    if parts.evidence.audit_trail:
        outputs.append(
            ("audit_trail_bucket", parts.evidence.audit_trail.bucket_name, "CloudTrail files")
        )
    if monitoring:
        topic_arn = monitoring.notifications.topic_arn
        outputs.append(("notification_topic_arn", topic_arn, "SNS topic of alarms and events"))
        outputs.append(("dashboard_name", monitoring.dashboard.name, "CloudWatch dashboard"))
    for name, value, description in outputs:
        write_output(stack, name, value, description)
