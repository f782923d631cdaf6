"""Every price has a unit, a source and a date, in every Region."""

from datetime import date

import pytest

from scripts.pricing.prices import ASSUMED, PRICE_LIST, PUBLISHED, PricesError, prices_of, regions
from scripts.resources import CATALOGUE
from scripts.resources.facets.charge import Free
from stacks.settings.region import FIRST_ZONES

WANTED = {"us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-central-1"}
# Looked up by hand in the price list's lines that docs quote: figures nobody derives.
KNOWN = {
    ("us-west-2", "nat_gateway_hour"): 0.045,
    ("eu-central-1", "nat_gateway_hour"): 0.052,
    ("us-west-2", "fargate_arm_vcpu_hour"): 0.03238,
    ("eu-central-1", "fargate_arm_gb_hour"): 0.00409,
    ("us-east-1", "aurora_acu_hour"): 0.12,
    ("eu-west-1", "aurora_acu_hour"): 0.14,
    ("us-west-1", "logs_ingest_gb"): 0.67,
    ("eu-west-1", "logs_ingest_gb"): 0.57,
    ("us-east-2", "alb_hour"): 0.0225,
    ("eu-central-1", "alb_hour"): 0.027,
    ("eu-west-1", "public_ipv4_hour"): 0.005,
}
# The charges that nearly all of every bill is made of.
LARGE = ("fargate_arm_vcpu_hour", "aurora_acu_hour", "nat_gateway_hour", "alb_hour")


@pytest.mark.parametrize("region", regions())
def test_every_price_is_sourced_and_dated(region: str):
    for price in prices_of(region):
        where = f"{region} {price.meter}"
        assert price.usd > 0, where
        assert price.unit, where
        assert price.what, where
        assert price.basis in (PRICE_LIST, PUBLISHED, ASSUMED), where
        assert len(price.evidence) > 20, where
        assert price.where.startswith("https://"), where
        assert price.page.startswith("https://aws.amazon.com/"), where
        assert price.source.startswith("https://pricing.us-east-1.amazonaws.com/offers/"), where
        assert date(2025, 1, 1) <= date.fromisoformat(price.date) <= date(2026, 11, 25), where


def test_the_regions_that_were_asked_for_have_tables_and_all_are_regions():
    assert set(regions()) >= WANTED
    assert set(regions()) <= set(FIRST_ZONES)


def test_every_region_has_every_meter():
    meters = {region: {price.meter for price in prices_of(region)} for region in regions()}
    assert all(found == meters["us-east-1"] for found in meters.values())


@pytest.mark.parametrize(("region", "meter"), KNOWN)
def test_figures_are_those_of_the_price_list(region: str, meter: str):
    assert prices_of(region)[meter].usd == KNOWN[region, meter]
    assert prices_of(region)[meter].basis != ASSUMED


@pytest.mark.parametrize("region", ["us-east-1", "us-west-2", "eu-central-1", "eu-west-2"])
@pytest.mark.parametrize("meter", LARGE)
def test_the_largest_charges_are_confirmed_where_a_price_list_was_read(region: str, meter: str):
    assert prices_of(region)[meter].basis == PRICE_LIST


def test_a_price_that_stands_in_for_another_says_so():
    for region in regions():
        for price in prices_of(region):
            if "stands in" in price.evidence or "remembered" in price.evidence:
                assert price.basis == ASSUMED, f"{region} {price.meter}"


def test_the_source_is_the_regions_own_price_list():
    table = prices_of("eu-central-1")
    offers = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws"
    assert table["alb_hour"].source == f"{offers}/AWSELB/current/eu-central-1/index.json"
    assert table["route53_zone_month"].source == f"{offers}/AmazonRoute53/current/index.json"


def test_a_region_without_a_table_names_those_there_are():
    with pytest.raises(PricesError) as refused:
        prices_of("eu-north-1")
    assert "'eu-north-1'" in str(refused.value)
    assert all(region in str(refused.value) for region in regions())


def test_what_is_free_says_why():
    free = [each.charge for each in CATALOGUE.values() if isinstance(each.charge, Free)]
    assert len(free) > 40
    assert all(len(each.reason) > 10 for each in free)


def test_everything_that_can_stay_behind_has_prices():
    names = [name for each in CATALOGUE.values() if each.data for name in each.data.leftovers]
    assert len(names) > 10
