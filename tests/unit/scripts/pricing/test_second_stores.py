"""What a second pair of stores costs a day."""

from typing import Any

import pytest

from scripts.pricing.prices import prices_of
from scripts.pricing.second_stores import DailyCost, second_stores

PRICES = prices_of("us-west-2")


def configuration(clusters: int, instances: int, least: Any) -> dict[str, Any]:
    cluster = {"serverlessv2_scaling_configuration": {"min_capacity": least, "max_capacity": 8}}
    return {
        "resource": {
            "aws_rds_cluster": {str(number): cluster for number in range(clusters)},
            "aws_rds_cluster_instance": {str(number): {} for number in range(instances)},
        }
    }


def parts(*found: DailyCost) -> dict[str, float | None]:
    return {each.what: each.usd for each in found}


@pytest.mark.parametrize(("clusters", "instances"), [(1, 2), (2, 4)])
def test_one_cluster_is_added_however_many_there_are(clusters: int, instances: int):
    found = parts(*second_stores(configuration(clusters, instances, 1), PRICES, 10, 100))
    hour = PRICES["aurora_acu_hour"].usd
    assert found["database capacity"] == pytest.approx(2 * 1 * 24 * hour)
    month = 365 / 12
    assert found["database storage"] == pytest.approx(10 * 0.1 / month, rel=0.01)
    assert found["files"] == pytest.approx(100 * 0.3 / month, rel=0.01)


@pytest.mark.parametrize("least", [0, 0.5, None])
def test_a_paused_database_is_priced_awake(least: float | None):
    found = parts(*second_stores(configuration(1, 1, least), PRICES, 1, 1))
    assert found["database capacity"] == pytest.approx(0.5 * 24 * PRICES["aurora_acu_hour"].usd)


def test_an_unknown_size_is_not_free():
    found = second_stores(configuration(1, 1, 1), PRICES, None, None)
    assert parts(*found)["database storage"] is None
    assert parts(*found)["files"] is None
