"""`openemr upgrade-database`."""

import time
from collections.abc import Callable
from typing import Annotated, Any

import typer

from scripts.aws.account import AwsAccount, aws_errors
from scripts.cli.consent import NotInteractiveError, ask
from scripts.cli.errors import InvalidInputError, OperationFailedError, StoppedError
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.cli.steps import Steps
from scripts.deployment.engine_version import (
    configured_version,
    is_minor_upgrade,
    is_same_major,
)
from scripts.deployment.outputs import Deployed, outputs_of
from scripts.deployment.pairs import STANDBY
from scripts.terraform.working_directory import open_working_directory

_POLL_SECONDS = 10.0
# Minor upgrades take minutes; AWS names no limit.
_WITHIN_SECONDS = 3600
_INSTEAD = "Use --yes."


class UpgradeRefusedError(InvalidInputError):
    """Aurora cannot go from the running version to that of the settings in place."""


class UpgradeUnfinishedError(OperationFailedError):
    """The cluster did not become available with the new version in time."""


def upgrade_database(
    deployment: DeploymentArgument = None,
    yes: Annotated[bool, typer.Option("--yes", help="Skip confirmation.")] = False,
    terraform: TerraformOption = None,
) -> None:
    """Upgrade Aurora to the minor version in the settings, instead of waiting for AWS.

    The version is `database.engine_version`; every instance restarts. Without this command AWS
    upgrades minor versions in the maintenance window. Of two databases it is the one that OpenEMR
    uses; the version of the standby is told. Exit codes: 0 upgraded, or
    nothing to do; 1 not deployed, refused by AWS, or not available in time; 2 a downgrade or
    another major version, invalid options, or no interactive input; 3 the answer was not yes.
    """
    with exit_codes(refusals=(NotInteractiveError,)):
        work = open_working_directory(deployment, Steps(), terraform)
        state = work.state()
        deployed = Deployed(work.name, work.region, work.account, outputs_of(state))
        cluster = deployed.output("database_cluster_id")
        work.refuse_wrong_target(state)
        running = str(_cluster(work.account, cluster)["EngineVersion"])
        wanted = configured_version(work.configuration)
        if said := standby_version(deployed, wanted):
            typer.echo(said, err=True)
        if running == wanted:
            typer.echo(f"{cluster} runs {running} already.")
            return
        refuse_other_than_minor_upgrades(running, wanted)
        question = f"Upgrade {cluster} from {running} to {wanted}? Every instance restarts. yes: "
        if not yes and ask(question, _INSTEAD) != "yes":
            raise StoppedError("Nothing was changed. The answer was not yes.")
        with Steps().step("upgrade", f"Upgrade {cluster} to {wanted}") as step:
            upgrade(work.account, cluster, wanted, step.update)


def standby_version(deployed: Deployed, wanted: str) -> str:
    """A sentence about a standby database with another version; empty for none. Raises AwsError."""
    standby = deployed.outputs.get("standby_database_cluster_id")
    if not standby:
        return ""
    running = _cluster(deployed.account, str(standby))["EngineVersion"]
    if running == wanted:
        return ""
    pair = deployed.outputs.get("standby_pair")
    return (
        f"{standby} ({pair}, {STANDBY}) runs {running} and stays: this command upgrades the "
        "database that OpenEMR uses."
    )


def refuse_other_than_minor_upgrades(running: str, wanted: str) -> None:
    """Raise UpgradeRefusedError for another major version, and for an older release.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Updates.html (2026-11)
    """
    setting = f"database.engine_version: received {wanted}; accepted: "
    if not is_same_major(running, wanted):
        raise UpgradeRefusedError(
            f"{setting}a release of the same major version as {running}, which the cluster runs. A "
            "major upgrade is tried on a copy first: restore a snapshot, or use a blue/green "
            "deployment of RDS. Nothing was changed."
        )
    if not is_minor_upgrade(running, wanted):
        raise UpgradeRefusedError(
            f"{setting}{running}, which it runs, or newer. Aurora takes no downgrade: only "
            "a restored snapshot of that time has the older engine. Nothing was changed."
        )


def upgrade(
    account: AwsAccount,
    cluster: str,
    wanted: str,
    on_progress: Callable[[str], None],
    *,
    pause: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Start it, and wait until the cluster is available with it.

    Raises AwsError and UpgradeUnfinishedError.
    """
    client = account.client("rds")
    with aws_errors(f"upgrade {cluster} to {wanted} (rds:ModifyDBCluster)"):
        client.modify_db_cluster(
            DBClusterIdentifier=cluster, EngineVersion=wanted, ApplyImmediately=True
        )
    deadline = clock() + _WITHIN_SECONDS
    while True:
        found = _cluster(account, cluster)
        if (found["EngineVersion"], found["Status"]) == (wanted, "available"):
            return
        if clock() >= deadline:
            raise UpgradeUnfinishedError(
                f"{cluster} is {found['Status']} with {found['EngineVersion']} after "
                f"{_WITHIN_SECONDS // 60} minutes. See its events in the RDS console."
            )
        on_progress(str(found["Status"]))
        pause(_POLL_SECONDS)


def _cluster(account: AwsAccount, cluster: str) -> dict[str, Any]:
    client = account.client("rds")
    with aws_errors(f"read the cluster {cluster} (rds:DescribeDBClusters)"):
        found: list[dict[str, Any]] = client.describe_db_clusters(DBClusterIdentifier=cluster)[
            "DBClusters"
        ]
    return found[0]
