"""A plan is judged like the configuration that it was made from, as far as it tells of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from scripts.commands.scan import checkov_checks, project_policies
from scripts.commands.scan.unjudged import ABSENT, AFTER_APPLY, NOT_COMPARED, unjudged
from scripts.terraform.documents.configuration import references
from scripts.terraform.documents.planned_configuration import (
    UnsupportedPlanError,
    is_plan,
    read_planned_configuration,
)
from scripts.terraform.subjects import SubjectError, find_subjects

ACCOUNT = "123456789012"
STATEMENT = (
    '{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},'
    '"Action":"kms:*","Resource":"*"}'
)


def _plan() -> dict[str, Any]:
    """As `terraform show -json` writes it: values, then what refers to what."""
    return {
        "format_version": "1.2",
        "planned_values": {
            "root_module": {
                "resources": [
                    _resource(
                        "aws_kms_key",
                        "k",
                        enable_key_rotation=True,
                        policy=f'{{"Version":"2012-10-17","Statement":[{STATEMENT}]}}',
                    ),
                    _resource("aws_sns_topic", "t", name="x"),
                    _resource("aws_sns_topic", "plain", name="y", kms_master_key_id=None),
                    _resource("aws_iam_policy", "p", name="z"),
                    _resource("aws_vpc_security_group_ingress_rule", "r", cidr_ipv4="0.0.0.0/0"),
                    _resource("aws_security_group_rule", "s", cidr_blocks=["0.0.0.0/0"]),
                ]
            }
        },
        "prior_state": {
            "values": {
                "root_module": {
                    "resources": [
                        {"type": "aws_caller_identity", "values": {"account_id": ACCOUNT}}
                    ]
                }
            }
        },
        "configuration": {
            "provider_config": {
                "aws": {
                    "expressions": {
                        "default_tags": [
                            {"tags": {"constant_value": {"Environment": "evaluation"}}}
                        ]
                    }
                }
            },
            "root_module": {
                "resources": [
                    _expressions("aws_sns_topic.t", kms_master_key_id="aws_kms_key.k"),
                    _expressions("aws_iam_policy.p", policy="aws_s3_bucket.b"),
                    _expressions("aws_vpc_security_group_ingress_rule.r", cidr_ipv4="var.clients"),
                    _expressions("aws_security_group_rule.s", cidr_blocks="aws_vpc.v"),
                ]
            },
        },
    }


def _resource(type_: str, id_: str, **values: Any) -> dict[str, Any]:
    address = f"{type_}.{id_}"
    return {
        "address": address,
        "mode": "managed",
        "type": type_,
        "name": id_,
        "values": values,
    }


def _expressions(address: str, **references: str) -> dict[str, Any]:
    expressions = {name: {"references": [f"{to}.arn", to]} for name, to in references.items()}
    return {"address": address, "expressions": expressions}


def test_a_plan_is_known_by_its_planned_values() -> None:
    assert is_plan(_plan())
    assert not is_plan({"resource": {}})


def test_references_and_account_come_back() -> None:
    configuration = read_planned_configuration("plan", _plan())
    assert configuration.environment == "evaluation"
    assert configuration.account == ACCOUNT
    topic = configuration.by_address["aws_sns_topic.t"]
    assert topic.refers_to("kms_master_key_id") == {"aws_kms_key.k"}


def test_a_plans_defects_are_found_and_its_unknown_values_are_none() -> None:
    configuration = read_planned_configuration("plan", _plan())
    assert {each.address for each in project_policies.check(configuration, {"OEMR_30"})} == {
        "aws_sns_topic.plain"
    }
    assert project_policies.check(configuration, {"OEMR_36", "OEMR_46", "OEMR_7"}) == []
    assert {
        each.address for each in checkov_checks.check(configuration, {"CKV_AWS_26"}).findings
    } == {"aws_sns_topic.plain"}


def test_values_of_variables_and_beside_references_stay_visible() -> None:
    configuration = read_planned_configuration("plan", _plan())
    rule = configuration.by_address["aws_vpc_security_group_ingress_rule.r"]
    assert rule.get("cidr_ipv4") == "0.0.0.0/0"
    old = configuration.by_address["aws_security_group_rule.s"]
    assert "0.0.0.0/0" in old.get("cidr_blocks")
    assert old.refers_to("cidr_blocks") == {"aws_vpc.v"}


def test_what_a_plan_keeps_from_the_checks_is_told() -> None:
    assert set(unjudged(read_planned_configuration("plan", _plan()))) == {
        ("aws_iam_policy.p", "policy", AFTER_APPLY),
        ("aws_kms_key.k", "lifecycle", ABSENT),
        ("deployment", "terraform.backend", ABSENT),
        ("deployment", NOT_COMPARED, ABSENT),
    }


def test_constants_of_a_plan_are_compared_and_missing_resources_found() -> None:
    document = _plan()
    vpc = "aws_vpc"
    good = {"enable_dns_support": True, "enable_dns_hostnames": True, "cidr_block": "10.0.0.0/16"}
    for values in (good, good | {"enable_dns_support": False}):
        _resources(document)[:] = [_resource(vpc, "network_vpc", **values)]
        found = project_policies.check(read_planned_configuration("plan", document), {"OEMR_60"})
        reasons = {each.reason for each in found if each.address == f"{vpc}.network_vpc"}
        assert bool(reasons) == (not values["enable_dns_support"]), reasons
        assert "no aws_backup_plan.backup_plan" in {each.reason for each in found}


def test_a_clients_rule_in_a_plan_is_for_the_network_that_names_it() -> None:
    document = _plan()
    type_, name = "aws_vpc_security_group_ingress_rule", "front_door_perimeter_from_203_0_113_0_24"
    for cidr in ("203.0.113.0/24", "0.0.0.0/0"):
        _resources(document)[:] = [_resource(type_, f"{name}_443", cidr_ipv4=cidr)]
        found = project_policies.check(read_planned_configuration("plan", document), {"OEMR_60"})
        reasons = {each.reason for each in found if each.address == f"{type_}.{name}_443"}
        assert bool(reasons) == (cidr == "0.0.0.0/0"), reasons


def test_once_it_is_known_a_document_is_judged_and_no_longer_listed() -> None:
    document = _plan()
    (policy,) = [each for each in _resources(document) if each["type"] == "aws_iam_policy"]
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policy["values"]["policy"] = json.dumps({"Statement": [statement]})
    configuration = read_planned_configuration("plan", document)
    assert "aws_iam_policy.p" not in {each.address for each in unjudged(configuration)}
    assert project_policies.check(configuration, {"OEMR_7"})
    assert checkov_checks.check(configuration, {"CKV_AWS_62"}).findings


def test_checkov_passes_nothing_that_it_could_not_see() -> None:
    passed = checkov_checks.check(read_planned_configuration("plan", _plan())).passed
    seen = {address for addresses in passed.values() for address in addresses}
    assert "aws_kms_key.k" in seen
    assert "aws_iam_policy.p" not in seen


def _resources(document: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = document["planned_values"]["root_module"]["resources"]
    return found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"child_modules": [{"address": "module.network"}]}, "contains module.network"),
        (
            {"resources": [{"address": "aws_subnet.x[0]", "index": 0, "type": "aws_subnet"}]},
            "contains aws_subnet.x",
        ),
    ],
)
def test_a_plan_of_which_parts_would_be_overlooked_is_refused(
    change: dict[str, Any], said: str, tmp_path: Path
) -> None:
    document = _plan()
    document["planned_values"]["root_module"] |= change
    with pytest.raises(UnsupportedPlanError, match=said):
        read_planned_configuration("plan", document)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(document))
    with pytest.raises(SubjectError, match=f"the plan {said}"):
        find_subjects([str(file)])


def test_blocks_of_a_set_find_their_references_in_whatever_order_they_come() -> None:
    document = _plan()
    planned = [{"field": "b", "starts_with": []}, {"field": "a", "equals": ["x"]}]
    written = [
        {"field": {"constant_value": "a"}, "equals": {"constant_value": ["x"]}},
        {"field": {"constant_value": "b"}, "starts_with": {"references": ["aws_s3_bucket.b.arn"]}},
    ]
    _resources(document).append(_resource("aws_cloudtrail", "t", field_selector=planned))
    document["configuration"]["root_module"]["resources"].append(
        {"address": "aws_cloudtrail.t", "expressions": {"field_selector": written}}
    )
    trail = read_planned_configuration("plan", document).by_address["aws_cloudtrail.t"]
    blocks = {each["field"]: references(each) for each in trail.blocks("field_selector")}
    assert blocks == {"b": {"aws_s3_bucket.b"}, "a": set()}
