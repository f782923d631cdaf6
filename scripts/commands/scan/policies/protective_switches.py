"""Arguments that protect and that no other check looks at."""

from collections.abc import Iterator

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.configuration import Configuration, Resource, Violation

# Type -> path -> accepted values; None means that it may be left out.
SWITCHES: dict[str, dict[tuple[str, ...], tuple[object, ...]]] = {
    "aws_ecs_cluster": {
        ("configuration", "execute_command_configuration", "logging"): (None, "OVERRIDE"),
    },
    "aws_ecs_service": {
        ("lifecycle", "ignore_changes"): (None, ["desired_count"]),
        ("deployment_circuit_breaker", "enable"): (True,),
        ("deployment_circuit_breaker", "rollback"): (True,),
        ("network_configuration", "assign_public_ip"): (None, False),
    },
    "aws_efs_access_point": {
        ("root_directory", "creation_info", "permissions"): ("0700", "0750", "0755"),
    },
    "aws_flow_log": {("traffic_type",): ("ALL",)},
    # The provider takes other names too; these two are the ones that ECS needs.
    "aws_iam_service_linked_role": {
        ("aws_service_name",): (
            "ecs.amazonaws.com",
            "ecs.application-autoscaling.amazonaws.com",
        ),
    },
    "aws_kms_key": {
        ("bypass_policy_lockout_safety_check",): (None, False),
        ("enable_key_rotation",): (True,),
        ("is_enabled",): (None, True),
    },
    "aws_lb": {
        ("desync_mitigation_mode",): (None, "defensive", "strictest"),
        ("drop_invalid_header_fields",): (True,),
        ("preserve_host_header",): (None, False, True),
        ("xff_header_processing_mode",): (None, "append"),
    },
    "aws_rds_cluster": {
        ("copy_tags_to_snapshot",): (True,),
        ("enable_http_endpoint",): (None, False),
        ("iam_database_authentication_enabled",): (True,),
        ("storage_encrypted",): (True,),
    },
    "aws_rds_cluster_instance": {
        ("auto_minor_version_upgrade",): (None, True),
        # Those that are valid after 2024; the image trusts no other:
        # https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.SSL.html
        ("ca_cert_identifier",): (
            "rds-ca-ecc384-g1",
            "rds-ca-rsa2048-g1",
            "rds-ca-rsa4096-g1",
        ),
        ("publicly_accessible",): (None, False),
    },
    "aws_s3_bucket_notification": {("eventbridge",): (True,)},
    "aws_s3_bucket_versioning": {("versioning_configuration", "status"): ("Enabled",)},
    "aws_sns_topic_subscription": {("protocol",): ("email", "email-json", "https")},
    "aws_vpc": {("enable_dns_support",): (None, True)},
    "aws_wafv2_web_acl": {("scope",): ("REGIONAL",)},
}
LEAST_DATABASE_BACKUP_DAYS = 7


@policy(
    40,
    "Arguments that protect are switched on.",
    hipaa=("308(a)(7)(ii)(A)", "312(b)", "312(c)(1)", "312(e)(1)"),
)
def protective_switches(configuration: Configuration) -> Iterator[Violation]:
    """A table; the value that is found must be among the accepted ones."""
    for type_, switches in SWITCHES.items():
        for resource in configuration.of(type_):
            for path, accepted in switches.items():
                found = resource.get(*path)
                if not any(found is each or found == each for each in accepted):
                    yield resource.violates(f"{'.'.join(path)} is {found}")
    yield from _exec_is_recorded(configuration)
    for cluster in configuration.of("aws_rds_cluster"):
        days = cluster.get("backup_retention_period") or 1
        if days < LEAST_DATABASE_BACKUP_DAYS:
            yield cluster.violates(f"point-in-time recovery of {days} day(s)")


def _exec_is_recorded(configuration: Configuration) -> Iterator[Violation]:
    """Shells into tasks are recorded where they are possible at all."""
    possible = any(
        each.get("enable_execute_command") for each in configuration.of("aws_ecs_service")
    )
    for cluster in configuration.of("aws_ecs_cluster") if possible else []:
        yield from (cluster.violates(reason) for reason in _missing_records(cluster))


def _missing_records(cluster: Resource) -> Iterator[str]:
    path = ("configuration", "execute_command_configuration")
    if cluster.get(*path, "logging") != "OVERRIDE":
        yield "sessions of ECS Exec are not recorded"
    log = (*path, "log_configuration")
    if cluster.get(*log, "cloud_watch_log_group_name") and not cluster.get(
        *log, "cloud_watch_encryption_enabled"
    ):
        yield "cloud_watch_encryption_enabled is not true"
    if cluster.get(*log, "s3_bucket_name") and not cluster.get(
        *log, "s3_bucket_encryption_enabled"
    ):
        yield "s3_bucket_encryption_enabled is not true"
