"""AWS upgrades Aurora behind Terraform's back, and the deployment lives on."""

import json
from typing import Any

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform

PREFIX = "8.0.mysql_aurora.3."
CLUSTER = "openemr-clinic-database"


@pytest.fixture(scope="module")
def checkout(clinic: Deployed, copy_of: Copy) -> Checkout:
    return copy_of(clinic)


@pytest.fixture(scope="module")
def upgraded(checkout: Checkout) -> Checkout:
    """The clinic after a maintenance window."""
    modify = checkout.account.client("rds").modify_db_cluster
    modify(DBClusterIdentifier=CLUSTER, EngineVersion=f"{PREFIX}13.0", ApplyImmediately=True)
    assert version(checkout) == f"{PREFIX}13.0"
    return checkout


def version(checkout: Checkout) -> str:
    found = checkout.account.client("rds").describe_db_clusters(DBClusterIdentifier=CLUSTER)
    return str(found["DBClusters"][0]["EngineVersion"])


def change(checkout: Checkout, group: str, **settings: Any) -> None:
    file = checkout.directory / "cdktf.json"
    whole = json.loads(file.read_text())
    whole["context"]["deployments"]["clinic"].setdefault(group, {}).update(settings)
    file.write_text(json.dumps(whole))


def test_an_upgrade_by_aws_is_information_and_no_plan(upgraded: Checkout):
    drift = upgraded.openemr("drift", "clinic", "--json")
    told = json.loads(drift.stdout)
    (upgrade,) = told["upgraded_by_aws"]
    assert (upgrade["before"], upgrade["after"]) == (f"{PREFIX}12.0", f"{PREFIX}13.0")
    assert drift.returncode == 0, drift.stdout
    plan = upgraded.openemr("plan", "clinic")
    assert plan.returncode == 0, plan.stdout + plan.stderr


def test_a_change_is_deployed_and_the_version_stays(upgraded: Checkout):
    change(upgraded, "database", max_capacity_acu=24)
    deployed = upgraded.openemr("deploy", "clinic", "--yes", "--json")
    assert deployed.returncode == 0, deployed.stderr
    assert version(upgraded) == f"{PREFIX}13.0"
    drift = json.loads(upgraded.openemr("drift", "clinic", "--json").stdout)
    assert drift["upgraded_by_aws"] == []


def test_a_downgrade_on_purpose_is_refused(upgraded: Checkout):
    refused = upgraded.openemr("upgrade-database", "clinic", "--yes")
    assert refused.returncode == 2
    assert f"received {PREFIX}12.0; accepted: {PREFIX}13.0" in refused.stderr
    assert version(upgraded) == f"{PREFIX}13.0"


def test_an_upgrade_on_purpose_needs_its_command(upgraded: Checkout):
    change(upgraded, "database", engine_version=f"{PREFIX}13.1")
    plan = upgraded.openemr("plan", "clinic")
    assert plan.returncode == 0, plan.stdout + plan.stderr
    assert "openemr upgrade-database" in plan.stderr
    stopped = upgraded.openemr("upgrade-database", "clinic", typed="no\n")
    assert stopped.returncode == 3
    assert version(upgraded) == f"{PREFIX}13.0"
    done = upgraded.openemr("upgrade-database", "clinic", typed="yes\n")
    assert done.returncode == 0, done.stderr
    assert version(upgraded) == f"{PREFIX}13.1"
