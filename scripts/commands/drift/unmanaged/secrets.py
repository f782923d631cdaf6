"""The secret that RDS keeps for the database's master user."""

from collections.abc import Iterator

from scripts.aws.reader import Reading
from scripts.commands.drift.finding import Finding, Severity, added
from scripts.commands.drift.resources import Resources


def read(resources: Resources, aws: Reading) -> Iterator[Finding]:
    """Terraform knows the secret's ARN only; RDS gives it no policy."""
    for cluster in resources.of("aws_rds_cluster"):
        for secret in cluster.values.get("master_user_secret") or []:
            policy = aws.get(
                "secretsmanager",
                "get_resource_policy",
                "ResourcePolicy",
                SecretId=secret["secret_arn"],
            )
            if policy:
                yield added(
                    cluster.address,
                    "master_user_secret.policy",
                    policy,
                    Severity.CRITICAL,
                    "The secret of the database's master user got a policy, which lets others "
                    "read it.",
                    identity=secret["secret_arn"],
                )
