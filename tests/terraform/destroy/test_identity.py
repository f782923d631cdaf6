"""An evaluation is one only where every fact says so: one doubt makes a production."""

import copy
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from scripts.identity import (
    Fact,
    ForeignStateError,
    Identity,
    Says,
    Source,
    adopted_facts,
    identify,
    refuse_foreign_state,
)
from scripts.inventory.data_asset import DataAsset
from scripts.inventory.scope import Scope
from scripts.resources.facets.found import Found
from scripts.terraform.documents.state import StateResources
from tests.terraform.checkout import OUTPUT
from tests.terraform.deployed import Deployed

pytestmark = pytest.mark.terraform

TAGS = {
    "Application": "OpenEMR",
    "Deployment": "trial",
    "Environment": "evaluation",
    "ManagedBy": "Terraform",
}


@dataclass
class Account:
    """Answers what the facts ask of AWS beside the inventory."""

    balancers: dict[str, str] = field(default_factory=dict)
    snapshots: list[dict[str, Any]] = field(default_factory=list)

    class Caller:
        account = "000000000000"

    def caller(self) -> "Account.Caller":
        return self.Caller()

    def client(self, _service: str) -> "Account":
        return self

    def can_paginate(self, operation: str) -> bool:
        return operation != "describe_load_balancer_attributes"

    def get_paginator(self, operation: str) -> "Account.Pages":
        found = {
            "describe_load_balancers": {
                "LoadBalancers": [
                    {"LoadBalancerName": name, "LoadBalancerArn": name} for name in self.balancers
                ]
            },
            "describe_db_cluster_snapshots": {"DBClusterSnapshots": self.snapshots},
        }
        return self.Pages(found[operation])

    def describe_load_balancer_attributes(self, LoadBalancerArn: str) -> Any:  # noqa: N803
        value = self.balancers[LoadBalancerArn]
        return {"Attributes": [{"Key": "deletion_protection.enabled", "Value": value}]}

    @dataclass
    class Pages:
        page: Any

        def paginate(self, **_: Any) -> list[Any]:
            return [self.page]


@dataclass
class Subject:
    """Everything that the verdict on `trial` is read from, to be spoilt."""

    state: dict[str, Any]
    configuration: dict[str, Any]
    assets: list[DataAsset]
    account: Account

    def identity(self) -> Identity:
        return identify(self.scope(), self.assets)

    def scope(self) -> Scope:
        account: Any = self.account
        return Scope("trial", account, StateResources.of(self.state), self.configuration)


@pytest.fixture(scope="module")
def genuine(trial: Deployed) -> Subject:
    """The evaluation as it was deployed."""
    directory = trial.checkout.directory
    file = directory / OUTPUT / "stacks" / "trial" / "cdk.tf.json"
    return Subject(
        json.loads(trial.checkout.state_file("trial").read_text()),
        json.loads(file.read_text()),
        [
            DataAsset(
                "aws_rds_cluster",
                "openemr-trial-database",
                "openemr-trial-database",
                tags=TAGS,
                master_user="evaluationadmin",
                holds_data=True,
            ),
            DataAsset("aws_efs_file_system", "fs-1", "fs-1", tags=TAGS, holds_data=True),
            DataAsset("aws_backup_vault", "openemr-trial-vault", "vault", tags=TAGS),
            DataAsset("aws_kms_key", "key", "key", tags=TAGS),
            DataAsset(
                "aws_secretsmanager_secret", "rds!cluster-1", "rds!cluster-1", is_tagged=False
            ),
        ],
        Account(
            {"openemr-trial-alb": "false", "openemr-clinic-alb": "true"},
            [
                {
                    "DBClusterIdentifier": "openemr-trial-database",
                    "DBClusterSnapshotIdentifier": "rds:openemr-trial-database-1",
                    "TagList": [{"Key": key, "Value": value} for key, value in TAGS.items()],
                },
                {"DBClusterIdentifier": "openemr-clinic-database", "TagList": []},
            ],
        ),
    )


Spoil = Callable[[Subject], None]


def instances(subject: Subject, *types: str) -> Iterator[dict[str, Any]]:
    for each in subject.state["resources"]:
        if each["mode"] == "managed" and (not types or each["type"] in types):
            yield from (one["attributes"] for one in each["instances"])


def attribute(type_: str, name: str, value: Any) -> Spoil:
    """One attribute of the state, of one resource of that type."""

    def spoil(subject: Subject) -> None:
        next(instances(subject, type_))[name] = value

    return spoil


def argument(type_: str, name: str, value: Any) -> Spoil:
    """The same in the settings as synthesized."""

    def spoil(subject: Subject) -> None:
        resources = subject.configuration["resource"][type_]
        next(iter(resources.values()))[name] = value

    return spoil


def asset(number: int, **members: Any) -> Spoil:
    def spoil(subject: Subject) -> None:
        subject.assets[number] = replace(subject.assets[number], **members)

    return spoil


def default_tags(**tags: str) -> Spoil:
    def spoil(subject: Subject) -> None:
        subject.configuration["provider"]["aws"][0]["default_tags"][0]["tags"] |= tags

    return spoil


def without_default_tags(subject: Subject) -> None:
    del subject.configuration["provider"]["aws"][0]["default_tags"]


def second_provider(subject: Subject) -> None:
    subject.configuration["provider"]["aws"].append({"region": "us-east-1", "alias": "other"})


def without_database(subject: Subject) -> None:
    del subject.assets[0]


def protected_balancer(subject: Subject) -> None:
    subject.account.balancers["openemr-trial-alb"] = "true"


def old_snapshot(subject: Subject) -> None:
    subject.account.snapshots[0]["TagList"][2]["Value"] = "production"


def state_tags(number: int, tags: Any) -> Spoil:
    """The tags of one single resource of the state."""

    def spoil(subject: Subject) -> None:
        tagged = [each for each in instances(subject) if each.get("tags_all")]
        tagged[number]["tags_all"] = tags

    return spoil


def changed(**tags: str | None) -> dict[str, str]:
    return {key: value for key, value in (TAGS | tags).items() if value is not None}


DOUBTS: dict[str, Spoil] = {
    "one resource of the state says production": state_tags(7, changed(Environment="production")),
    "one resource of the state says something else": state_tags(-1, changed(Environment="Prod")),
    "one resource of the state says nothing": state_tags(3, {}),
    "one resource of the state has no tags at all": state_tags(3, None),
    "a second spelling in the state": state_tags(5, changed(environment="production")),
    "one of another deployment": state_tags(11, changed(Deployment="clinic")),
    "one of another application": state_tags(11, changed(Application="other")),
    "protected database in the state": attribute("aws_rds_cluster", "deletion_protection", True),
    "a database of a production in the state": attribute(
        "aws_rds_cluster", "master_username", "dbadmin"
    ),
    "protected balancer in the state": attribute("aws_lb", "enable_deletion_protection", True),
    "a bucket that is not emptied": attribute("aws_s3_bucket", "force_destroy", False),
    "a bucket with Object Lock in the state": attribute(
        "aws_s3_bucket", "object_lock_enabled", True
    ),
    "a secret that can be brought back": attribute(
        "aws_secretsmanager_secret", "recovery_window_in_days", 30
    ),
    "settings of a production": default_tags(Environment="production"),
    "settings with a second spelling": default_tags(ENVIRONMENT="Prod"),
    "settings of another deployment": default_tags(Deployment="clinic"),
    "settings without tags": without_default_tags,
    "a provider without tags": second_provider,
    "prevent_destroy": argument("aws_kms_key", "lifecycle", {"prevent_destroy": True}),
    "protected by the settings": argument("aws_rds_cluster", "deletion_protection", True),
    "protected balancer": protected_balancer,
    "a snapshot of a production's days": old_snapshot,
    "a protected database": asset(0, protection="deletion protection"),
    "a database that was created as a production": asset(0, master_user="dbadmin"),
    "a database of unknown creation": asset(0, master_user=""),
    "no database beside data": without_database,
    "a vault lock": asset(2, protection="a vault lock"),
    "tags in AWS say production": asset(1, tags=changed(Environment="production")),
    "tags in AWS of another spelling": asset(1, tags=changed(**{" environment": "Production"})),
    "tags in AWS lack it": asset(3, tags=changed(Environment=None)),
    "tags in AWS cannot be read": asset(3, tags=None),
    "tags in AWS of another deployment": asset(2, tags=changed(Deployment="clinic")),
}


def test_a_genuine_evaluation_is_one(genuine: Subject) -> None:
    found = genuine.identity()
    assert not found.is_production, found.reasons
    assert found.reasons[0] == "the database was created for an evaluation"


@pytest.mark.parametrize("doubt", DOUBTS)
def test_one_doubt_makes_a_production(genuine: Subject, doubt: str) -> None:
    subject = copy.deepcopy(genuine)
    DOUBTS[doubt](subject)
    found = subject.identity()
    assert found.is_production
    assert found.reasons


def test_no_doubt_heals_another(genuine: Subject) -> None:
    for first, second in itertools.combinations(DOUBTS, 2):
        subject = copy.deepcopy(genuine)
        DOUBTS[first](subject)
        # Not every pair fits: without default tags none of them is there to be changed.
        try:
            DOUBTS[second](subject)
        except KeyError:
            continue
        assert subject.identity().is_production, (first, second)


def test_every_single_resource_of_the_state_counts(genuine: Subject) -> None:
    count = sum(bool(each.get("tags_all")) for each in instances(genuine))
    assert count > 60
    for number in range(count):
        subject = copy.deepcopy(genuine)
        state_tags(number, changed(Environment="production"))(subject)
        assert subject.identity().is_production, number


def test_nothing_at_all_needs_no_name(genuine: Subject) -> None:
    nothing = replace(genuine, state={}, assets=[], account=Account())
    assert not nothing.identity().is_production


def test_facts_that_are_missing_are_doubts() -> None:
    says = {source: Fact(source, Says.EVALUATION, source.value) for source in Source}
    assert not Identity(tuple(says.values())).is_production
    assert Identity().is_production
    for missing in (Source.SETTINGS, Source.CREATION):
        left = tuple(fact for source, fact in says.items() if source is not missing)
        assert Identity(left).is_production
        assert Identity(left).reasons == (f"no {missing.value}",)
    for source, says_else in itertools.product(Source, (Says.PRODUCTION, Says.UNKNOWN)):
        facts = (*says.values(), Fact(source, says_else, "doubt"))
        assert Identity(facts).is_production
        assert Identity(facts).reasons == ("doubt",)


def test_what_is_to_be_adopted_counts() -> None:
    def verdicts(tags: Any) -> set[Says]:
        adopted = {"aws_vpc.network_vpc": Found("vpc-1", {}, tags)}
        return {each.says for each in adopted_facts(adopted, "trial")}

    assert verdicts(TAGS) == {Says.EVALUATION}
    assert verdicts(changed(Environment="production")) == {Says.PRODUCTION}
    assert verdicts({}) == {Says.UNKNOWN}
    assert verdicts(None) == set()  # the type has none


@pytest.mark.parametrize(
    ("type_", "name", "value"),
    [
        ("aws_rds_cluster", "cluster_identifier", "openemr-clinic-database"),
        ("aws_rds_cluster", "cluster_identifier", "openemr-trial-clinic-database"),
        ("aws_efs_file_system", "creation_token", "openemr-clinic-files"),
        ("aws_backup_vault", "name", "openemr-clinic-vault"),
        ("aws_s3_bucket", "bucket", "openemr-clinic-accesslogs-000000000000"),
        ("aws_secretsmanager_secret", "name", "/openemr/trial-clinic/Password"),
    ],
)
def test_a_state_with_anothers_data_is_refused(
    genuine: Subject, type_: str, name: str, value: str
) -> None:
    refuse_foreign_state(genuine.scope())
    subject = copy.deepcopy(genuine)
    attribute(type_, name, value)(subject)
    with pytest.raises(ForeignStateError, match=value):
        refuse_foreign_state(subject.scope())
