"""Real Terraform and the real AWS provider against the embedded AWS."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.embedded_aws import EmbeddedAws
from scripts.terraform import Terraform, find_terraform, terraform_environment
from tests.contract.embedded_aws.account import Account
from tests.terraform.provider import sharing_provider
from tests.terraform.provider.schema import types_named_in

TOPOLOGY = Path(__file__).with_name("topology")
PROVIDER_VERSION = "5.100.0"
NO_CHANGES = 0

pytestmark = pytest.mark.terraform


def terraform_in(directory: Path, server: EmbeddedAws) -> Terraform:
    """Terraform in a directory, talking to the server."""
    types = types_named_in(*TOPOLOGY.glob("*.tf"))
    environment = sharing_provider(server, server.environment(), types)
    binary = find_terraform(environment=environment)
    environment = terraform_environment(binary, PROVIDER_VERSION, base=environment)
    return Terraform(binary, directory, environment)


@dataclass(frozen=True)
class Applied:
    """The topology, applied: its server, its Terraform directory, and a copy of the account."""

    server: EmbeddedAws
    terraform: Terraform
    snapshot: Path


@pytest.fixture(scope="module")
def applied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applied]:
    """Apply once; that takes the provider's fixed waits, about two minutes."""
    directory = tmp_path_factory.mktemp("topology")
    shutil.copytree(TOPOLOGY, directory, dirs_exist_ok=True)
    snapshot = tmp_path_factory.mktemp("snapshot") / "account"
    with EmbeddedAws() as server:
        terraform = terraform_in(directory, server)
        for run in (terraform.init(), terraform.plan(), terraform.apply()):
            assert run.exit_code == 0, run.errors
        server.snapshot(snapshot)
        yield Applied(server, terraform, snapshot)


def test_a_second_plan_is_empty(applied: Applied) -> None:
    plan = applied.terraform.plan("-detailed-exitcode")
    assert plan.exit_code == NO_CHANGES, plan.changes or plan.errors


def test_a_restored_account_plans_empty_too(applied: Applied, tmp_path: Path) -> None:
    shutil.copytree(applied.terraform.directory, tmp_path / "copy", symlinks=True)
    with EmbeddedAws(restore_from=applied.snapshot) as server:
        plan = terraform_in(tmp_path / "copy", server).plan("-detailed-exitcode")
    assert plan.exit_code == NO_CHANGES, plan.changes or plan.errors


def test_the_cache_password_is_in_the_user_and_in_no_state(applied: Applied) -> None:
    account = Account(applied.server)
    user = account.client("elasticache").describe_users(UserId="openemr-application")["Users"][0]
    assert user["Authentication"] == {"Type": "password", "PasswordCount": 1}
    secret = account.client("secretsmanager").get_secret_value(SecretId="openemr/valkey")
    password = json.loads(secret["SecretString"])["password"]
    state = (applied.terraform.directory / "terraform.tfstate").read_text()
    assert len(password) == 32
    assert "openemr-application" in state
    assert password not in state


def test_what_changes_in_place_is_kept_too(applied: Applied) -> None:
    (applied.terraform.directory / "terraform.tfvars").write_text("revision = 2\n")
    planned = applied.terraform.plan(log_name="plan-change")
    assert planned.counts["change"] > 40
    assert applied.terraform.apply().exit_code == 0
    plan = applied.terraform.plan("-detailed-exitcode")
    assert plan.exit_code == NO_CHANGES, plan.changes or plan.errors


def test_destroy_leaves_nothing_but_the_final_snapshot(applied: Applied) -> None:
    """Last in this file, for the tests above need the topology."""
    destroyed = applied.terraform.destroy()
    assert destroyed.exit_code == 0, destroyed.errors
    account = Account(applied.server)
    snapshots = account.client("rds").describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert [s["DBClusterSnapshotIdentifier"] for s in snapshots] == ["openemr-final"]
    assert account.client("rds").describe_db_clusters()["DBClusters"] == []
    assert account.client("elasticache").describe_users()["Users"] == []
    assert account.client("elbv2").describe_load_balancers()["LoadBalancers"] == []
    assert account.client("s3").list_buckets()["Buckets"] == []
