"""An apply that ends between the restore and the ModifyDBCluster that follows it.

The cluster is tainted, so that Terraform would replace it. Untainted, it has no managed password
and Terraform never asks for one: the argument is not read back. Resources that name the secret
fail with "Invalid index" until somebody turns management on.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.embedded_aws import EmbeddedAws
from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.copied import Copied
from tests.contract.embedded_aws.requests import policy
from tests.terraform.restore.clusters import CLUSTER, restored, terraform, write

ADDRESS = f"{CLUSTER}.half"
USER, DENIAL = "embedded-aws-operator", "not-yet"


@pytest.fixture
def copied() -> Iterator[Copied]:
    with EmbeddedAws(auth=True) as aws:
        yield Copied(Account(aws))


@pytest.mark.terraform
def test_the_way_back_is_to_untaint_and_to_turn_management_on(
    copied: Copied, tmp_path: Path
) -> None:
    source = {"snapshot_identifier": copied.cluster_point}
    write(tmp_path, {CLUSTER: {"half": restored(copied, "half") | source}})
    ours, iam = terraform(tmp_path, copied), copied.account.client("iam")
    denial = policy({"Effect": "Deny", "Action": "rds:ModifyDBCluster", "Resource": "*"})
    ours.plan().check()
    iam.put_user_policy(UserName=USER, PolicyName=DENIAL, PolicyDocument=denial)
    assert "rds:ModifyDBCluster" in str(ours.apply().errors)
    iam.delete_user_policy(UserName=USER, PolicyName=DENIAL)
    assert ours.plan().changes == [f"{ADDRESS}: replace"]

    ours.run("untaint", ADDRESS).check()
    assert "Invalid index" in str(ours.plan().errors)
    (cluster,) = copied.rds.describe_db_clusters(DBClusterIdentifier="half")["DBClusters"]
    assert "MasterUserSecret" not in cluster

    copied.rds.modify_db_cluster(
        DBClusterIdentifier="half",
        ManageMasterUserPassword=True,
        MasterUserSecretKmsKeyId=copied.account.key,
        ApplyImmediately=True,
    )
    assert ours.plan().check().changes == [f"{ADDRESS}: update"]
    ours.apply().check()
    outputs = json.loads((tmp_path / "terraform.tfstate").read_text("utf-8"))["outputs"]
    (cluster,) = copied.rds.describe_db_clusters(DBClusterIdentifier="half")["DBClusters"]
    assert outputs["half"]["value"] == cluster["MasterUserSecret"]["SecretArn"]
    assert ours.plan().check().changes == []
