"""All that is kept is encrypted with a key of the deployment's own."""

import importlib
import inspect
from collections.abc import Iterator

from tests.synthesized import Attributes, Stack, leaves, refers_to
from tests.unit.stacks.invariants.rule import Violation, breaks, breaks_without, check

# Type -> arguments that name a KMS key and must.
KEYS = {
    "aws_backup_vault": ["kms_key_arn"],
    "aws_cloudtrail": ["kms_key_id"],
    "aws_cloudwatch_log_group": ["kms_key_id"],
    "aws_dynamodb_table": ["server_side_encryption.kms_key_arn"],
    "aws_ecr_repository": ["encryption_configuration.kms_key"],
    "aws_efs_file_system": ["kms_key_id"],
    "aws_elasticache_serverless_cache": ["kms_key_id"],
    "aws_rds_cluster": ["kms_key_id", "master_user_secret_kms_key_id"],
    "aws_rds_cluster_instance": ["performance_insights_kms_key_id"],
    "aws_s3_bucket_server_side_encryption_configuration": [
        "rule.apply_server_side_encryption_by_default.kms_master_key_id"
    ],
    "aws_secretsmanager_secret": ["kms_key_id"],
    "aws_sns_topic": ["kms_master_key_id"],
}
# Type -> switches beside the key.
SWITCHES = {
    "aws_dynamodb_table": "server_side_encryption.enabled",
    "aws_efs_file_system": "encrypted",
    "aws_rds_cluster": "storage_encrypted",
}
S3_KEYS_ONLY = {
    "aws_s3_bucket_server_side_encryption_configuration.access_logs_store_encryption": (
        "deliveries of load balancer and S3 logs take no key but S3's own"
    ),
}
# Arguments of the provider that name a key and may stay unset: class of the bindings -> why.
UNUSED_KEYS = {
    "EcsClusterConfigurationManagedStorageConfiguration": "tasks keep nothing on their own disk",
    "EcsServiceServiceConnectConfigurationServiceTls": "there is no Service Connect",
    "EcsServiceVolumeConfigurationManagedEbsVolume": "there are no EBS volumes",
    "DynamodbTableReplica": "the lock table lives in one Region",
    "S3BucketReplicationConfigurationRulesDestination": "there is no replication",
    "S3BucketReplicationConfigurationRulesSourceSelectionCriteria": "there is no replication",
    "S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefault": (
        "encryption of a bucket is a resource of its own"
    ),
    "SecretsmanagerSecretReplica": "secrets live in one Region",
    "RdsCluster.performance_insights_kms_key_id": "set with advanced insights; own rule below",
    "EcsClusterConfigurationExecuteCommandConfiguration": "own rule below",
}


def at(attributes: Attributes, path: str) -> list[object]:
    """The values at a dotted path, list indices left out."""
    return [
        value
        for place, value in leaves(attributes)
        if ".".join(str(part) for part in place if not isinstance(part, int)) == path
    ]


def unencrypted(stack: Stack) -> Iterator[Violation]:
    """What has no key of ours, or whose encryption is not switched on."""
    for type_, address, attributes in stack.every():
        for argument in KEYS.get(type_, []):
            keys = at(attributes, argument)
            if not keys or not all(refers_to(key, "aws_kms_key") for key in keys):
                yield Violation(address, f"{argument} is {keys}, no key of this stack")
        if type_ in SWITCHES and at(attributes, SWITCHES[type_]) != [True]:
            yield Violation(address, f"{SWITCHES[type_]} is not true")


def buckets_without_encryption(stack: Stack) -> Iterator[Violation]:
    """Buckets for which no default encryption is configured."""
    configured = stack.resources("aws_s3_bucket_server_side_encryption_configuration").values()
    encrypted = {configuration["bucket"] for configuration in configured}
    for name in stack.resources("aws_s3_bucket"):
        if f"${{aws_s3_bucket.{name}.id}}" not in encrypted:
            yield Violation(f"aws_s3_bucket.{name}", "has no encryption configuration")


def unencrypted_insights_and_sessions(stack: Stack) -> Iterator[Violation]:
    """Performance data and ECS Exec sessions, which are encrypted where they exist."""
    for name, cluster in stack.resources("aws_rds_cluster").items():
        key = cluster.get("performance_insights_kms_key_id")
        if cluster.get("performance_insights_enabled") and not refers_to(key, "aws_kms_key"):
            yield Violation(f"aws_rds_cluster.{name}", "insights without key")
    execs = any(s["enable_execute_command"] for s in stack.resources("aws_ecs_service").values())
    for name, cluster in stack.resources("aws_ecs_cluster").items():
        session = cluster.get("configuration", {}).get("execute_command_configuration", {})
        logs = session.get("log_configuration", {})
        switches = ("cloud_watch_encryption_enabled", "s3_bucket_encryption_enabled")
        if execs and not (
            refers_to(session.get("kms_key_id"), "aws_kms_key")
            and session["logging"] == "OVERRIDE"
            and all(logs.get(switch) is True for switch in switches)
        ):
            yield Violation(f"aws_ecs_cluster.{name}", "sessions without key or without record")


def careless_keys(stack: Stack) -> Iterator[Violation]:
    """Keys that are not rotated, vanish too soon, have no policy, or no readable name."""
    named = {alias["target_key_id"] for alias in stack.resources("aws_kms_alias").values()}
    for name, key in stack.resources("aws_kms_key").items():
        address = f"aws_kms_key.{name}"
        if key.get("enable_key_rotation") is not True:
            yield Violation(address, "is not rotated")
        if key.get("deletion_window_in_days") != 30:
            yield Violation(address, "does not wait 30 days before it is deleted")
        if "policy" not in key:
            yield Violation(address, "has AWS's default policy")
        if not key.get("description"):
            yield Violation(address, "does not say what it is for")
        if f"${{{address}.key_id}}" not in named:
            yield Violation(address, "has no alias")


def logs_kept_for_ever(stack: Stack) -> Iterator[Violation]:
    """Log groups without an end."""
    for name, group in stack.resources("aws_cloudwatch_log_group").items():
        if not group.get("retention_in_days"):
            yield Violation(f"aws_cloudwatch_log_group.{name}", "never expires")


def key_arguments(type_: str) -> Iterator[tuple[str, str]]:
    """Arguments of a resource type that name a KMS key: class of the bindings, argument."""
    module = importlib.import_module(f"cdktf_cdktf_provider_aws.{type_.removeprefix('aws_')}")
    for name, class_ in vars(module).items():
        if inspect.isclass(class_) and class_.__module__ == module.__name__:
            for argument in inspect.signature(class_).parameters:
                if "kms" in argument:
                    yield name, argument


def test_all_that_is_kept_is_encrypted_with_a_key_of_the_stack(stacks: list[Stack]):
    check(unencrypted, stacks, S3_KEYS_ONLY)


def test_every_bucket_configures_its_encryption(stacks: list[Stack]):
    check(buckets_without_encryption, stacks)


def test_insights_and_exec_sessions_are_encrypted(deployments: list[Stack]):
    check(unencrypted_insights_and_sessions, deployments)


def test_every_key_is_rotated_named_and_slow_to_vanish(stacks: list[Stack]):
    check(careless_keys, stacks)


def test_every_log_group_expires(stacks: list[Stack]):
    check(logs_kept_for_ever, stacks)


def test_the_table_of_keys_misses_no_argument_of_the_provider(stacks: list[Stack]):
    types = {type_ for stack in stacks for type_, _, _ in stack.every()}
    excused = set()
    for type_ in types:
        in_table = {path.rpartition(".")[2] for path in KEYS.get(type_, [])}
        for class_, argument in key_arguments(type_):
            excuses = {class_.removesuffix("Config"), f"{class_.removesuffix('Config')}.{argument}"}
            used = excuses & UNUSED_KEYS.keys()
            excused |= used
            assert used or argument in in_table, f"{type_}: {argument} of {class_} is in no table"
    assert excused == UNUSED_KEYS.keys(), "an exception excuses nothing"


def test_these_rules_notice(default: Stack, production: Stack):
    breaks(unencrypted, default, "aws_rds_cluster.database_cluster", storage_encrypted=False)
    breaks(unencrypted, default, "aws_efs_file_system.files_sites", kms_key_id="alias/aws/efs")
    breaks(
        unencrypted,
        default,
        "aws_secretsmanager_secret.credentials_application_secret",
        kms_key_id=None,
    )
    breaks(careless_keys, default, "aws_kms_key.encryption_data", enable_key_rotation=False)
    breaks(
        logs_kept_for_ever,
        default,
        "aws_cloudwatch_log_group.application_task_log",
        retention_in_days=0,
    )
    breaks(
        unencrypted_insights_and_sessions,
        production,
        "aws_ecs_cluster.application_ecs_cluster",
        configuration=None,
    )
    breaks_without(
        buckets_without_encryption,
        default,
        "aws_s3_bucket_server_side_encryption_configuration.exec_sessions_store_encryption",
    )
