"""A production with everything on is planned, deployed, watched, operated and destroyed.

All of it under exactly its policies. Each test continues where the one before ended.
"""

import ipaddress
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts.embedded_aws import EmbeddedAws
from scripts.embedded_aws.iam_user import AccessKey, create_user
from scripts.permissions.policies import LONGEST, size
from scripts.permissions.task import Task
from tests.contract.images.made import made
from tests.contract.images.registry import stand_in
from tests.terraform.permissions.life import DEPLOYMENT, ENGINE, Life
from tests.terraform.topology.inventory import inventory
from tests.terraform.topology.workshop import initialized

pytestmark = pytest.mark.terraform

CHANGES, DRIFT, FAILED = 2, 2, 1
IMAGE = "hospital/openemr:8.2.0-2026-06-01"
DEPLOY = ("deploy", DEPLOYMENT, "--yes", "--ignore-preflight")
# The emulator shows no asset whose actions these are, or AWS asks for them on other occasions.
UNRECORDED: dict[str, dict[str, list[str]]] = json.loads(
    Path(__file__).with_name("unrecorded.json").read_text(encoding="utf-8")
)


@dataclass
class Rights:
    """Policies of an administrator in an account, and keys of users who have some of them."""

    life: Life
    report: dict[str, Any]
    before: set[str]

    def key(self, *tasks: Task, without: Collection[str] = ()) -> AccessKey:
        """A user with the managed policies of these tasks, or inline with fewer actions."""
        chosen = [each for each in self.report["policies"] if each["task"] in tasks]
        name = "-".join(("user", *(task.value for task in tasks)))
        aws = self.life.checkout.aws
        if without:
            statements = [
                _without(statement, without)
                for each in chosen
                for statement in each["document"]["Statement"]
            ]
            document = {
                "Version": "2012-10-17",
                "Statement": [s for s in statements if s["Action"]],
            }
            return create_user(aws.url, aws.region, f"{name}-{len(without)}-fewer", document)
        iam = self.life.checkout.account.client("iam")
        iam.create_user(UserName=name)
        for each in chosen:
            iam.attach_user_policy(UserName=name, PolicyArn=each["arn"])
        made = iam.create_access_key(UserName=name)["AccessKey"]
        return AccessKey(made["AccessKeyId"], made["SecretAccessKey"])

    def actions(self, *tasks: Task) -> set[str]:
        """All that the policies of these tasks allow."""
        return {
            action
            for each in self.report["policies"]
            if each["task"] in tasks
            for statement in each["document"]["Statement"]
            for action in _listed(statement["Action"])
        }


def _listed(actions: Any) -> list[str]:
    return [actions] if isinstance(actions, str) else actions


def _without(statement: dict[str, Any], actions: Collection[str]) -> dict[str, Any]:
    return statement | {"Action": [a for a in _listed(statement["Action"]) if a not in actions]}


@pytest.fixture(scope="module")
def rights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rights]:
    """An empty account in which an administrator has applied the Terraform file."""
    folder = tmp_path_factory.mktemp("permissions")
    with EmbeddedAws(auth=True) as aws, stand_in() as registry:
        registry.images[IMAGE] = made(b"a layer")
        life = Life.begin(folder / "checkout", aws, f"{registry.host}/{IMAGE}")
        administration = folder / "administration"
        administration.mkdir()
        arguments = ("permissions", DEPLOYMENT, "--json", "--terraform-file", str(administration))
        report = json.loads(life.run("permissions", *arguments).stdout)
        terraform = initialized(administration, aws, "5.100.0")
        terraform.plan().check()
        terraform.apply().check()
        yield Rights(life, report, inventory(life.checkout.account))


@pytest.fixture(scope="module")
def deployer(rights: Rights) -> AccessKey:
    return rights.key(Task.PLAN, Task.DEPLOY)


@pytest.fixture(scope="module")
def planner(rights: Rights) -> AccessKey:
    return rights.key(Task.PLAN)


@pytest.fixture(scope="module")
def destroyer(rights: Rights) -> AccessKey:
    return rights.key(Task.PLAN, Task.DESTROY)


def test_every_document_is_within_the_limit_and_the_roles_are_bounded(rights: Rights) -> None:
    documents = [each["document"] for each in rights.report["policies"]]
    documents.append(rights.report["permissions_boundary"]["document"])
    assert max(map(size, documents)) <= LONGEST
    assert rights.report["permissions_boundary"]["in_settings"]


def test_plan_and_deploy(rights: Rights, planner: AccessKey, deployer: AccessKey) -> None:
    life = rights.life
    life.run("plan", "plan", DEPLOYMENT, key=planner, code=CHANGES)
    life.run("deploy", *DEPLOY, key=deployer)
    boundary = rights.report["permissions_boundary"]["arn"]
    iam = life.checkout.account.client("iam")
    role = iam.get_role(RoleName=f"openemr-{DEPLOYMENT}-task")["Role"]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary


def test_doctor_plan_and_drift(rights: Rights, planner: AccessKey, deployer: AccessKey) -> None:
    life = rights.life
    found = json.loads(
        life.run("doctor", "doctor", DEPLOYMENT, "--json", key=deployer, code=1).stdout
    )
    said = {each["subject"]: each["status"] for each in found["findings"]}
    assert said["Permissions to plan"] == said["Permissions to deploy"] == "ok"
    life.run("replan", "plan", DEPLOYMENT, key=planner)
    # The embedded AWS issues the certificate after Terraform looked.
    drift = json.loads(
        life.run("drift", "drift", DEPLOYMENT, "--json", key=planner, code=DRIFT).stdout
    )
    assert drift["problems"] == []


def test_it_has_ipv6_in_three_zones(rights: Rights) -> None:
    ec2 = rights.life.checkout.account.client("ec2")
    owned = [{"Name": "tag:Deployment", "Values": [DEPLOYMENT]}]
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


FEWER = [
    ("kms:DescribeKey", Task.PLAN, ("plan", DEPLOYMENT)),
    ("sns:ListSubscriptionsByTopic", Task.PLAN, ("drift", DEPLOYMENT)),
    ("iam:PassRole", Task.DEPLOY, DEPLOY),
    ("rds:AddTagsToResource", Task.DEPLOY, DEPLOY),
    ("s3:PutBucketTagging", Task.DEPLOY, DEPLOY),
]


@pytest.mark.parametrize(("action", "task", "command"), FEWER, ids=[each[0] for each in FEWER])
def test_one_action_fewer_is_named_by_doctor_before_and_by_the_error_after(
    rights: Rights, action: str, task: Task, command: tuple[str, ...]
) -> None:
    life = rights.life
    key = rights.key(Task.PLAN, Task.DEPLOY, without=[action])
    found = json.loads(
        life.run("fewer", "doctor", DEPLOYMENT, "--json", key=key, code=FAILED).stdout
    )
    (problem,) = [
        each for each in found["findings"] if each["subject"] == f"Permissions to {task.value}"
    ]
    assert (problem["status"], problem["said"]) == ("problem", f"not allowed: {action}")
    if task is Task.DEPLOY:
        # Another size needs another task definition; other tags are written to everything.
        life.change_settings(tags={"CostCenter": action.replace(":", ".")}, memory_mib=9216)
    ended = life.run("fewer", *command, key=key, code=FAILED)
    assert action in ended.stdout + ended.stderr


def test_upgrade_database(rights: Rights, deployer: AccessKey) -> None:
    life = rights.life
    life.want_newer_engine()
    life.run("upgrade", "upgrade-database", DEPLOYMENT, "--yes", key=deployer)
    (cluster,) = life.checkout.account.client("rds").describe_db_clusters()["DBClusters"]
    assert cluster["EngineVersion"] == ENGINE


def test_state(rights: Rights, planner: AccessKey, deployer: AccessKey) -> None:
    life = rights.life
    listed = json.loads(
        life.run("state", "state", "versions", DEPLOYMENT, "--json", key=planner).stdout
    )
    assert len(listed["versions"]) > 1
    life.run("state", "state", "unlock", DEPLOYMENT, "--json", key=planner)
    recover = ("state", "recover", DEPLOYMENT, "--yes", "--version")
    life.run("recover", *recover, listed["versions"][0]["version"], key=deployer)
    life.run("recover", "state", "adopt", DEPLOYMENT, "--yes", key=deployer)


def test_a_change_of_all_tags_and_everyday_operation(rights: Rights, deployer: AccessKey) -> None:
    life = rights.life
    life.change_settings(tags={"CostCenter": "oncology"}, memory_mib=10240)
    life.run("change", *DEPLOY, key=deployer)
    operator = rights.key(Task.OPERATE)
    for command in (
        ("password", DEPLOYMENT, "--reveal"),
        ("logs", DEPLOYMENT, "--since", "1h"),
        ("backups", DEPLOYMENT, "--now"),
        ("exec", DEPLOYMENT, "--dry-run"),
        ("tunnel", DEPLOYMENT, "--dry-run"),
        ("open", DEPLOYMENT),
    ):
        life.run("operate", *command, key=operator)
    listed = life.run("operate", "restore", "list", DEPLOYMENT, "--json", key=operator)
    newest = json.loads(listed.stdout)["pairs"][0]["id"]
    life.run("operate", "restore", "plan", DEPLOYMENT, "--pair", newest, key=operator)


def test_a_restore_and_the_end_of_the_pair_that_served(rights: Rights) -> None:
    life = rights.life
    restorer = rights.key(Task.PLAN, Task.DEPLOY, Task.DESTROY)
    listing = ("restore", "list", DEPLOYMENT, "--json")
    for source in ("moment", "vault"):
        pairs = json.loads(life.run("list", *listing).stdout)["pairs"]
        pair = next(each["id"] for each in pairs if each["database"]["source"] == source)
        restore = ("restore", "run", DEPLOYMENT, "--pair", pair, "--yes", "--ignore-preflight")
        life.run("restore", *restore, key=restorer)
        discard = ("restore", "discard", DEPLOYMENT, "--confirm", DEPLOYMENT, "--ignore-preflight")
        life.run("restore", *discard, key=restorer)


def test_destroy_and_purge(rights: Rights, destroyer: AccessKey) -> None:
    life = rights.life
    key = rights.key(Task.PLAN, Task.DESTROY, without=["ecs:DeleteService"])
    destroy = ("destroy", DEPLOYMENT, "--confirm", DEPLOYMENT)
    ended = life.run("destroy", *destroy, key=key, code=FAILED)
    assert "ecs:DeleteService" in ended.stdout + ended.stderr
    life.run("destroy", *destroy, key=destroyer)
    life.run("destroy", "destroy", DEPLOYMENT, "--purge", DEPLOYMENT, key=destroyer)
    left = inventory(life.checkout.account) - rights.before
    assert {re.sub(r"(kms key|-last|-(?:green)?final).*", r"\1", each) for each in left} == {
        f"backup list_backup_vaults openemr-{DEPLOYMENT}-vault",
        "kms key",
        f"kms list_aliases alias/openemr-{DEPLOYMENT}-backup",
        f"kms list_aliases alias/openemr-{DEPLOYMENT}-data",
        f"rds describe_db_cluster_snapshots openemr-{DEPLOYMENT}-last",
        # Of the pairs that restore discard destroyed.
        f"rds describe_db_cluster_snapshots openemr-{DEPLOYMENT}-final",
        f"rds describe_db_cluster_snapshots openemr-{DEPLOYMENT}-greenfinal",
    }


def test_every_action_was_asked_for_or_is_known_not_to_be(rights: Rights) -> None:
    asked = {
        Task.PLAN: rights.life.actions(
            *("plan", "replan", "drift", "doctor", "state", "deploy", "destroy")
        ),
        Task.DEPLOY: rights.life.actions("deploy", "change", "upgrade", "recover", "restore"),
        Task.OPERATE: rights.life.actions("operate"),
        Task.DESTROY: rights.life.actions("destroy"),
    }
    unasked = {task.value: sorted(rights.actions(task) - asked[task]) for task in Task}
    assert unasked == {
        task: sorted({action for each in reasons.values() for action in each})
        for task, reasons in UNRECORDED.items()
    }
