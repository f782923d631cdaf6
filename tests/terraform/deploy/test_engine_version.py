"""AWS upgrades Aurora behind Terraform's back, and the deployment lives on."""

import json
from typing import Any

import pytest

from tests.terraform.checkout import Checkout
from tests.terraform.conftest import Copy
from tests.terraform.deployed import OLDER_ENGINE, Deployed

pytestmark = pytest.mark.terraform

BY_AWS, ON_PURPOSE = (f"8.0.mysql_aurora.3.{release}" for release in ("11.1", "12.0"))
CLUSTER = "openemr-trial-database"


@pytest.fixture(scope="module")
def upgraded(trial: Deployed, copy_of: Copy) -> Checkout:
    """An evaluation after its first maintenance window."""
    checkout = copy_of(trial)
    assert version(checkout) == OLDER_ENGINE
    modify = checkout.account.client("rds").modify_db_cluster
    modify(DBClusterIdentifier=CLUSTER, EngineVersion=BY_AWS, ApplyImmediately=True)
    assert version(checkout) == BY_AWS
    return checkout


def version(checkout: Checkout) -> str:
    found = checkout.account.client("rds").describe_db_clusters(DBClusterIdentifier=CLUSTER)
    return str(found["DBClusters"][0]["EngineVersion"])


def change(checkout: Checkout, group: str, **settings: Any) -> None:
    file = checkout.directory / "cdktf.json"
    whole = json.loads(file.read_text())
    whole["context"]["deployments"]["trial"].setdefault(group, {}).update(settings)
    file.write_text(json.dumps(whole))


def test_an_upgrade_by_aws_is_information_and_no_plan(upgraded: Checkout):
    drift = upgraded.openemr("drift", "trial", "--json")
    told = json.loads(drift.stdout)
    (upgrade,) = told["upgraded_by_aws"]
    assert (upgrade["before"], upgrade["after"]) == (OLDER_ENGINE, BY_AWS)
    assert drift.returncode == 0, drift.stdout
    plan = upgraded.openemr("plan", "trial")
    assert plan.returncode == 0, plan.stdout + plan.stderr


def test_a_change_is_deployed_and_the_version_stays(upgraded: Checkout):
    change(upgraded, "database", max_capacity_acu=24)
    deployed = upgraded.openemr("deploy", "trial", "--yes", "--json")
    assert deployed.returncode == 0, deployed.stderr
    assert version(upgraded) == BY_AWS
    drift = json.loads(upgraded.openemr("drift", "trial", "--json").stdout)
    assert drift["upgraded_by_aws"] == []


def test_a_downgrade_on_purpose_is_refused(upgraded: Checkout):
    refused = upgraded.openemr("upgrade-database", "trial", "--yes")
    assert refused.returncode == 2
    assert f"received {OLDER_ENGINE}; accepted: {BY_AWS}" in refused.stderr
    assert version(upgraded) == BY_AWS


def test_an_upgrade_on_purpose_needs_its_command(upgraded: Checkout):
    change(upgraded, "database", engine_version=ON_PURPOSE)
    plan = upgraded.openemr("plan", "trial")
    assert plan.returncode == 0, plan.stdout + plan.stderr
    assert "openemr upgrade-database" in plan.stderr
    stopped = upgraded.openemr("upgrade-database", "trial", typed="no\n")
    assert stopped.returncode == 3
    assert version(upgraded) == BY_AWS
    done = upgraded.openemr("upgrade-database", "trial", typed="yes\n")
    assert done.returncode == 0, done.stderr
    assert version(upgraded) == ON_PURPOSE
