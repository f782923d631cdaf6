"""Two deployments side by side, and where the difference lies."""

import pytest

from scripts.commands.cost.comparison import by_meter, compare
from scripts.pricing.estimate import Estimate
from tests.unit.scripts.pricing.bench import SERVICE, altered, explained, priced

WITH_NAT = {**SERVICE, "aws_nat_gateway": {"a": {}}, "aws_eip": {"a": {}}}


def test_a_deployment_does_not_differ_from_itself():
    compared = compare(priced(WITH_NAT), priced(WITH_NAT))
    assert all(each.usd() == 0 for each in compared.differences)
    assert {each.why("a", "b") for each in compared.differences} == {""}


def test_what_only_one_has_is_said():
    compared = compare(priced(SERVICE), priced(WITH_NAT))
    found = {each.what: each for each in compared.differences if each.usd()}
    assert set(found) == {"NAT gateway", "Data through NAT gateways", "Public IPv4 address"}
    assert found["NAT gateway"].usd() == pytest.approx(32.85)
    assert found["NAT gateway"].why("before", "after") == "only in after"
    back = compare(priced(WITH_NAT), priced(SERVICE))
    assert {each.why("x", "y") for each in back.differences if each.usd()} == {"only in x"}
    assert explained(back) == pytest.approx(-explained(compared))


def test_a_quantity_that_differs_is_told_with_both():
    more = altered(SERVICE, "aws_appautoscaling_target", "target", min_capacity=4)
    compared = compare(priced(SERVICE, extra_tasks=0), priced(more, extra_tasks=0))
    reasons = {each.what: each.why("a", "b") for each in compared.differences}
    assert reasons["Fargate vCPU, Arm"] == "1,460 against 2,920 vCPU-hour"


def test_a_price_that_differs_is_told_with_both():
    here, there = (priced(SERVICE, region=region) for region in ("us-west-2", "eu-central-1"))
    reasons = {each.what: each.why("a", "b") for each in compare(here, there).differences}
    assert reasons["Fargate vCPU, Arm"] == "$0.03238 against $0.03725 a unit"


def test_the_largest_difference_comes_first():
    compared = compare(priced(SERVICE), priced(WITH_NAT))
    sizes = [abs(each.usd()) for each in compared.differences]
    assert sizes == sorted(sizes, reverse=True)


def test_all_differences_together_are_the_difference_of_the_sums(estimates: list[Estimate]):
    first = estimates[0]
    for second in estimates[1:]:
        for compared in (compare(first, second), compare(first, second, by_meter)):
            for level in ("low", "typical", "high"):
                assert sum(each.usd(level) for each in compared.differences) == pytest.approx(
                    second.total(level) - first.total(level)
                )
