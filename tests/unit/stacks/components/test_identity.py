"""What tells a production from an evaluation for ever, and that settings cannot say otherwise."""

from typing import Any

import pytest

from scripts.identity import Says
from scripts.identity.facts import settings_facts
from stacks.naming import EVALUATION_MASTER_USER, PRODUCTION_MASTER_USER
from tests.synthesized import Stack
from tests.unit.stacks.components.bench import (
    CERTIFICATE,
    NAME,
    PRODUCTION,
    deployment,
    whole,
    whole_of,
)


def test_the_products_own_tags_win_whatever_the_settings_hold() -> None:
    own = {"Application": "x", "Deployment": "x", "Environment": "evaluation", "ManagedBy": "x"}
    # Past every check of the settings.
    settings = deployment(**PRODUCTION).model_copy(update={"tags": {**own, "Owner": "it"}})
    assert whole_of(settings).tags == {
        "Application": "OpenEMR",
        "Deployment": NAME,
        "Environment": "production",
        "ManagedBy": "Terraform",
        "Owner": "it",
    }


@pytest.mark.parametrize(
    ("stack", "user"),
    [(whole(**PRODUCTION), PRODUCTION_MASTER_USER), (whole(), EVALUATION_MASTER_USER)],
)
def test_the_database_keeps_the_master_user_that_it_was_created_with(
    stack: Stack, user: str
) -> None:
    cluster = stack.one("aws_rds_cluster")
    assert cluster["master_username"] == user
    assert "master_username" in cluster["lifecycle"]["ignore_changes"]


def test_both_names_are_ones_that_aurora_takes() -> None:
    """1 to 32 letters and digits, the first a letter, and no word of MySQL's.

    https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html
    """
    for user in (PRODUCTION_MASTER_USER, EVALUATION_MASTER_USER):
        assert user.isalpha()
        assert len(user) <= 32
    assert PRODUCTION_MASTER_USER != EVALUATION_MASTER_USER


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"certificate_arn": CERTIFICATE, "environment": "evaluation"},
        {"audit_trail": {"enabled": True}, "monitoring": {"enabled": True}},
        {"database": {"final_snapshot": True, "readers": 2}},
        {"application": {"private_repository": True}, "tags": {"Owner": "it"}},
    ],
)
def test_no_evaluation_looks_like_a_production(settings: dict[str, Any]) -> None:
    """`destroy --yes` must go on taking it."""
    facts = list(settings_facts(whole(**settings).json, NAME))
    assert [each.words for each in facts if each.says is not Says.EVALUATION] == []
    assert facts


def test_every_production_looks_like_one_by_its_protections_alone() -> None:
    stack = whole(**PRODUCTION).json
    stack = {"resource": stack["resource"]}
    says = {each.says for each in settings_facts(stack, NAME)}
    assert says == {Says.PRODUCTION, Says.UNKNOWN}
