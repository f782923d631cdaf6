"""A plan is judged like the configuration that it was made from."""

from typing import Any

from scripts.scan import own, stock
from scripts.scan.plan import is_plan, read_plan

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
    configuration = read_plan("plan", _plan())
    assert configuration.environment == "evaluation"
    assert configuration.account == ACCOUNT
    topic = configuration.by_address["aws_sns_topic.t"]
    assert topic.refers_to("kms_master_key_id") == {"aws_kms_key.k"}


def test_a_plans_defects_are_found_and_its_unknown_values_are_none() -> None:
    configuration = read_plan("plan", _plan())
    assert {each.address for each in own.check(configuration, {"OEMR_30"})} == {
        "aws_sns_topic.plain"
    }
    assert own.check(configuration, {"OEMR_36", "OEMR_46", "OEMR_7"}) == []
    assert {each.address for each in stock.check(configuration, {"CKV_AWS_26"}).findings} == {
        "aws_sns_topic.plain"
    }
