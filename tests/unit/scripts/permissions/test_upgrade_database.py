"""The requests of `openemr upgrade-database` are within the policies of plan and deploy."""

from collections.abc import Mapping

from scripts.commands.upgrade_database import upgrade
from scripts.permissions.needs import Needs
from scripts.permissions.task import Task
from scripts.terraform.documents.policies.patterns import Some, includes
from tests.synthesized import Stack
from tests.unit.scripts.commands.deploy.scripted import ScriptedAccount
from tests.unit.scripts.permissions.conftest import ACCOUNT

WANTED = "8.0.mysql_aurora.3.12.0"


def test_every_request_of_an_upgrade_is_allowed(
    production: Stack, needed: Mapping[str, Needs]
) -> None:
    cluster = production.one("aws_rds_cluster")["cluster_identifier"]
    described = {"Status": "available", "EngineVersion": WANTED}
    account = ScriptedAccount(
        {"ModifyDBCluster": [{}], "DescribeDBClusters": [{"DBClusters": [described]}]}
    )
    upgrade(account, cluster, WANTED, lambda _: None)
    asked = {name for name, _ in account.asked}
    assert asked == {"ModifyDBCluster", "DescribeDBClusters"}
    region = production.json["provider"]["aws"][0]["region"]
    arn = Some(f"arn:aws:rds:{region}:{ACCOUNT}:cluster:{cluster}")
    grants = [each for task in (Task.PLAN, Task.DEPLOY) for each in needed[str(production)][task]]
    for name in asked:
        assert [
            each
            for each in grants
            if f"rds:{name}" in each.actions
            and any(includes(Some(resource), arn) for resource in each.resources)
            and all(key == "aws:RequestedRegion" for _, key, _ in each.when)
        ], name
