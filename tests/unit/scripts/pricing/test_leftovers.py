"""What stays behind after a deployment was destroyed, by hand-checked sums."""

import pytest

from scripts.pricing.leftovers import Leftover, LeftoverError, price_leftovers, priced_leftovers
from scripts.pricing.prices import PricesError, regions
from scripts.resources import known


def test_each_item_has_its_monthly_price_in_the_given_order():
    snapshot, vault, key, files, bucket = price_leftovers(
        "us-west-2",
        [
            Leftover("aws_db_cluster_snapshot", "final", {"gb": 20}),
            Leftover("aws_backup_vault", "vault", {"database_gb": 100, "files_gb": 10}),
            Leftover("aws_kms_key", "data", {"keys": 3}),
            Leftover("aws_efs_file_system", "files", {"gb": 10, "infrequent_gb": 100}),
            Leftover("aws_s3_bucket", "trail", {"gb": 2, "glacier_gb": 100}),
        ],
    )
    assert snapshot.monthly_usd == pytest.approx(20 * 0.021)
    assert vault.monthly_usd == pytest.approx(100 * 0.021 + 10 * 0.05)
    assert [part.name for part in vault.parts] == ["database_gb", "files_gb"]
    assert key.monthly_usd == 3
    assert files.monthly_usd == pytest.approx(10 * 0.30 + 100 * 0.016)
    assert bucket.monthly_usd == pytest.approx(2 * 0.023 + 100 * 0.0036)
    assert snapshot.leftover.name == "final"
    assert snapshot.parts[0].price.source.startswith("https://")


def test_a_key_that_waits_for_its_deletion_costs_nothing():
    (key,) = price_leftovers("us-east-1", [Leftover("aws_kms_key", "data", {"keys": 0})])
    assert key.monthly_usd == 0


def test_the_region_decides():
    files = [Leftover("aws_efs_file_system", "files", {"gb": 100})]
    assert price_leftovers("us-east-1", files)[0].monthly_usd == pytest.approx(30)
    assert price_leftovers("eu-central-1", files)[0].monthly_usd == pytest.approx(36)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(LeftoverError) as refused:
        price_leftovers(
            "us-west-2",
            [
                Leftover("aws_instance", "i", {}),
                Leftover("aws_kms_key", "k", {"gb": 1}),
                Leftover("aws_s3_bucket", "b", {"gb": -1, "glacier_gb": float("nan")}),
            ],
        )
    said = str(refused.value).splitlines()
    assert len(said) == 4
    assert "aws_instance i: no price for what stays of it; accepted: aws_backup_vault" in said[0]
    assert "aws_kms_key k: quantity 'gb'; accepted: keys" in said[1]
    assert "aws_s3_bucket b: gb -1; accepted: a number from 0" in said[2]
    assert "glacier_gb nan" in said[3]


def test_a_region_without_prices_is_refused():
    with pytest.raises(PricesError):
        price_leftovers("eu-north-1", [])


@pytest.mark.parametrize("region", regions())
def test_more_never_costs_less_and_nothing_is_free(region: str):
    for type_ in priced_leftovers():
        data = known(type_).data
        for name in data.leftovers if data else ():
            one, two = price_leftovers(
                region, [Leftover(type_, "x", {name: count}) for count in (1, 2)]
            )
            assert 0 < one.monthly_usd < two.monthly_usd, f"{type_} {name}"
