"""Data of two pairs is listed by names that tell whose they are."""

from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any, ClassVar

from scripts.aws.account import AwsAccount
from scripts.deployment.pairs import Pairs
from scripts.inventory.records import log_groups, secrets
from scripts.inventory.scope import Scope
from scripts.inventory.stores import clusters, file_systems, snapshots
from scripts.terraform.documents.state import StateResource, StateResources

BLUE, GREEN = "openemr-clinic-database", "openemr-clinic-greendatabase"
NOW = datetime(2026, 11, 30, tzinfo=timezone.utc)


class Reader:
    """Members of answers, with what AWS's operations return (botocore 1.44.8) as far as read."""

    ANSWERS: ClassVar[dict[str, list[dict[str, Any]]]] = {
        "DBClusters": [
            {"DBClusterIdentifier": name, "MasterUsername": "dbadmin"} for name in (BLUE, GREEN)
        ],
        "DBClusterSnapshots": [
            {
                "DBClusterIdentifier": name,
                "DBClusterSnapshotIdentifier": f"copy-of-{name}",
                "SnapshotCreateTime": NOW,
            }
            for name in (BLUE, GREEN)
        ],
        "FileSystems": [
            {"FileSystemId": id_, "CreationToken": token, "SizeInBytes": {"Value": 1}}
            for id_, token in (
                ("fs-1", "openemr-clinic-files"),
                ("fs-2", "openemr-clinic-greenfiles"),
            )
        ],
        "logGroups": [
            {"logGroupName": f"/aws/rds/cluster/{name}/audit", "arn": f"arn:{name}:*"}
            for name in (BLUE, GREEN)
        ],
    }

    def list(self, _service: str, _operation: str, member: str, **asked: Any) -> list[Any]:
        prefix = asked.get("logGroupNamePrefix", "")
        listed = self.ANSWERS.get(member, [])
        return [each for each in listed if each.get("logGroupName", "").startswith(prefix)]

    def get(self, _service: str, _operation: str, **asked: Any) -> dict[str, Any]:
        arn = asked.get("SecretId", "")
        return {"ARN": arn, "Name": f"rds!{arn}", "tags": {}}


def scope() -> Scope:
    held = [
        StateResource(
            f"aws_rds_cluster.{name}",
            "aws_rds_cluster",
            {"cluster_identifier": name, "master_user_secret": [{"secret_arn": f"arn-of-{name}"}]},
        )
        for name in (BLUE, GREEN)
    ]
    resources = StateResources({each.address: each for each in held})
    pairs = Pairs("clinic", "green", frozenset({"blue", "green"}))
    found = Scope("clinic", AwsAccount("us-west-2"), resources, {}, pairs)
    found.__dict__.update(aws=Reader(), account_id="000000000000")
    return found


def test_stores_are_named_with_their_pair() -> None:
    names = {
        each.id: each.name for find in (clusters, file_systems, snapshots) for each in find(scope())
    }
    assert names == {
        BLUE: f"{BLUE} (blue, standby)",
        GREEN: f"{GREEN} (green, serving)",
        "fs-1": "openemr-clinic-files (fs-1) (blue, standby)",
        "fs-2": "openemr-clinic-greenfiles (fs-2) (green, serving)",
        f"copy-of-{BLUE}": f"copy-of-{BLUE} (blue, standby)",
        f"copy-of-{GREEN}": f"copy-of-{GREEN} (green, serving)",
    }


def test_secrets_of_both_master_users_are_listed() -> None:
    assert {each.id: each.name for each in secrets(scope())} == {
        f"arn-of-{BLUE}": f"rds!arn-of-{BLUE} (blue, standby)",
        f"arn-of-{GREEN}": f"rds!arn-of-{GREEN} (green, serving)",
    }


def test_logs_of_both_databases_are_listed() -> None:
    found = {each.name for each in log_groups(scope())}
    assert found == {f"/aws/rds/cluster/{name}/audit" for name in (BLUE, GREEN)}


def test_a_scope_reads_the_pairs_of_its_state() -> None:
    outputs = {"database_cluster_id": {"value": GREEN}}
    work = SimpleNamespace(name="clinic", account=AwsAccount("us-west-2"), configuration={})
    read: Any = Scope.of
    assert read(work, {"outputs": outputs, "resources": []}).pairs.serving == "green"
