"""The predecessor's $239.32 a month comes out of its own assumptions, by our arithmetic."""

import pytest

from scripts.commands.cost.comparison import by_meter, compare
from scripts.commands.cost.predecessor import predecessor
from scripts.commands.cost.profiles import Profile
from scripts.commands.cost.subjects import Pricing, price_profiles
from scripts.commands.cost.tables import like_for_like
from scripts.pricing.estimate import Estimate
from tests.unit.scripts.pricing.bench import amounts, explained

# Its own words: dollars an hour, and dollars a month.
HOURLY = {"database": 0.12, "application": 0.079, "front_door": 0.0225, "network": 0.09}
HOURLY |= {"cache": 0.0084}
MONTHLY = {"credentials": 0.80, "firewall": 5.0}
HOURS = 730


def test_its_stated_sum_is_reproduced_within_one_percent():
    base = predecessor()
    assert base.stated == 239.32
    assert base.estimate.total() == pytest.approx(239.32, rel=0.01)
    assert abs(base.deviation) < 0.01


def test_each_of_its_figures_is_reproduced():
    sums = {
        part: sum(line.usd("typical") for line in predecessor().estimate.lines if line.part == part)
        for part in [*HOURLY, *MONTHLY]
    }
    for part, usd in HOURLY.items():
        assert sums[part] == pytest.approx(usd * HOURS, rel=0.001), part
    for part, usd in MONTHLY.items():
        assert sums[part] == pytest.approx(usd), part
    assert sum(sums.values()) == pytest.approx(predecessor().estimate.total())


def test_730_hours_and_no_other_month_give_it():
    hourly = sum(HOURLY.values())
    fixed = sum(MONTHLY.values())
    assert hourly * 730 + fixed == pytest.approx(239.32, abs=0.02)
    for hours in (720, 744):
        assert abs(hourly * hours + fixed - 239.32) > 3


def test_its_prices_are_those_of_its_region_and_dearer_elsewhere():
    assert predecessor().estimate.region == "us-east-1"
    assert predecessor("eu-central-1").estimate.total() > predecessor().estimate.total()


@pytest.fixture(scope="module")
def beside() -> dict[str, Estimate]:
    """Our profiles in the predecessor's Region."""
    priced = price_profiles(["small", "production"], Pricing("us-east-1"))
    return {profile.name: found for profile, found in priced}


def test_counted_as_it_counts_the_default_costs_the_same_and_one_more_secret(
    beside: dict[str, Estimate],
):
    ours, theirs = amounts(beside["production"], "low"), amounts(predecessor().estimate)
    same = theirs.keys() - {"secret_month"}
    assert {meter: ours[meter] for meter in same} == {meter: theirs[meter] for meter in same}
    assert ours["secret_month"] > theirs["secret_month"]


def test_small_is_a_production_that_costs_less_though_everything_is_counted(
    beside: dict[str, Estimate],
):
    assert beside["small"].environment == "production"
    assert beside["small"].total("low") < predecessor().stated
    assert beside["small"].total("typical") < predecessor().stated


def test_every_dollar_of_the_difference_is_explained(beside: dict[str, Estimate]):
    for found in beside.values():
        compared = compare(predecessor().estimate, found, by_meter)
        assert explained(compared) == pytest.approx(found.total() - predecessor().estimate.total())
        for each in compared.differences:
            assert each.why("a", "b") or abs(each.usd()) < 1e-9, each.what


def test_what_it_leaves_out_is_said_with_figures(beside: dict[str, Estimate]):
    alike, more = like_for_like(compare(predecessor().estimate, beside["production"], by_meter))
    assert "against $239.33" in alike
    for charge in ("Public IPv4 address $14.60", "WAF rule or rule group $10.00"):
        assert charge in more


def test_the_profiles_fixture_agrees(profiles: dict[str, tuple[Profile, Estimate]]):
    """us-west-2 has the prices of us-east-1 where both are known."""
    _, small = profiles["small"]
    assert small.total() < predecessor().stated
