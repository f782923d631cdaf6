"""Arrivals and percentiles, as arithmetic."""

import itertools
import math

from hypothesis import given
from hypothesis import strategies as st

from scripts.commands.load_test.plan import arrivals
from scripts.commands.load_test.results import percentile, table

RATES = st.floats(0.5, 300)


@given(rate=RATES, ramp=st.floats(0, 20), even=st.floats(1, 20))
def test_after_the_ramp_arrivals_are_even_and_as_many_as_the_rate_says(
    rate: float, ramp: float, even: float
) -> None:
    moments = list(arrivals(rate, ramp, ramp + even))
    counted = [moment for moment in moments if moment >= ramp]
    assert abs(len(counted) - rate * even) <= 1
    assert abs(len(moments) - len(counted) - rate * ramp / 2) <= 1
    gaps = [after - before for before, after in itertools.pairwise(counted)]
    assert all(math.isclose(gap, 1 / rate, rel_tol=1e-6) for gap in gaps)


@given(rate=RATES, ramp=st.floats(1, 20))
def test_the_ramp_only_gets_denser(rate: float, ramp: float) -> None:
    moments = list(arrivals(rate, ramp, ramp))
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    assert all(after <= before + 1e-9 for before, after in itertools.pairwise(gaps))


def test_percentiles_are_the_nearest_rank() -> None:
    values = [float(value) for value in range(1, 1001)]
    assert [percentile(values, each) for each in (50, 95, 99, 99.9, 100)] == [
        500.0,
        950.0,
        990.0,
        999.0,
        1000.0,
    ]
    assert percentile([7.0], 50) == 7.0


@given(st.lists(st.floats(0, 100), min_size=1))
def test_percentiles_are_values_that_were_measured_and_grow(values: list[float]) -> None:
    ordered = sorted(values)
    found = [percentile(ordered, each) for each in (0.1, 50, 90, 99, 99.9)]
    assert found == sorted(found)
    assert set(found) <= set(values)


def test_a_table_is_in_milliseconds_and_empty_without_values() -> None:
    assert table([]) == {}
    assert table([0.25]) == dict.fromkeys(
        ("p50", "p75", "p90", "p95", "p99", "p99.9", "max", "mean"), 250.0
    )
