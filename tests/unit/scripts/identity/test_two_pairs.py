"""A production by the master user of either database."""

import pytest

from scripts.identity.fact import Says
from scripts.identity.facts import creation_facts, protections
from scripts.inventory.data_asset import DataAsset
from stacks.naming import EVALUATION_MASTER_USER, PRODUCTION_MASTER_USER

NAMES = ("openemr-trial-database", "openemr-trial-greendatabase")


def databases(*users: str) -> list[DataAsset]:
    return [
        DataAsset("aws_rds_cluster", name, name, master_user=user, holds_data=True)
        for name, user in zip(NAMES, users, strict=False)
    ]


@pytest.mark.parametrize(
    ("users", "is_production"),
    [
        ((EVALUATION_MASTER_USER, EVALUATION_MASTER_USER), False),
        ((EVALUATION_MASTER_USER, PRODUCTION_MASTER_USER), True),
        ((PRODUCTION_MASTER_USER, EVALUATION_MASTER_USER), True),
        # A copy whose user is not known.
        ((EVALUATION_MASTER_USER, ""), True),
    ],
)
def test_one_database_of_a_production_makes_a_production(
    users: tuple[str, str], is_production: bool
) -> None:
    facts = tuple(creation_facts(databases(*users)))
    assert len(facts) == 2
    assert any(each.says is Says.PRODUCTION for each in facts) is is_production
    told = " ".join(each.words for each in facts if each.says is Says.PRODUCTION)
    for name, user in zip(NAMES, users, strict=True):
        assert (name in told) is (user != EVALUATION_MASTER_USER)


def test_a_copy_of_a_production_keeps_its_user_in_the_state() -> None:
    found = list(protections("aws_rds_cluster", {"master_username": PRODUCTION_MASTER_USER}))
    assert found == [f"master user {PRODUCTION_MASTER_USER}"]
