"""`openemr backups`."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from scripts.aws.account import aws_errors
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.cli.steps import Steps
from scripts.deployment.backup_jobs import KEEP_DAYS, back_up, protected_resources
from scripts.deployment.outputs import Deployed, find_deployed

# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_RecoveryPointByBackupVault.html
# (read 2026-11-29): partial, expired and deleting ones do not count as backups.
_USABLE = ("COMPLETED", "AVAILABLE")


def backups(
    deployment: DeploymentArgument = None,
    now: Annotated[
        bool,
        typer.Option("--now", help="Back up database and files now, and wait until it is done."),
    ] = False,
    keep_days: Annotated[
        int, typer.Option(help="Retention with --now; the vault's lock may require more.", min=1)
    ] = KEEP_DAYS,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the recovery points as JSON instead of a table.")
    ] = False,
    terraform: TerraformOption = None,
) -> None:
    """List the recovery points of database and files in the backup vault, or create new ones.

    Of a standby pair too, if there is one (stores.standby). Exit codes: 0 done, and all have a
    recovery point; 1 not deployed, refused by AWS, a backup
    failed, or there is none yet; 2 invalid options or settings.
    """
    with exit_codes():
        deployed = find_deployed(deployment, terraform)
        protected = protected_resources(deployed)
        if now:
            back_up(
                deployed.account,
                deployed.output("backup_vault_name"),
                deployed.output("backup_role_arn"),
                list(protected),
                Steps(),
                keep_days=keep_days,
            )
        points = _recovery_points(deployed, protected)
    if as_json:
        typer.echo(json.dumps(points, indent=2))
    else:
        Console().print(_table(deployed, points, protected))
    usable = {point["resource_arn"] for point in points if point["status"] in _USABLE}
    missing = set(protected) - usable
    for arn in sorted(missing):
        typer.echo(
            f"No backup of {_named(arn, protected)} yet. openemr backups {deployed.name} --now",
            err=True,
        )
    raise typer.Exit(FAILED if missing else 0)


def _recovery_points(deployed: Deployed, pairs: Mapping[str, str]) -> list[dict[str, Any]]:
    """The recovery points in the vault, latest first. Raises AwsError, NotDeployedError."""
    vault, client = deployed.output("backup_vault_name"), deployed.account.client("backup")
    with aws_errors(f"list vault {vault} (backup:ListRecoveryPointsByBackupVault)"):
        pages = client.get_paginator("list_recovery_points_by_backup_vault").paginate(
            BackupVaultName=vault
        )
        found = [_described(each, pairs) for page in pages for each in page["RecoveryPoints"]]
    return sorted(found, key=lambda point: str(point["created"]), reverse=True)


def _named(arn: str, pairs: Mapping[str, str]) -> str:
    label = pairs.get(arn)
    return f"{arn} ({label})" if label else arn


def _described(point: dict[str, Any], pairs: Mapping[str, str]) -> dict[str, Any]:
    """A recovery point as data; size_bytes is None until AWS reports it.

    pair: empty without a second pair, and for a resource that is in none of them any more.
    """
    delete_at = (point.get("CalculatedLifecycle") or {}).get("DeleteAt")
    return {
        "arn": point["RecoveryPointArn"],
        "resource_type": point.get("ResourceType", ""),
        "resource_arn": point["ResourceArn"],
        "pair": pairs.get(point["ResourceArn"], ""),
        "status": point["Status"],
        "created": point["CreationDate"].isoformat(timespec="seconds"),
        "deleted_after": delete_at.date().isoformat() if delete_at else "",
        "size_bytes": point.get("BackupSizeInBytes"),
    }


def _table(deployed: Deployed, points: list[dict[str, Any]], pairs: Mapping[str, str]) -> Table:
    """The points; with the column of pairs if there is more than one, or only the second."""
    headings = ["Created", "Resource", "Status", "GB", "Deleted after", "Recovery point"]
    if any(pairs.values()):
        headings.insert(2, "Pair")
    table = Table(title=f"Vault {deployed.output('backup_vault_name')}", title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for point in points:
        size = "" if point["size_bytes"] is None else f"{point['size_bytes'] / 1e9:.1f}"
        deleted = point["deleted_after"] or "never"
        pair = [point["pair"] or "none of them"] if "Pair" in headings else []
        shown = (point["created"], point["resource_type"], *pair, point["status"], size, deleted)
        table.add_row(*shown, point["arn"])
    return table
