"""A destroy ends before it deletes anything if RDS would refuse the final snapshot's name."""

import json

import pytest

from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform

NAME = "openemr-trial-final-vpc-1"


def test_a_taken_name_is_told_before_anything_is_deleted(trial: Deployed, copy_of: Copy) -> None:
    checkout = copy_of(trial)
    file = checkout.state_file("trial")
    state = json.loads(file.read_text())
    (cluster,) = [each for each in state["resources"] if each["type"] == "aws_rds_cluster"]
    cluster["instances"][0]["attributes"] |= {
        "skip_final_snapshot": False,
        "final_snapshot_identifier": NAME,
    }
    file.write_text(json.dumps(state))
    rds = checkout.account.client("rds")
    rds.create_db_cluster_snapshot(
        DBClusterIdentifier="openemr-trial-database", DBClusterSnapshotIdentifier=NAME
    )
    before = file.read_text()
    ended = checkout.openemr("destroy", "trial", "--yes")
    assert ended.returncode == 1, ended.stderr
    assert "Nothing was destroyed" in ended.stderr
    assert f"copy-db-cluster-snapshot --source-db-cluster-snapshot-identifier {NAME}" in (
        ended.stderr
    )
    assert file.read_text() == before
    assert len(rds.describe_db_instances()["DBInstances"]) == len(
        [each for each in state["resources"] if each["type"] == "aws_rds_cluster_instance"]
    )
