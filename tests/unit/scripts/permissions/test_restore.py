"""The policies of a deployer allow a database to be created from its copies."""

from collections.abc import Mapping

import pytest

from scripts.permissions.needs import Needs
from scripts.permissions.task import Task
from scripts.terraform.documents.policies.patterns import Some, includes
from tests.synthesized import Stack
from tests.unit.scripts.permissions.conftest import ACCOUNT

# What a request refers to, by the service authorization reference (service_authorization.py).
NEW = ("cluster:{0}", "cluster-pg:{0}", "subgrp:{0}", "og:default:aurora-mysql-8-0")
RESOURCES = {
    "RestoreDBClusterFromSnapshot": (
        *NEW,
        "cluster-snapshot:awsbackup:job-11111111-2222-3333-4444-555555555555",
        "cluster-snapshot:openemr-restored-last20261130t100000",
    ),
    # Of a cluster that is there, and of one that was deleted.
    "RestoreDBClusterToPointInTime": (
        *NEW,
        "cluster:openemr-restored-database",
        "cluster-auto-backup:ab-0123456789abcdef",
    ),
    "ModifyDBCluster": ("cluster:{0}",),
}


@pytest.mark.parametrize("action", RESOURCES)
def test_a_deployer_may_restore_into_the_second_pair(
    deployments: list[Stack], needed: Mapping[str, Needs], action: str
) -> None:
    (stack,) = [each for each in deployments if each.configuration == "restored"]
    names = {each["cluster_identifier"] for each in stack.resources("aws_rds_cluster").values()}
    assert names == {"openemr-restored-database", "openemr-restored-greendatabase"}
    for resource in RESOURCES[action]:
        place = resource.format("openemr-restored-greendatabase")
        arn = Some(f"arn:aws:rds:us-west-2:{ACCOUNT}:{place}")
        assert [
            each
            for each in needed[str(stack)][Task.DEPLOY]
            if f"rds:{action}" in each.actions
            and any(includes(Some(pattern), arn) for pattern in each.resources)
        ], arn
