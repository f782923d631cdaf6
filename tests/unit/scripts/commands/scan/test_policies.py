"""Every policy accepts what it asks for and objects to the opposite."""

import copy
import dataclasses
import json
import re
from typing import Any

import pytest

from scripts.commands.reference_deployment import reference_configurations
from scripts.commands.scan import project_policies
from scripts.commands.scan.matrix.catalogue import rules, sections
from scripts.commands.scan.policy import all_policies
from scripts.deployment import restore_task
from scripts.terraform.documents.configuration import read_configuration
from scripts.terraform.subjects import configurations_of
from tests.configurations import LOCKED, RESTORED
from tests.unit.scripts.commands.scan.policy_cases import Resources, access, data, network

CASES = access.CASES | network.CASES | data.CASES
# About the provider and the backend rather than resources.
WHOLE_DOCUMENTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "OEMR_43": (
        {"terraform": {"backend": {"s3": {"use_lockfile": True}}}},
        {"terraform": {"backend": {"s3": {"encrypt": True, "use_lockfile": True}}}},
    ),
    "OEMR_54": (
        {"data": {"aws_caller_identity": {"me": {}}}},
        {"data": {"http": {"x": {"url": "https://example.org"}}}},
    ),
    "OEMR_45": (
        {
            "provider": {
                "aws": [{"default_tags": [{"tags": {"Application": "a", "ManagedBy": "t"}}]}]
            }
        },
        {"provider": {"aws": [{"region": "us-west-2"}]}},
    ),
}


# Of a whole deployment: it alone has everything, in the only way there is.
COMPLETE = dict(reference_configurations()["production"].document)
WHOLE_DOCUMENTS["OEMR_60"] = (COMPLETE, COMPLETE | {"output": {}})
WHOLE_DOCUMENTS["OEMR_62"] = (
    {"resource": {"aws_wafv2_web_acl": COMPLETE["resource"]["aws_wafv2_web_acl"]}},
    {"resource": {"aws_wafv2_web_acl": {"x": {"default_action": {"allow": {}}, "rule": []}}}},
)
WHOLE_DOCUMENTS["OEMR_66"] = (COMPLETE, COMPLETE | {"resource": {}})
WHOLE_DOCUMENTS["OEMR_65"] = (COMPLETE, COMPLETE | {"output": {}})


def _found(id_: str, document: dict[str, Any]) -> list[str]:
    configuration = read_configuration("case", json.dumps(document))
    if id_ == "OEMR_65":
        whole = read_configuration("production", json.dumps(COMPLETE))
        configuration = dataclasses.replace(configuration, expected=whole)
    return [finding.reason for finding in project_policies.check(configuration, {id_})]


@pytest.mark.parametrize(("id_", "good", "bad"), [(id_, *case) for id_, case in CASES.items()])
def test_a_policy_tells_compliant_resources_from_others(
    id_: str, good: Resources, bad: Resources
) -> None:
    assert _found(id_, {"resource": good}) == []
    assert _found(id_, {"resource": bad}) != []


@pytest.mark.parametrize("id_", WHOLE_DOCUMENTS)
def test_a_policy_tells_a_compliant_document_from_others(id_: str) -> None:
    good, bad = WHOLE_DOCUMENTS[id_]
    assert _found(id_, good) == []
    assert _found(id_, bad) != []


def test_the_group_of_a_restore_is_its_tasks_and_of_nothing_else() -> None:
    """No resource refers to it: the task is given it when it starts."""
    document = dict(configurations_of(RESTORED, LOCKED)["restored"].document)
    assert _found("OEMR_52", document) == []

    without = copy.deepcopy(document)
    del without["resource"]["aws_ecs_task_definition"]["application_restore_definition"]
    assert any(each.startswith("allows nothing to reach") for each in _found("OEMR_52", without))

    shared = copy.deepcopy(document)
    groups = shared["resource"]["aws_rds_cluster"]["database_cluster"]["vpc_security_group_ids"]
    groups.append(f"${{{restore_task.GROUP}.id}}")
    assert "is shared by aws_ecs_service and aws_rds_cluster" in _found("OEMR_52", shared)


@pytest.mark.parametrize(("action", "found"), [("none", False), ("count", True)])
def test_the_firewall_is_judged_alike_in_the_json_of_a_plan(action: str, found: bool) -> None:
    """Which lists every block that could be chosen; those that are not are empty."""
    document = copy.deepcopy(CASES["OEMR_32"][0])
    for rule in document["aws_wafv2_web_acl"]["x"]["rule"]:
        if "override_action" in rule:
            rule["override_action"] = [{"count": [], "none": []} | {action: [{}]}]
        else:
            rule["action"] = [{"allow": [], "block": [{"custom_response": []}], "count": []}]
    assert bool(_found("OEMR_32", {"resource": document})) == found


def test_a_value_that_a_policy_cannot_read_is_a_finding_and_no_end_of_the_scan() -> None:
    resources = copy.deepcopy(CASES["OEMR_29"][0])
    resources["aws_backup_plan"]["x"]["rule"][0]["lifecycle"]["delete_after"] = "35x"
    (told,) = _found("OEMR_29", {"resource": resources})
    assert told.startswith("cannot be judged: TypeError: ")


def _with_boundary(*boundaries: str | None) -> list[str]:
    """What OEMR_53 says of boundaries of roles that have no use."""
    roles = {f"r{number}": {"permissions_boundary": each} for number, each in enumerate(boundaries)}
    found = _found("OEMR_53", {"resource": {"aws_iam_role": roles}})
    return [each for each in found if "boundary" in each]


def test_all_roles_have_the_same_permissions_boundary_or_none() -> None:
    assert _with_boundary("arn:a", "arn:a") == _with_boundary(None, None) == []
    assert _with_boundary("arn:a", None) == ["has no permissions boundary, and others have one"]
    assert len(_with_boundary("arn:a", "arn:b")) == 2


def test_a_statement_without_resources_is_found() -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject"}
    policy = {"x": {"policy": json.dumps({"Statement": [statement]})}}
    (told,) = _found("OEMR_27", {"resource": {"aws_iam_policy": policy}})
    assert told == "allows s3:GetObject on what it does not name"


def test_every_policy_has_a_case_and_every_number_is_taken_once() -> None:
    ids = [policy.id for policy in all_policies()]
    assert set(CASES) | set(WHOLE_DOCUMENTS) == set(ids)
    assert ids == [f"OEMR_{number + 1}" for number in range(len(ids))]


def test_every_policy_is_one_sentence_and_serves_something() -> None:
    for policy in all_policies():
        assert re.fullmatch(r"[A-Z].*[^.]\.", policy.sentence), policy.sentence
        assert ". " not in policy.sentence
        assert policy.hipaa or policy.nag, policy.id


def test_every_rule_and_section_that_a_policy_serves_is_known() -> None:
    known = {rule.rule for pack in ("HIPAA.Security", "AwsSolutions") for rule in rules(pack)}
    numbers = {section.number for section in sections()}
    for policy in all_policies():
        assert set(policy.nag) <= known, policy.id
        assert set(policy.hipaa) <= numbers, policy.id


def test_cases_hold_only_when_the_policy_is_asked_about_them() -> None:
    everything = {policy.id for policy in all_policies()}
    # Without the settings at hand OEMR_65 is not asked.
    everything.remove("OEMR_65")
    bad_everywhere = {id_ for id_ in everything if _found(id_, {"resource": {}})}
    # A deployment without anything lacks its trail, its alarms and everything else.
    assert bad_everywhere == {*("OEMR_21", "OEMR_22", "OEMR_41", "OEMR_48", "OEMR_60", "OEMR_66")}
