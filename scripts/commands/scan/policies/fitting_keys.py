"""Each kind of data has a key of its own, which admits the service that keeps it."""

from collections.abc import Iterator

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.embedded import Statement, policies_in

# Type -> argument that names the key -> how the service is called in the key's policy.
SERVICES = {
    "aws_backup_vault": (("kms_key_arn", "backup"),),
    "aws_cloudtrail": (("kms_key_id", "cloudtrail"),),
    "aws_cloudwatch_log_group": (("kms_key_id", "logs"),),
    "aws_efs_file_system": (("kms_key_id", "elasticfilesystem"),),
    "aws_elasticache_serverless_cache": (("kms_key_id", "elasticache"),),
    "aws_rds_cluster": (("kms_key_id", "rds"), ("master_user_secret_kms_key_id", "secretsmanager")),
    "aws_rds_cluster_instance": (("performance_insights_kms_key_id", "rds"),),
    "aws_secretsmanager_secret": (("kms_key_id", "secretsmanager"),),
}


@policy(
    55,
    "Encrypted data uses a key whose policy allows the service that stores it.",
    hipaa="312(a)(1) 312(a)(2)(iv)",
)
def fitting_keys(configuration: Configuration) -> Violations:
    """So that who may use the key of logs can read no patient's data, and nothing is unreadable."""
    admitted = {
        key.address: {
            name.partition(".")[0]
            for statement in statements
            if statement.allows
            for name in _services(statement)
        }
        for key, statements in policies_in(configuration, {"aws_kms_key": "policy"})
    }
    for type_, arguments in SERVICES.items():
        for resource in configuration.of(type_):
            for argument, service in arguments:
                for address in resource.refers_to(argument) & set(admitted):
                    if service not in admitted[address]:
                        yield resource.violates(f"{argument} is {address}, not for {service}")


def _services(statement: Statement) -> Iterator[str]:
    yield from (value for kind, value in statement.principals if kind == "Service")
    for keys in statement.condition.values():
        yield from map(str, keys.get("kms:viaservice", []))
