"""The verb `backups`."""

import json
import time
from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from scripts.aws.account import aws_errors
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.cli.steps import Steps
from scripts.deployment.outputs import Deployed, NotDeployedError, find_deployed

_BETWEEN_LOOKS_SECONDS = 5
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_DescribeBackupJob.html (2026-11-25)
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointByBackupVault.html
# (read 2026-11-29): a partial, expired or vanishing one is no copy to rely on.
_USABLE = ("COMPLETED", "AVAILABLE")
_ENDED = ("COMPLETED", "FAILED", "ABORTED", "EXPIRED", "PARTIAL")


class BackupFailedError(RuntimeError):
    """A backup job did not complete; the message says which, and what AWS Backup says of it."""


@dataclass(frozen=True)
class RecoveryPoint:
    """A copy in the vault. size_bytes is None until AWS knows it."""

    arn: str
    resource_type: str
    resource_arn: str
    status: str
    created: str
    deleted_after: str
    size_bytes: int | None


def backups(
    deployment: DeploymentArgument = None,
    now: Annotated[
        bool,
        typer.Option("--now", help="Make a copy of database and files now, and wait for it."),
    ] = False,
    keep_days: Annotated[
        int, typer.Option(help="Life of a copy made now; the vault's lock may ask for more.", min=1)
    ] = 35,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the copies as JSON instead of a table.")
    ] = False,
    terraform: TerraformOption = None,
) -> None:
    """List the recovery points of database and files in the backup vault, or create new ones.

    Exit codes: 0 done, and there is a copy of each; 1 not deployed, refused by AWS, a copy failed,
    or there is none yet; 2 wrong options or settings.
    """
    with exit_codes(failures=(NotDeployedError, BackupFailedError)):
        deployed = find_deployed(deployment, terraform)
        protected = _protected(deployed)
        if now:
            for arn in protected:
                _copy(deployed, arn, keep_days)
        points = recovery_points(deployed)
    if as_json:
        typer.echo(json.dumps([asdict(point) for point in points], indent=2))
    else:
        Console().print(_table(deployed, points))
    usable = {point.resource_arn for point in points if point.status in _USABLE}
    missing = set(protected) - usable
    for arn in sorted(missing):
        typer.echo(f"No copy of {arn} yet. openemr backups {deployed.name} --now", err=True)
    raise typer.Exit(FAILED if missing else 0)


def recovery_points(deployed: Deployed) -> list[RecoveryPoint]:
    """Every copy in the vault, the youngest first. Raises AwsError, NotDeployedError."""
    vault, client = deployed.output("backup_vault_name"), deployed.account.client("backup")
    with aws_errors(f"list vault {vault} (backup:ListRecoveryPointsByBackupVault)"):
        pages = client.get_paginator("list_recovery_points_by_backup_vault").paginate(
            BackupVaultName=vault
        )
        found = [_point(each) for page in pages for each in page["RecoveryPoints"]]
    return sorted(found, key=lambda point: point.created, reverse=True)


def _protected(deployed: Deployed) -> list[str]:
    """ARNs of what must be in the vault."""
    account = deployed.account.caller().account
    place = f"{deployed.region}:{account}"
    return [
        f"arn:aws:rds:{place}:cluster:{deployed.output('database_cluster_id')}",
        f"arn:aws:elasticfilesystem:{place}:file-system/{deployed.output('file_system_id')}",
    ]


def _copy(deployed: Deployed, arn: str, keep_days: int) -> None:
    vault, client = deployed.output("backup_vault_name"), deployed.account.client("backup")
    role = deployed.output("backup_role_arn")
    with Steps().step("backup", f"Copy {arn}") as step:
        with aws_errors(f"start a backup of {arn} (backup:StartBackupJob, iam:PassRole)"):
            job = client.start_backup_job(
                BackupVaultName=vault,
                ResourceArn=arn,
                IamRoleArn=role,
                # A locked vault takes no copy without an end.
                Lifecycle={"DeleteAfterDays": keep_days},
            )["BackupJobId"]
        state: dict[str, Any] = {"State": "CREATED"}
        while state["State"] not in _ENDED:
            with aws_errors(f"ask for backup job {job} (backup:DescribeBackupJob)"):
                state = client.describe_backup_job(BackupJobId=job)
            step.update(f"{state['State'].lower()} {state.get('PercentDone', '')}".strip())
            if state["State"] not in _ENDED:
                time.sleep(_BETWEEN_LOOKS_SECONDS)
        if state["State"] != "COMPLETED":
            reason = state.get("StatusMessage") or "AWS Backup gave no reason"
            raise BackupFailedError(f"The copy of {arn} ended as {state['State']}: {reason}.")


def _point(described: dict[str, Any]) -> RecoveryPoint:
    lifecycle = described.get("CalculatedLifecycle") or {}
    return RecoveryPoint(
        arn=described["RecoveryPointArn"],
        resource_type=described.get("ResourceType", ""),
        resource_arn=described["ResourceArn"],
        status=described["Status"],
        created=described["CreationDate"].isoformat(timespec="seconds"),
        deleted_after=_day(lifecycle.get("DeleteAt")),
        size_bytes=described.get("BackupSizeInBytes"),
    )


def _day(moment: Any) -> str:
    return moment.date().isoformat() if moment else ""


def _table(deployed: Deployed, points: list[RecoveryPoint]) -> Table:
    table = Table(title=f"Vault {deployed.output('backup_vault_name')}", title_justify="left")
    for heading in ("Made", "Of", "Status", "GB", "Kept until", "Recovery point"):
        table.add_column(heading, overflow="fold")
    for point in points:
        size = "" if point.size_bytes is None else f"{point.size_bytes / 1e9:.1f}"
        kept = point.deleted_after or "no end"
        table.add_row(point.created, point.resource_type, point.status, size, kept, point.arn)
    return table
