"""Minutes that a restore is expected to take."""

from dataclasses import replace

import pytest

from scripts.commands.restore.duration import MEASURED_MINUTES, estimate
from scripts.inventory.copies.pairing import Pair
from tests.unit.scripts.inventory.copies.strategies import copy

PAIR = Pair(copy("database", 1, 0), copy("files", 2, 5))


@pytest.mark.parametrize(
    ("size", "cold", "least", "most"),
    [
        (0, False, 0, 1),
        (6_000_000_000, False, 1, 3),
        (600_000_000_000, False, 100, 201),
        (600_000_000_000, True, 340, 441),
    ],
)
def test_files_take_as_long_as_their_size_and_cold_ones_hours_more(
    size: int, cold: bool, least: int, most: int
):
    found = estimate(replace(PAIR, files=replace(PAIR.files, size_bytes=size, cold=cold)))
    assert found.most is not None
    assert (found.least - MEASURED_MINUTES, found.most - MEASURED_MINUTES) == (least, most)
    assert any("cold storage" in each for each in found.basis) == cold


def test_an_unknown_size_has_no_upper_bound():
    found = estimate(PAIR)
    assert (found.least, found.most) == (MEASURED_MINUTES, None)
    assert str(found) == "36 minutes or more"
