"""What an operator or script reads after a deployment; never a secret's value."""

from cdktf import TerraformOutput, TerraformStack

from stacks.components.application import Application
from stacks.components.monitoring import Monitoring
from stacks.parts import Parts
from stacks.stores import Pair, Stores

# Name, value, description.
Output = tuple[str, str, str]


def write_output(stack: TerraformStack, name: str, value: str, description: str) -> None:
    """One output of `stack`, by exactly this name."""
    output = TerraformOutput(stack, f"output_{name}", value=value, description=description)
    output.override_logical_id(name)


def write_deployment_outputs(
    stack: TerraformStack, parts: Parts, monitoring: Monitoring | None
) -> None:
    """Everything that commands and people look up by name."""
    outputs = [
        ("application_url", parts.front_door.url, "Where users find OpenEMR"),
        ("load_balancer_dns_name", parts.front_door.dns_name, "Name of the load balancer"),
        *_application(parts.application),
        *_stores(parts.stores),
        *_standby(parts.stores.standby),
        ("backup_vault_name", parts.backup.vault_name, "AWS Backup vault"),
        ("backup_role_arn", parts.backup.role_arn, "Role with which AWS Backup copies"),
        ("vpc_id", parts.network.vpc_id, "VPC"),
        ("web_acl_arn", parts.firewall.arn, "AWS WAF web ACL"),
    ]
    if parts.evidence.audit_trail:
        outputs.append(
            ("audit_trail_bucket", parts.evidence.audit_trail.bucket_name, "CloudTrail files")
        )
    if parts.notifications:
        topic_arn = parts.notifications.topic_arn
        outputs.append(("notification_topic_arn", topic_arn, "SNS topic of alarms and events"))
    if monitoring:
        outputs.append(("dashboard_name", monitoring.dashboard.name, "CloudWatch dashboard"))
    for name, value, description in outputs:
        write_output(stack, name, value, description)


def _application(application: Application) -> list[Output]:
    return [
        ("admin_user", application.ADMINISTRATOR, "First user of OpenEMR"),
        (
            "admin_password_secret_arn",
            application.administrator.arn,
            "Secret with the first user's password, key `password`",
        ),
        ("cluster_name", application.cluster.name, "ECS cluster"),
        ("service_name", application.service.name, "ECS service"),
        ("application_log_group", application.task.log_group_name, "Log of the containers"),
        *_image(application),
        *_restore(application),
    ]


def _restore(application: Application) -> list[Output]:
    """What runs the one-off task of a restore."""
    restore = application.restore
    if restore is None:
        return []
    database, files = restore.pair.database, restore.pair.files
    return [
        ("restore_pair", restore.pair.color, "Pair that was made from copies"),
        ("restore_database_cluster_id", database.id, "Aurora cluster of that pair"),
        ("restore_file_system_id", files.id, "EFS file system of that pair"),
        (
            "restore_task_definition_arn",
            restore.arn,
            "Task that moves and checks what was restored",
        ),
        ("restore_security_group_id", restore.perimeter.id, "Security group of that task"),
    ]


def _standby(pair: Pair | None) -> list[Output]:
    """The pair that OpenEMR does not use."""
    if pair is None:
        return []
    return [
        ("standby_pair", pair.color, "Pair that OpenEMR does not use"),
        ("standby_database_cluster_id", pair.database.id, "Aurora cluster of that pair"),
        ("standby_file_system_id", pair.files.id, "EFS file system of that pair"),
    ]


def _image(application: Application) -> list[Output]:
    chosen, image, repository = application.chosen, application.image, application.image_repository
    found = [
        ("openemr_version", chosen.openemr_version, "Version that the image holds"),
        ("container_image", image.reference, "Image of the tasks"),
        ("upstream_image", image.upstream, "Image that was chosen, which the tasks run or copy"),
    ]
    if chosen.image_digest:
        found.append(("container_image_digest", chosen.image_digest, "Digest that pins the image"))
    if repository:
        found.append(("image_repository_url", repository.url, "ECR repository of copies"))
    return found


def _stores(stores: Stores) -> list[Output]:
    database, cache, secret_arn = stores.database, stores.cache, stores.credentials.arn
    return [
        ("database_cluster_id", database.id, "Aurora cluster"),
        ("database_endpoint", database.host, "Aurora writer"),
        ("database_reader_endpoint", database.reader_host, "Aurora readers"),
        ("database_port", str(database.PORT), "Port of writer and readers"),
        ("database_master_secret_arn", database.master_secret_arn, "Secret of AWS's making"),
        (
            "database_user_secret_arn",
            secret_arn,
            "Secret of OpenEMR's own user, key `database_password`",
        ),
        ("cache_endpoint", cache.host, "Valkey"),
        ("cache_user_secret_arn", secret_arn, "Secret of the cache's user, key `cache_password`"),
        ("file_system_id", stores.files.id, "EFS file system of the sites directory"),
    ]
