"""A production is destroyed, then purged; each test continues where the one before ended."""

import json
from typing import Any

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed
from tests.terraform.destroy.attacks.victim import edited
from tests.terraform.destroy.seeds import (
    STRANGERS_BUCKET,
    UNKNOWN_BUCKET,
    back_up,
    bucket,
    bucket_names,
    key_states,
    make_bucket,
    put,
    recovery_points,
    versions,
)

pytestmark = pytest.mark.terraform

ACCESS, EXEC, TRAIL = (bucket("clinic", role) for role in ("accesslogs", "execlogs", "trail"))


@pytest.fixture(scope="module")
def checkout(clinic: Deployed, copy_of: Copy) -> Checkout:
    """A clinic after some time, in an account that others use as well."""
    checkout = copy_of(clinic)
    account = checkout.account
    put(account, ACCESS, "alb/AWSLogs/1", "alb/AWSLogs/1", "s3/trail/1", "somebody/else.jpg")
    account.client("s3").delete_object(Bucket=ACCESS, Key="s3/trail/1")
    put(account, EXEC, "sessions/1")
    put(account, TRAIL, "AWSLogs/1")
    back_up(account, "clinic")
    make_bucket(account, STRANGERS_BUCKET)
    make_bucket(account, UNKNOWN_BUCKET, Application="OpenEMR", Deployment="clinic")
    return checkout


def database(checkout: Checkout) -> dict[str, Any]:
    (cluster,) = checkout.account.client("rds").describe_db_clusters()["DBClusters"]
    return dict(cluster)


def left(result: dict[str, Any], *types: str) -> dict[str, str]:
    """Name -> why it is there."""
    return {each["id"]: each["why"] for each in result["left"]["stays"] if each["type"] in types}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give --yes for an evaluation, or --confirm clinic"),
        (("--confirm", "trial"), "--confirm trial: accepted: the name"),
        (("--purge",), "Give --purge clinic"),
        (("--yes", "--purge"), "Give --purge clinic"),
        (("--purge", "clinik"), "accepted: the name"),
        (("--yes", "--purge=trial"), "accepted: the name"),
        (("--yes", "--no-final-snapshot"), "--no-final-snapshot requires"),
        (("other", "--yes"), "Accepted: clinic"),
    ],
)
def test_wrong_words_or_nobody_to_ask_end_with_2(
    checkout: Checkout, arguments: tuple[str, ...], said: str
) -> None:
    before = checkout.state_file("clinic").read_bytes()
    name = () if "other" in arguments else ("clinic",)
    ended = checkout.openemr("destroy", *name, *arguments)
    assert ended.returncode == 2, ended.stderr
    assert said in ended.stderr
    assert checkout.state_file("clinic").read_bytes() == before


def test_what_stays_and_what_it_costs_is_said_before_the_question(checkout: Checkout) -> None:
    before = checkout.state_file("clinic").read_bytes()
    ended = checkout.openemr("destroy", "clinic", typed="maybe\n")
    assert ended.returncode == 3
    assert "Destroy clinic (production, account 000000000000, us-west-2)?" in ended.stderr
    assert "Nothing was changed. The answer was not clinic." in ended.stderr
    told = ended.stdout
    for words in (
        "database openemr-clinic-database",
        "file system openemr-clinic-files",
        "backup vault openemr-clinic-vault (2 recovery points",
        f"bucket {TRAIL} (1 objects, 1.0 KB)",
        "trail openemr-clinic-trail",
        "log group /openemr/clinic/application",
        "secret /openemr/clinic/Password",
        "$1.00  key OpenEMR clinic: secrets",
        "a month in total",
        "prevent_destroy",
        "destroy clinic --purge",
        "aws_rds_cluster openemr-clinic-database was not created for an evaluation",
    ):
        assert words in told
    assert "Deleted permanently" not in told
    assert checkout.state_file("clinic").read_bytes() == before


def test_yes_answers_for_no_production(checkout: Checkout) -> None:
    before = checkout.state_file("clinic").read_bytes()
    ended = checkout.openemr("destroy", "clinic", "--yes", "--json")
    assert ended.returncode == 3
    assert "Nothing was changed. --yes is accepted for evaluations only" in ended.stderr
    assert "openemr destroy clinic --confirm clinic" in ended.stderr
    result = json.loads(ended.stdout)
    assert (result["mode"], result["outcome"]) == ("keep_data", "stopped")
    assert "aws_lb openemr-clinic-alb has deletion protection in AWS" in result["reasons"]
    assert checkout.state_file("clinic").read_bytes() == before


def test_a_destroyed_production_keeps_all_that_holds_data(checkout: Checkout) -> None:
    ended = checkout.openemr("destroy", "clinic", "--json", typed="clinic\n")
    assert ended.returncode == 0, ended.stderr
    account, result = checkout.account, json.loads(ended.stdout)
    assert result["outcome"] == "destroyed"
    assert account.client("elbv2").describe_load_balancers()["LoadBalancers"] == []
    assert account.client("elasticache").describe_serverless_caches()["ServerlessCaches"] == []
    assert account.client("ec2").describe_nat_gateways()["NatGateways"] == [] or all(
        each["State"] == "deleted"
        for each in account.client("ec2").describe_nat_gateways()["NatGateways"]
    )
    assert database(checkout)["DeletionProtection"]
    assert database(checkout)["DBClusterMembers"] == []
    assert len(account.client("efs").describe_file_systems()["FileSystems"]) == 1
    assert len(recovery_points(account, "clinic")) == 2
    assert len(versions(account, ACCESS)) == 5
    assert set(key_states(account, "clinic").values()) == {"Enabled"}
    status = account.client("cloudtrail").get_trail_status(Name="openemr-clinic-trail")
    assert status["IsLogging"]
    closed = account.client("s3").get_public_access_block(Bucket=TRAIL)
    assert all(closed["PublicAccessBlockConfiguration"].values())
    secrets = account.client("secretsmanager").list_secrets()["SecretList"]
    assert {"/openemr/clinic/Application", "/openemr/clinic/Password"} <= {
        each["Name"] for each in secrets
    }
    assert left(result, "aws_rds_cluster") == {
        "openemr-clinic-database": "holds the clinical records"
    }
    assert result["left"]["monthly_usd"] > 6


def test_destroying_it_again_finds_nothing_to_do(checkout: Checkout) -> None:
    ended = checkout.openemr("destroy", "clinic", "--yes", "--json")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["outcome"] == "nothing to do"


def test_settings_edited_afterwards_get_no_further(checkout: Checkout) -> None:
    with edited(checkout, "clinic", environment="evaluation"):
        ended = checkout.openemr("destroy", "clinic", "--yes", "--json")
        assert json.loads(ended.stdout)["outcome"] == "nothing to do", ended.stderr
        deployed = checkout.openemr("deploy", "clinic", "--yes")
        assert deployed.returncode == 3, deployed.stderr
        assert "--leave-production clinic" in deployed.stderr
    assert database(checkout)["DeletionProtection"]
    assert len(recovery_points(checkout.account, "clinic")) == 2
    assert set(key_states(checkout.account, "clinic").values()) == {"Enabled"}


def test_a_deployment_would_bring_back_what_went_and_replace_nothing(checkout: Checkout) -> None:
    planned = checkout.openemr("plan", "clinic", "--json")
    assert planned.returncode in (2, 3), planned.stderr
    actions = {each["action"] for each in json.loads(planned.stdout)["changes"]}
    assert "create" in actions
    assert not actions & {"delete", "replace"}


def test_a_purge_wants_the_name_and_nothing_else(checkout: Checkout) -> None:
    ended = checkout.openemr("destroy", "clinic", "--yes", "--purge", typed="yes\n")
    assert ended.returncode == 3
    assert "The answer was not clinic" in ended.stderr
    assert "1 objects in it were not written by this deployment" in ended.stdout
    assert database(checkout)["DeletionProtection"]


def test_a_purge_takes_copies_first_and_leaves_locks_and_strangers_alone(
    checkout: Checkout,
) -> None:
    ended = checkout.openemr("destroy", "clinic", "--purge", "--json", typed="clinic\n")
    assert ended.returncode == 0, ended.stderr
    account, result = checkout.account, json.loads(ended.stdout)
    assert result["outcome"] == "purged"
    shown = ended.stderr
    assert "aws_rds_cluster.database_cluster: deletion_protection true -> false" in shown
    assert shown.index("Final copies") < shown.index("Disable protections")

    assert account.client("rds").describe_db_clusters()["DBClusters"] == []
    assert account.client("efs").describe_file_systems()["FileSystems"] == []
    (snapshot,) = account.client("rds").describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert snapshot["DBClusterSnapshotIdentifier"] == result["last_copies"][0]
    points = recovery_points(account, "clinic")
    assert len(points) == 3
    assert result["last_copies"][1] in points

    assert bucket_names(account) == {TRAIL, STRANGERS_BUCKET, UNKNOWN_BUCKET}
    assert versions(account, TRAIL) == ["AWSLogs/1"]
    assert versions(account, STRANGERS_BUCKET) == versions(account, UNKNOWN_BUCKET) == ["precious"]

    # What is left can be read: its keys are.
    enabled = {name for name, state in key_states(account, "clinic").items() if state == "Enabled"}
    assert enabled == {"backup vault", "database, cache and files", "audit trail"}
    assert left(result, "aws_backup_vault", "aws_s3_bucket") == {
        "openemr-clinic-vault": "the vault lock keeps its recovery points",
        TRAIL: "Object Lock keeps its objects",
        UNKNOWN_BUCKET: "not in the state: kept until it is deleted by hand",
    }
    assert not (checkout.directory / "cdktf.out/unprotected").exists()


def test_purging_it_again_finds_nothing_to_do(checkout: Checkout) -> None:
    ended = checkout.openemr("destroy", "clinic", "--purge", "clinic", "--json")
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["outcome"] == "nothing to do"
