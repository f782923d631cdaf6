"""Everything that can be encrypted by a key of ours is."""

from collections.abc import Iterator

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.configuration import Configuration, Violation

# Type -> path of the argument that names the key.
ALWAYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "aws_backup_vault": (("kms_key_arn",),),
    "aws_cloudtrail": (("kms_key_id",),),
    "aws_cloudwatch_log_group": (("kms_key_id",),),
    "aws_dynamodb_table": (("server_side_encryption", "kms_key_arn"),),
    "aws_efs_file_system": (("kms_key_id",),),
    "aws_elasticache_serverless_cache": (("kms_key_id",),),
    "aws_kinesis_firehose_delivery_stream": (("server_side_encryption", "key_arn"),),
    "aws_rds_cluster": (("kms_key_id",), ("master_user_secret_kms_key_id",)),
    "aws_scheduler_schedule": (("kms_key_arn",),),
    "aws_secretsmanager_secret": (("kms_key_id",),),
    "aws_sns_topic": (("kms_master_key_id",),),
    "aws_sqs_queue": (("kms_master_key_id",),),
    "aws_ssm_parameter": (("key_id",),),
}
# Type -> what makes it need a key -> path of the argument that names it.
WHERE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "aws_ecs_cluster": (
        ("configuration", "execute_command_configuration"),
        ("configuration", "execute_command_configuration", "kms_key_id"),
    ),
    "aws_lambda_function": (("environment",), ("kms_key_arn",)),
    "aws_rds_cluster_instance": (
        ("performance_insights_enabled",),
        ("performance_insights_kms_key_id",),
    ),
}


@policy(
    30,
    "Whatever can be encrypted with a key of this configuration is.",
    hipaa=("312(a)(2)(iv)", "312(e)(2)(ii)"),
    nag=(
        "SecretsManagerUsingKMSKey",
        "CloudWatchLogGroupEncrypted",
        "EFSEncrypted",
        "RDSStorageEncrypted",
        "SNSEncryptedKMS",
        "AwsSolutions-AEC3",
    ),
)
def customer_managed_keys(configuration: Configuration) -> Iterator[Violation]:
    """By reference, so that the key cannot be another account's or AWS's own."""
    keys = {key.address for key in configuration.of("aws_kms_key")}
    needed: list[tuple[str, tuple[str, ...], tuple[str, ...]]]
    needed = [(type_, (), path) for type_, paths in ALWAYS.items() for path in paths]
    needed += [(type_, reason, path) for type_, (reason, path) in WHERE.items()]
    for type_, reason, path in needed:
        for resource in configuration.of(type_):
            if reason and not resource.get(*reason):
                continue
            if not resource.refers_to(*path) & keys:
                yield resource.violates(f"{'.'.join(path)} is no key of this configuration")
    for default in configuration.of("aws_s3_bucket_server_side_encryption_configuration"):
        path = ("rule", "apply_server_side_encryption_by_default")
        key = default.refers_to(*path, "kms_master_key_id")
        if default.get(*path, "sse_algorithm") != "AES256" and not key & keys:
            yield default.violates("kms_master_key_id is no key of this configuration")
