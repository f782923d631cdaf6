"""AWS Backup's opt-in for database and files in the Region."""

from collections.abc import Iterator

from scripts.aws.account import aws_errors
from scripts.aws.backup_opt_in import ACTION, SERVICES, command, opted_out
from scripts.preflight.finding import Finding, ok, problem, warning
from scripts.preflight.subject import Subject


def backup_opt_in(subject: Subject) -> Iterator[Finding]:
    """Without it nothing is copied and nothing fails, so that no event tells."""
    client = subject.account.client("backup")
    with aws_errors(f"read the opt-in of AWS Backup ({ACTION})"):
        preferences = client.describe_region_settings()["ResourceTypeOptInPreference"]
    off = opted_out(preferences, subject.configuration["resource"])
    if not off:
        yield ok("AWS Backup", f"copies {' and '.join(sorted(SERVICES.values()))} in this Region")
        return
    tell = problem if subject.settings.is_production else warning
    said = f"makes no copies of {' and '.join(off)} in this Region, whatever the backup plan says"
    yield tell("AWS Backup", said, command(subject.settings.region, off))
