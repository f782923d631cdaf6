"""A final snapshot's name that is taken: RDS deletes nothing, and the inventory finds it before."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from scripts.aws.account import AwsAccount
from scripts.aws.reader import AwsReader
from scripts.commands.destroy.final_snapshot import (
    SnapshotNameTakenError,
    refuse_taken_snapshot_name,
)
from scripts.inventory import Scope
from scripts.inventory.final_snapshots import taken_final_snapshots
from scripts.terraform.documents.state import StateResource, StateResources
from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.requests import database

ADDRESS, FINAL = "aws_rds_cluster.one", "openemr-trial-final-vpc-1"


@pytest.fixture
def aws(account: Account, monkeypatch: pytest.MonkeyPatch) -> AwsAccount:
    """The account as commands see it."""
    boto3.setup_default_session()
    for name, value in account.server.environment(base={}).items():
        monkeypatch.setenv(name, value)
    return AwsAccount(account.server.region)


def state(**attributes: Any) -> StateResources:
    """A state with one cluster."""
    named = {"final_snapshot_identifier": FINAL, "skip_final_snapshot": False} | attributes
    return StateResources({ADDRESS: StateResource(ADDRESS, "aws_rds_cluster", named)})


def make_and_delete(rds: Any) -> None:
    """A cluster that goes with its final snapshot."""
    rds.create_db_cluster(**database("records"))
    rds.delete_db_cluster(DBClusterIdentifier="records", FinalDBSnapshotIdentifier=FINAL)


def test_a_second_deletion_is_refused_and_found_before(account: Account, aws: AwsAccount) -> None:
    rds = account.client("rds")
    assert taken_final_snapshots(AwsReader(aws), state()) == {}
    make_and_delete(rds)
    with pytest.raises(ClientError) as refused:
        make_and_delete(rds)
    assert refused.value.response["Error"]["Code"] == "DBClusterSnapshotAlreadyExistsFault"
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier="records")["DBClusters"]
    assert cluster["Status"] == "available"
    assert taken_final_snapshots(AwsReader(aws), state()) == {ADDRESS: FINAL}

    scope = Scope("trial", aws, state(), {})
    refuse_taken_snapshot_name(scope, frozenset())
    with pytest.raises(SnapshotNameTakenError, match=f"{FINAL}-earlier") as said:
        refuse_taken_snapshot_name(scope, {ADDRESS})
    assert "Nothing was destroyed" in str(said.value)
    assert "--purge trial" in str(said.value)

    # The commands of the message, as the CLI sends them.
    rds.copy_db_cluster_snapshot(
        SourceDBClusterSnapshotIdentifier=FINAL,
        TargetDBClusterSnapshotIdentifier=f"{FINAL}-earlier",
        CopyTags=True,
    )
    rds.delete_db_cluster_snapshot(DBClusterSnapshotIdentifier=FINAL)
    refuse_taken_snapshot_name(scope, {ADDRESS})
    rds.delete_db_cluster(DBClusterIdentifier="records", FinalDBSnapshotIdentifier=FINAL)


@pytest.mark.parametrize(
    "attributes",
    [{"skip_final_snapshot": True}, {"final_snapshot_identifier": None}],
    ids=["none is taken", "it has no name"],
)
def test_a_cluster_without_a_final_snapshot_has_no_name_to_look_for(
    aws: AwsAccount, attributes: dict[str, Any]
) -> None:
    assert taken_final_snapshots(AwsReader(aws), state(**attributes)) == {}
