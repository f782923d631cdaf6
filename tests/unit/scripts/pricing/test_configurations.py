"""Every resource of every named configuration is priced, or free for a reason."""

import pytest

from scripts.pricing.assumptions import LEVELS, shipped
from scripts.pricing.estimate import Estimate, UnpricedError, estimate
from scripts.pricing.prices import ASSUMED, prices_of, regions
from scripts.resources import CATALOGUE
from scripts.terraform.documents.configuration import Configuration
from tests.configurations import CONFIGURATIONS
from tests.synthesized import Stack
from tests.unit.scripts.pricing.bench import priced, totals


def test_every_stack_of_every_configuration_has_an_estimate(
    estimates: list[Estimate], stacks: list[Stack]
):
    assert [each.name for each in estimates] == [str(stack) for stack in stacks]
    assert {name.partition("/")[0] for name in map(str, stacks)} == set(CONFIGURATIONS)


def test_every_resource_is_charged_or_free_for_a_reason(
    estimates: list[Estimate], configurations: list[Configuration]
):
    for found, configuration in zip(estimates, configurations, strict=True):
        addresses = {each.address for each in configuration.resources if each.mode == "managed"}
        charged = {line.address for line in found.lines}
        assert charged | set(found.free) == addresses, found.name
        assert not charged & set(found.free), found.name
        assert found.resources == len(addresses)
        assert all(len(reason) > 10 for reason in found.free.values())


def test_every_line_has_quantity_unit_price_source_date_and_component(estimates: list[Estimate]):
    for found in estimates:
        for line in found.lines:
            assert set(line.quantities) == set(LEVELS)
            assert list(line.quantities.values()) == sorted(line.quantities.values()), line
            assert line.price.unit, line
            assert line.price.date, line
            assert line.price.source.startswith("https://"), line
            assert line.why, line
            assert line.component != "deployment", line


def test_sums_are_the_sums_of_lines_and_do_not_fall_with_usage(estimates: list[Estimate]):
    for found in estimates:
        for level in LEVELS:
            by_hand = sum(line.quantities[level] * line.price.usd for line in found.lines)
            assert found.total(level) == pytest.approx(by_hand)
        assert totals(found) == sorted(totals(found))
        assert found.total("low") > 0


def test_the_largest_lines_come_first(estimates: list[Estimate]):
    for found in estimates:
        amounts = [line.usd("typical") for line in found.lines]
        assert amounts == sorted(amounts, reverse=True)


def test_what_rests_on_assumed_prices_is_a_part_of_the_whole(estimates: list[Estimate]):
    for found in estimates:
        part = sum(line.usd("high") for line in found.lines if line.price.basis == ASSUMED)
        assert found.resting_on_assumed_prices("high") == pytest.approx(part)
        assert part < found.total("high")


@pytest.mark.parametrize("region", regions())
def test_every_configuration_can_be_priced_in_every_region(
    region: str, configurations: list[Configuration]
):
    for each in configurations:
        found = estimate(each, prices_of(region), shipped(each.environment))
        assert found.region == region
        assert found.total() > 0


def test_a_resource_type_without_a_price_is_an_error_that_names_it():
    with pytest.raises(UnpricedError) as refused:
        priced(
            {"aws_instance": {"a": {}, "b": {}}, "aws_vpc": {"v": {}}, "aws_mq_broker": {"m": {}}}
        )
    assert str(refused.value).splitlines() == [
        "bench: aws_instance.a: no price for resource type aws_instance",
        "bench: aws_instance.b: no price for resource type aws_instance",
        "bench: aws_mq_broker.m: no price for resource type aws_mq_broker",
    ]


def test_data_sources_cost_nothing():
    assert [name for name in CATALOGUE if name.startswith("data.")] == []
