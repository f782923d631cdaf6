"""Production with everything on: domain, certificate, dual stack, three zones; for all its life."""

import copy
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from scripts.embedded_aws import EmbeddedAws
from tests.configurations import EVERYTHING_ON
from tests.contract.embedded_aws.account import Account
from tests.terraform.checkout import Checkout
from tests.terraform.topology.inventory import inventory

pytestmark = pytest.mark.terraform

NAME = "everything"
NO_CHANGES = 0


@dataclass(frozen=True)
class Life:
    """A deployed checkout, and what its account held before."""

    checkout: Checkout
    before: set[str]


def settings(zone: str) -> dict[str, Any]:
    """All settings, in a hosted zone of the account; the state is local."""
    (deployment,) = copy.deepcopy(EVERYTHING_ON["deployments"]).values()
    deployment["domain"]["hosted_zone_id"] = zone.removeprefix("/hostedzone/")
    return {"deployments": {NAME: deployment}}


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with EmbeddedAws() as aws:
        yield Account(aws)


@pytest.fixture(scope="module")
def life(account: Account, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The deployment, applied; that takes the provider's fixed waits."""
    before = inventory(account)
    zone = account.client("route53").create_hosted_zone(
        Name="example.org", CallerReference="everything"
    )
    folder = tmp_path_factory.mktemp(NAME) / "checkout"
    checkout = Checkout.make(folder, settings(zone["HostedZone"]["Id"]), account.server)
    checkout.use_whole_firewall()
    synthesized = checkout.openemr("synth")
    assert synthesized.returncode == 0, synthesized.stderr
    terraform = checkout.terraform(NAME)
    terraform.init().check()
    terraform.plan().check()
    applied = terraform.apply()
    assert applied.exit_code == 0, applied.errors
    assert applied.counts["add"] > 200
    return Life(checkout, before)


def test_a_second_plan_is_empty(life: Life) -> None:
    plan = life.checkout.terraform(NAME).plan("-detailed-exitcode", log_name="second-plan")
    assert plan.exit_code == NO_CHANGES, plan.changes or plan.errors


def test_it_has_ipv6_in_three_zones(life: Life) -> None:
    ec2 = life.checkout.account.client("ec2")
    owned = [{"Name": "tag:Deployment", "Values": [NAME]}]
    (vpc,) = ec2.describe_vpcs(Filters=owned)["Vpcs"]
    block = ipaddress.IPv6Network(vpc["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"])
    subnets = [
        subnet
        for subnet in ec2.describe_subnets(Filters=owned)["Subnets"]
        if subnet["Ipv6CidrBlockAssociationSet"]
    ]
    blocks = {
        ipaddress.IPv6Network(subnet["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"])
        for subnet in subnets
    }
    assert block.prefixlen == 56
    assert len(blocks) == len({subnet["AvailabilityZone"] for subnet in subnets}) == 3
    assert all(each.prefixlen == 64 and each.subnet_of(block) for each in blocks)
    tables = ec2.describe_route_tables(Filters=owned)["RouteTables"]
    routes = [route for table in tables for route in table["Routes"]]
    assert [r["GatewayId"] for r in routes if r.get("DestinationIpv6CidrBlock") == "::/0"]


def test_a_purge_leaves_the_last_copies_and_their_keys_alone(life: Life) -> None:
    """Last in this file: the tests above need the deployment."""
    purged = life.checkout.openemr("destroy", NAME, "--purge", NAME)
    assert purged.returncode == 0, purged.stderr
    left = inventory(life.checkout.account) - life.before
    assert {re.sub(r"(kms key|-last).*", r"\1", each) for each in left} == {
        f"backup list_backup_vaults openemr-{NAME}-vault",
        "kms key",
        f"kms list_aliases alias/openemr-{NAME}-backup",
        f"kms list_aliases alias/openemr-{NAME}-data",
        f"rds describe_db_cluster_snapshots openemr-{NAME}-last",
    }
