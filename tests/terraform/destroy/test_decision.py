"""What stays and what goes, decided on the state of a deployed production and evaluation."""

import json
from typing import Any

import pytest

from scripts.commands.destroy.decision import Mode, decide
from scripts.inventory.data_asset import DataAsset, gigabytes, spoken_size
from scripts.inventory.scope import Scope
from scripts.terraform.documents.state import StateResources
from tests.terraform.checkout import OUTPUT
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform

VAULT = "openemr-clinic-vault"
TRAIL_BUCKET = "openemr-clinic-trail-000000000000"


@pytest.fixture(scope="module")
def production(clinic: Deployed) -> StateResources:
    return StateResources.of(state(clinic))


@pytest.fixture(scope="module")
def evaluation(trial: Deployed) -> StateResources:
    return StateResources.of(state(trial))


def state(deployed: Deployed) -> Any:
    return json.loads(deployed.checkout.state_file(deployed.deployment).read_text())


def key(resources: StateResources, role: str) -> str:
    return str(resources.by_address[f"aws_kms_key.encryption_{role}"].attributes["arn"])


def protected(deployed: Deployed) -> set[str]:
    """Addresses that Terraform itself refuses to destroy."""
    file = deployed.checkout.directory / OUTPUT / "stacks" / deployed.deployment / "cdk.tf.json"
    resources = json.loads(file.read_text())["resource"]
    return {
        f"{kind}.{name}"
        for kind, found in resources.items()
        for name, arguments in found.items()
        if arguments.get("lifecycle", {}).get("prevent_destroy")
    }


def test_a_production_keeps_all_that_terraform_protects(
    clinic: Deployed, production: StateResources
) -> None:
    decision = decide(Mode.KEEP_DATA, production, [])
    assert protected(clinic)
    assert protected(clinic) <= set(decision.kept)


def test_nothing_that_stays_needs_something_that_goes(production: StateResources) -> None:
    decision = decide(Mode.KEEP_DATA, production, [])
    for address in decision.kept:
        assert not production.by_address[address].dependencies & decision.deleted


def test_what_serves_and_costs_goes(production: StateResources) -> None:
    deleted = {each.partition(".")[0] for each in decide(Mode.KEEP_DATA, production, []).deleted}
    assert {
        "aws_ecs_service",
        "aws_elasticache_serverless_cache",
        "aws_lb",
        "aws_nat_gateway",
        "aws_rds_cluster_instance",
        "aws_wafv2_web_acl",
    } <= deleted
    assert not deleted & {"aws_backup_selection", "aws_s3_bucket_policy", "aws_cloudtrail"}


def test_an_evaluation_goes_whole(evaluation: StateResources) -> None:
    decision = decide(Mode.BY_SETTINGS, evaluation, [])
    assert decision.kept == {}
    assert len(decision.deleted) == len(evaluation)


def test_a_final_snapshot_keeps_its_key(evaluation: StateResources) -> None:
    copied = [key(evaluation, "data")]
    decision = decide(Mode.BY_SETTINGS, evaluation, [], copied_keys=copied)
    assert set(decision.kept) == {
        "aws_kms_key.encryption_data",
        "aws_kms_alias.encryption_data_alias",
    }


@pytest.mark.parametrize("mode", [Mode.BY_SETTINGS, Mode.PURGE])
def test_a_locked_vault_stays_with_its_lock_and_keys(
    production: StateResources, mode: Mode
) -> None:
    keys = key(production, "backup"), key(production, "data")
    vault = DataAsset("aws_backup_vault", VAULT, VAULT, keys=keys, locked="the vault lock")
    kept = decide(mode, production, [vault]).kept
    assert kept["aws_backup_vault.backup_vault"] == "the vault lock"
    assert {
        "aws_backup_vault_lock_configuration.backup_vault_lock",
        "aws_backup_vault_policy.backup_vault_policy",
        "aws_kms_key.encryption_backup",
        "aws_kms_key.encryption_data",
    } <= set(kept)
    assert "aws_rds_cluster.database_cluster" not in kept


@pytest.mark.parametrize("mode", [Mode.BY_SETTINGS, Mode.PURGE])
def test_a_bucket_that_is_not_ours_stays_as_closed_as_it_is(
    production: StateResources, mode: Mode
) -> None:
    name = "openemr-clinic-accesslogs-000000000000"
    bucket = DataAsset("aws_s3_bucket", name, name, ours=False, foreign="its tags")
    kept = decide(mode, production, [bucket]).kept
    assert {
        "aws_s3_bucket.access_logs_store_bucket",
        "aws_s3_bucket_policy.access_logs_store_policy",
        "aws_s3_bucket_public_access_block.access_logs_store_public_access",
        "aws_s3_bucket_versioning.access_logs_store_versioning",
    } <= set(kept)
    assert "aws_s3_bucket.exec_sessions_store_bucket" not in kept


def test_strangers_objects_in_our_bucket_end_with_a_purge_only(production: StateResources) -> None:
    bucket = DataAsset("aws_s3_bucket", TRAIL_BUCKET, TRAIL_BUCKET, foreign="1 objects")
    address = "aws_s3_bucket.audit_trail_store_bucket"
    assert address in decide(Mode.BY_SETTINGS, production, [bucket]).kept
    assert address in decide(Mode.PURGE, production, [bucket]).deleted


def test_a_snapshot_that_no_state_knows_keeps_its_key(production: StateResources) -> None:
    snapshot = DataAsset("aws_db_cluster_snapshot", "old", "old", keys=(key(production, "data"),))
    assert "aws_kms_key.encryption_data" in decide(Mode.PURGE, production, [snapshot]).kept


def test_the_last_backup_keeps_the_vault(production: StateResources) -> None:
    kept = decide(Mode.PURGE, production, [], keeps_vault=True).kept
    assert kept["aws_backup_vault.backup_vault"] == "holds the last backup"
    assert "aws_backup_vault.backup_vault" in decide(Mode.PURGE, production, []).deleted


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("openemr-clinic-trail", True),
        ("openemr-clinic-last20261125T120000", True),
        ("openemr-clinic-cache-files", False),  # of the deployment clinic-cache
        ("openemr-clinical-files", False),
        ("myopenemr-clinic-files", False),
    ],
)
def test_names_of_other_deployments_are_not_taken_for_ours(
    name: str, ours: bool, production: StateResources
) -> None:
    scope = Scope("clinic", Nobody(), production, {})  # type: ignore[arg-type]
    assert scope.is_named(name) is ours


class Nobody:
    """An account that says its number and nothing else."""

    class Caller:
        account = "000000000000"

    def caller(self) -> "Nobody.Caller":
        return self.Caller()


def test_sizes_are_told_as_people_and_aws_count_them() -> None:
    assert spoken_size(0) == "0 B"
    assert spoken_size(1536) == "1.5 KB"
    assert spoken_size(3 * 1024**4) == "3.0 TB"
    assert gigabytes(3 * 1024**3) == 3
