"""A new resource type is one entry of the catalogue: every command works with it, none by name."""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest

from scripts.adoption.search import Search
from scripts.aws.account import AwsAccount, Caller
from scripts.commands.destroy.decision import Mode, decide
from scripts.commands.diagram.building import picture_of
from scripts.commands.drift.differing import is_noise
from scripts.commands.drift.finding import Severity, severity_of_attribute, severity_of_deletion
from scripts.commands.scan import project_policies
from scripts.preflight.checks.permissions import permissions
from scripts.preflight.subject import Subject
from scripts.pricing.assumptions import shipped
from scripts.pricing.estimate import UnpricedError, estimate
from scripts.pricing.prices import prices_of
from scripts.resources import CATALOGUE
from scripts.resources.entry import ResourceType
from scripts.resources.facets.actions import Actions, arn, grant
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Charge, Free, Situation
from scripts.resources.facets.data import Data
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.found import Found, found
from scripts.resources.facets.impact import DESTROYS, LOWERS
from scripts.resources.facets.picture import Icon
from scripts.resources.facets.predicates import lowered
from scripts.resources.facets.wanted import Wanted
from scripts.review import Change, Difference
from scripts.review.plan_review import review
from scripts.terraform.documents.configuration import Configuration, Resource, read_configuration
from scripts.terraform.documents.state import StateResources
from tests.unit.scripts.review.plans import change, plan

TYPE = "aws_made_up_queue"
ADDRESS = f"{TYPE}.intake"
ARGUMENTS = {"name": "openemr-clinic-intake", "kept_days": 14}


def charge(_: Resource, situation: Situation) -> list[Charge] | Free:
    return [Charge("secret_month", 2, f"{situation.level} use")]


def finder(_: object, wanted: Wanted) -> Iterator[Found]:
    yield found("queue-1", tags=wanted.default_tags, name=wanted.text("name"))


ENTRY = ResourceType(
    name=TYPE,
    arguments=Arguments(
        needed="name kept_days", from_settings="name", accepted={"kept_days": (14,)}
    ),
    deletion=Deletion(DESTROYS, "All messages go away."),
    charge=charge,
    discovery=FoundBy(finder),
    picture=Icon("integration/simple-queue-service-sqs.png", "Intake", "region", 2),
    actions=Actions(
        create=(grant("madeup:CreateQueue", arn("madeup", "queue:openemr-{name}-*")),),
    ),
    data=Data("queue", kept_because="holds messages"),
    rules=(Rule("kept_days", lowered, LOWERS, "Messages are kept for {after} days."),),
    drift=Drift(Sensitivity.VITAL, by_itself={"messages": "counts messages"}),
)


@pytest.fixture
def catalogued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CATALOGUE, TYPE, ENTRY)


def configuration(arguments: Mapping[str, Any] = ARGUMENTS) -> Configuration:
    document = {
        "terraform": {"backend": {"local": {}}},
        "provider": {"aws": [{"region": "us-west-2"}]},
        "resource": {TYPE: {"intake": {**arguments, "lifecycle": {"prevent_destroy": True}}}},
    }
    return read_configuration("clinic", json.dumps(document))


def scanned(subject: Configuration) -> list[str]:
    return [each.reason for each in project_policies.check(subject) if each.address == ADDRESS]


@pytest.mark.usefixtures("catalogued")
def test_scan_knows_its_arguments() -> None:
    assert [reason for reason in scanned(configuration()) if "kept_days" in reason] == []
    assert any("kept_days is 3" in reason for reason in scanned(configuration({"kept_days": 3})))
    odd = {**ARGUMENTS, "public": True}
    assert any("public" in reason for reason in scanned(configuration(odd)))


def test_scan_refuses_a_type_without_an_entry() -> None:
    assert any(TYPE in reason for reason in scanned(configuration()))


@pytest.mark.usefixtures("catalogued")
def test_plan_tells_what_its_deletion_and_its_rules_mean() -> None:
    gone = review(plan(change(ADDRESS, {"id": "queue-1"}, None))).stopped
    assert [verdict.reason for item in gone for verdict in item.judged.verdicts] == [
        "All messages go away."
    ]
    shorter = review(plan(change(ADDRESS, {"id": "q", "kept_days": 14}, {"kept_days": 3})))
    assert [item.address for item in shorter.stopped] == [ADDRESS]


@pytest.mark.usefixtures("catalogued")
def test_drift_knows_how_much_it_matters_and_what_changes_by_itself() -> None:
    moved = Change(ADDRESS, TYPE, ("update",), before={"delay": 0}, after={"delay": 9})
    assert severity_of_attribute(moved, Difference("delay", 0, 9), (), "intake") is Severity.HIGH
    assert severity_of_deletion(moved, (), "intake") is Severity.CRITICAL
    counted = Change(ADDRESS, TYPE, ("update",), before={"messages": 1}, after={"messages": 2})
    assert is_noise(counted, Difference("messages", 1, 2))


@pytest.mark.usefixtures("catalogued")
def test_destroy_of_a_production_keeps_it() -> None:
    instance = {"attributes": {"id": "queue-1"}}
    state = {
        "resources": [
            {"mode": "managed", "type": TYPE, "name": "intake", "instances": [instance]},
        ]
    }
    assert decide(Mode.KEEP_DATA, StateResources.of(state), []).kept == {ADDRESS: "holds messages"}


@pytest.mark.usefixtures("catalogued")
def test_state_adopt_finds_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    account = AwsAccount("us-west-2")
    monkeypatch.setattr(account, "caller", lambda: Caller("1" * 12, "arn:aws:iam::1:user/x"))
    tags = {"Application": "OpenEMR", "Deployment": "clinic"}
    document = {
        "provider": {"aws": [{"region": "us-west-2", "default_tags": [{"tags": tags}]}]},
        "resource": {TYPE: {"intake": ARGUMENTS}},
    }
    adopted = Search(document, {}, account).run().adopted
    assert {address: each.import_id for address, each in adopted.items()} == {ADDRESS: "queue-1"}


@pytest.mark.usefixtures("catalogued")
def test_cost_prices_it() -> None:
    (line,) = estimate(configuration(), prices_of("us-west-2"), shipped("production")).lines
    assert (line.address, line.usd("typical")) == (ADDRESS, 0.8)


def test_cost_refuses_what_has_no_entry() -> None:
    with pytest.raises(UnpricedError, match=TYPE):
        estimate(configuration(), prices_of("us-west-2"), shipped("production"))


@pytest.mark.usefixtures("catalogued")
def test_diagram_draws_it() -> None:
    nodes = picture_of(configuration(), full=False).nodes
    node = nodes[ADDRESS]
    assert (node.title, node.zone) == ("Intake", "region")


@pytest.mark.usefixtures("catalogued")
def test_doctor_simulates_its_actions() -> None:
    asked: dict[str, list[str]] = {}

    def paginate(**of: Any) -> list[dict[str, Any]]:
        asked.update(dict.fromkeys(of["ActionNames"], of.get("ResourceArns")))
        return [{"EvaluationResults": []}]

    paginator = SimpleNamespace(paginate=paginate)
    iam = SimpleNamespace(get_paginator=lambda _: paginator)
    subject = SimpleNamespace(
        name="clinic",
        caller=Caller("1" * 12, "arn:aws:iam::111111111111:user/deployer"),
        account=SimpleNamespace(client=lambda _: iam),
        region="us-west-2",
        place=None,
        configuration={
            "provider": {"aws": [{"region": "us-west-2"}]},
            "resource": {TYPE: {"intake": ARGUMENTS}},
        },
    )
    list(permissions(cast("Subject", subject)))
    queue = f"arn:aws:madeup:us-west-2:{'1' * 12}:queue:openemr-clinic-simulated"
    assert asked["madeup:CreateQueue"] == [queue]
    assert not any(action.startswith("sqs:") for action in asked)


@pytest.mark.parametrize(
    "part", ["arguments", "deletion", "charge", "discovery", "picture", "actions"]
)
def test_every_command_demands_its_part(part: str) -> None:
    parts = {each.name: getattr(ENTRY, each.name) for each in dataclasses.fields(ENTRY)}
    assert ResourceType(**parts) == ENTRY
    del parts[part]
    with pytest.raises(TypeError, match=part):
        ResourceType(**parts)
