"""More of anything never costs less."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.pricing.assumptions import LEVELS, shipped
from tests.unit.scripts.pricing.bench import DATABASE, SERVICE, altered, priced, totals
from tests.unit.scripts.pricing.everything import EVERYTHING


@settings(max_examples=25)
@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 20))
def test_more_tasks_never_cost_less(least: int, room: int, more: int):
    def cost(minimum: int, maximum: int) -> list[float]:
        scaled = altered(
            SERVICE,
            "aws_appautoscaling_target",
            "target",
            min_capacity=minimum,
            max_capacity=maximum,
        )
        return totals(priced(scaled))

    few, many = cost(least, least + room), cost(least + more, least + more + room)
    assert all(a <= b for a, b in zip(few, many, strict=True))
    assert more == 0 or few != many
    wider = cost(least, least + room + more)
    assert all(a <= b for a, b in zip(few, wider, strict=True))


@settings(max_examples=25)
@given(st.sampled_from([256, 512, 1024, 2048]), st.sampled_from([1024, 2048, 4096]))
def test_larger_tasks_cost_more(cpu: int, memory: int):
    def cost(units: int, mebibytes: int) -> float:
        sized = altered(
            SERVICE, "aws_ecs_task_definition", "task", cpu=str(units), memory=str(mebibytes)
        )
        return priced(sized).total()

    assert cost(cpu, memory) < cost(2 * cpu, memory) < cost(2 * cpu, 2 * memory)


@settings(max_examples=25)
@given(st.floats(0, 64), st.floats(0, 64))
def test_a_higher_least_capacity_never_costs_less(first: float, second: float):
    def cost(least: float) -> list[float]:
        scaling = {"min_capacity": least, "max_capacity": 64}
        return totals(
            priced(
                altered(
                    DATABASE, "aws_rds_cluster", "db", serverlessv2_scaling_configuration=scaling
                )
            )
        )

    low, high = sorted((first, second))
    assert all(a <= b for a, b in zip(cost(low), cost(high), strict=True))


@pytest.mark.parametrize("type_", ["aws_nat_gateway", "aws_kms_key", "aws_eip", "aws_s3_bucket"])
def test_one_more_resource_costs_more(type_: str):
    more = altered(EVERYTHING, type_, "another")
    assert priced(more).total() > priced(EVERYTHING).total()


def total_of(name: str, value: float) -> float:
    """The month with one assumption replaced."""
    assumptions: dict[str, Any] = {name: value}
    return priced(EVERYTHING, **assumptions).total()


@pytest.mark.parametrize("name", shipped("production"))
def test_more_usage_never_costs_less(name: str):
    each = shipped("production")[name]
    # More of the files are then cheaper to store: the one saving among them.
    if name == "files_infrequent_share":
        rare, all_ = total_of(name, 0), total_of(name, 1)
        assert all_ < rare
        return
    most = 1 if each.unit == "share" else each.at("high") * 2 + 1
    costs = [total_of(name, value) for value in (0, each.at("low"), most)]
    assert costs == sorted(costs)


def test_the_levels_of_everything_do_not_fall():
    assert len(LEVELS) == 3
    assert totals(priced(EVERYTHING)) == sorted(totals(priced(EVERYTHING)))
