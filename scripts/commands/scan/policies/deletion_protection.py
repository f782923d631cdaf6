"""What holds data cannot be destroyed by mistake."""

from collections.abc import Iterator

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.configuration import Configuration, Resource, Violation

LEAST_KEY_WINDOW_DAYS = 30
LEAST_SECRET_WINDOW_DAYS = 7
PREVENT_DESTROY = (
    "aws_backup_vault",
    "aws_dynamodb_table",
    "aws_efs_file_system",
    "aws_kms_key",
    "aws_rds_cluster",
    "aws_s3_bucket",
    "aws_secretsmanager_secret",
)
# Type -> argument -> what it must be.
ARGUMENTS: dict[str, dict[str, bool]] = {
    "aws_dynamodb_table": {"deletion_protection_enabled": True},
    "aws_lb": {"enable_deletion_protection": True},
    "aws_rds_cluster": {"deletion_protection": True},
}
# Type -> argument that must not be true.
NEVER_TRUE = {
    "aws_backup_vault": "force_destroy",
    "aws_rds_cluster": "skip_final_snapshot",
    "aws_s3_bucket": "force_destroy",
}


@policy(
    33,
    "Keys, databases, files, vaults, buckets, secrets and the load balancer resist deletion.",
    hipaa=("308(a)(7)(i)", "308(a)(7)(ii)(A)", "308(a)(7)(ii)(C)"),
    nag=("RDSInstanceDeletionProtectionEnabled", "ELBDeletionProtectionEnabled"),
)
def deletion_protection(configuration: Configuration) -> Iterator[Violation]:
    """By AWS where it can refuse, and by Terraform's prevent_destroy."""
    # A plan does not say what Terraform's own lifecycle block holds.
    for resource in [] if configuration.planned else configuration.of(*PREVENT_DESTROY):
        if resource.get("lifecycle", "prevent_destroy") is not True:
            yield resource.violates("no prevent_destroy")
    for type_, arguments in ARGUMENTS.items():
        for resource in configuration.of(type_):
            for argument, needed in arguments.items():
                if resource.get(argument) is not needed:
                    yield resource.violates(f"{argument} is not {str(needed).lower()}")
    for type_, argument in NEVER_TRUE.items():
        for resource in configuration.of(type_):
            if resource.get(argument) is True:
                yield resource.violates(f"{argument} is true")
    yield from _windows(configuration)


def _windows(configuration: Configuration) -> Iterator[Violation]:
    """How long a deletion can be taken back."""
    for key in configuration.of("aws_kms_key"):
        yield from _shorter(key, "deletion_window_in_days", LEAST_KEY_WINDOW_DAYS)
    for secret in configuration.of("aws_secretsmanager_secret"):
        yield from _shorter(secret, "recovery_window_in_days", LEAST_SECRET_WINDOW_DAYS)


def _shorter(resource: Resource, argument: str, least: int) -> Iterator[Violation]:
    # AWS's default is 30 days for both.
    days = resource.get(argument)
    if days is not None and days < least:
        yield resource.violates(f"{argument} is {days}, not {least} or more")
