"""What stays behind after a deployment was destroyed, by hand-checked sums."""

from collections.abc import Mapping

import pytest

from scripts.pricing.leftovers import price_leftover, priced_leftovers
from scripts.pricing.prices import PricesError, regions
from scripts.resources import known


@pytest.mark.parametrize(
    ("type_", "quantities", "usd"),
    [
        ("aws_db_cluster_snapshot", {"gb": 20}, 20 * 0.021),
        ("aws_backup_vault", {"database_gb": 100, "files_gb": 10}, 100 * 0.021 + 10 * 0.05),
        ("aws_kms_key", {"keys": 3}, 3),
        ("aws_efs_file_system", {"gb": 10, "infrequent_gb": 100}, 10 * 0.30 + 100 * 0.016),
        ("aws_s3_bucket", {"gb": 2, "glacier_gb": 100}, 2 * 0.023 + 100 * 0.0036),
        # A key that waits for its deletion costs nothing.
        ("aws_kms_key", {"keys": 0}, 0),
    ],
)
def test_each_type_has_its_monthly_price(type_: str, quantities: Mapping[str, float], usd: float):
    assert price_leftover("us-west-2", type_, quantities) == pytest.approx(usd)


def test_the_region_decides():
    files = ("aws_efs_file_system", {"gb": 100})
    assert price_leftover("us-east-1", *files) == pytest.approx(30)
    assert price_leftover("eu-central-1", *files) == pytest.approx(36)


@pytest.mark.parametrize(("type_", "name"), [("aws_instance", "gb"), ("aws_kms_key", "gb")])
def test_a_quantity_without_a_meter_is_never_free(type_: str, name: str):
    with pytest.raises(KeyError, match=name):
        price_leftover("us-west-2", type_, {name: 1})


def test_a_region_without_prices_is_refused():
    with pytest.raises(PricesError):
        price_leftover("eu-north-1", "aws_kms_key", {})


@pytest.mark.parametrize("region", regions())
def test_more_never_costs_less_and_nothing_is_free(region: str):
    for type_ in priced_leftovers():
        data = known(type_).data
        for name in data.leftovers if data else ():
            one, two = (price_leftover(region, type_, {name: count}) for count in (1, 2))
            assert 0 < one < two, f"{type_} {name}"
