"""Rotation of secrets: RDS's own, and rotation that somebody added to those of Terraform."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resources
from scripts.commands.drift.running.state import StateOf, States, by_id, changed, of_words

_CRITICAL, _HIGH = Severity.CRITICAL, Severity.HIGH
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_MasterUserSecret.html (2026-11)
_IMPAIRED = "RDS can no longer rotate the master user's password: it lacks the secret or its key."
MASTER_SECRET = States(
    "master_user_secret.secret_status",
    ("active", "creating", "rotating"),
    of_words(_HIGH, _IMPAIRED, "impaired"),
    _HIGH,
)
STATES = (
    StateOf(
        "aws_rds_cluster",
        "rds describe_db_clusters DBClusters",
        by_id("DBClusterIdentifier"),
        ("MasterUserSecret", "SecretStatus"),
        MASTER_SECRET,
        only_with="master_user_secret",
    ),
)
_OFF = "The password of the database's master user is not rotated any more."
_OVERDUE = "Rotation of the password of the database's master user fails."
_DELETED = "The secret of the database's master user is being deleted."


def master_rotation(
    resources: Resources, aws: AwsReader, now: datetime | None = None
) -> Iterator[Finding]:
    """Secrets of RDS that are not rotated. A schedule that somebody set is as good as RDS's own.

    RDS rotates them every seven days, and the date of the next rotation is in the past only after
    all attempts failed (botocore 1.44.8, model of DescribeSecret):
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html (2026-11)
    """
    for cluster in resources.of("aws_rds_cluster"):
        for secret in cluster.values.get("master_user_secret") or []:
            found = aws.get("secretsmanager", "describe_secret", SecretId=secret["secret_arn"])
            yield from _of_master(cluster.address, found, now or datetime.now(timezone.utc))


def _of_master(address: str, secret: Mapping[str, Any], now: datetime) -> Iterator[Finding]:
    name = "master_user_secret"
    if secret.get("DeletedDate"):
        yield changed(address, f"{name}.deleted_date", "", "set", _CRITICAL, _DELETED)
        return
    if not secret.get("RotationEnabled"):
        yield changed(address, f"{name}.rotation_enabled", "true", "false", _HIGH, _OFF)
        return
    due = secret.get("NextRotationDate")
    if due and due < now:
        after = f"due on {due.date().isoformat()}"
        yield changed(address, f"{name}.next_rotation_date", "later", after, _HIGH, _OVERDUE)


_ROTATION = Unmanaged(
    "rotation",
    _CRITICAL,
    "Rotation was added to the secret by hand: a function reads and replaces its value.",
)


def added_rotation(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Rotation of Terraform's secrets where the state has none."""
    rotated = resources.ids("aws_secretsmanager_secret_rotation", key="secret_id")
    for secret in resources.of("aws_secretsmanager_secret"):
        if secret.id in rotated:
            continue
        found = aws.get("secretsmanager", "describe_secret", SecretId=secret.id)
        if found.get("RotationEnabled"):
            function = str(found.get("RotationLambdaARN") or found.get("OwningService") or "?")
            yield _ROTATION.at(secret.address, function, function)
