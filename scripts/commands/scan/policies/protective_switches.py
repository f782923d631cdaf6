"""Arguments that protect and that no other check looks at."""

from collections.abc import Iterator

from scripts.commands.scan.documents import made_resources
from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource

LEAST_DATABASE_BACKUP_DAYS = 7


@policy(
    40,
    "Arguments that protect are enabled.",
    hipaa="308(a)(7)(ii)(A) 312(b) 312(c)(1) 312(e)(1)",
)
def protective_switches(configuration: Configuration) -> Violations:
    """By the catalogue: the value must be among the accepted ones."""
    for entry, resource in made_resources(configuration):
        for path, accepted in entry.arguments.accepted.items():
            found = resource.get(*path.split("."))
            if not any(found is each or found == each for each in accepted):
                yield resource.violates(f"{path} is {found}")
    yield from _exec_is_recorded(configuration)
    for cluster in configuration.of("aws_rds_cluster"):
        days = cluster.get("backup_retention_period") or 1
        if days < LEAST_DATABASE_BACKUP_DAYS:
            yield cluster.violates(f"point-in-time recovery of {days} day(s)")


def _exec_is_recorded(configuration: Configuration) -> Violations:
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
