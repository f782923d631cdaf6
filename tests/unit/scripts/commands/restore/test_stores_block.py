"""The setting `stores` of a restore."""

from dataclasses import replace
from itertools import product

import pytest

from scripts.commands.restore.stores_block import NoFreeStoresError, free_stores, stores_block
from scripts.inventory.copies.copy import Copies
from scripts.inventory.copies.pairing import Pair
from tests.unit.scripts.inventory.copies.strategies import HERE, at, copy, window

PAIR = Pair(copy("database", 1, 0), copy("files", 2, 5))


def made(color: str) -> dict[str, str]:
    return {f"{color}_database": PAIR.database.arn, f"{color}_files": PAIR.files.arn}


EVERY = list(product(("blue", "green"), ("database", "files")))


def found(*stores: tuple[str, str]) -> Copies:
    spans = (window(0, 100), replace(window(0, 100, number=1), retained=True))
    return Copies(HERE, at(60), (), spans, (), frozenset(stores), {})


@pytest.mark.parametrize("there", [EVERY[:1], EVERY[1:2], EVERY[:2]])
def test_beside_blue_it_is_green_even_beside_half_of_it(there: list[tuple[str, str]]):
    block = stores_block(found(*there), PAIR)
    assert block == {"serving": "blue", "standby": "restoring", **made("green")}


def test_where_nothing_is_left_it_is_blue_alone():
    assert stores_block(found(), PAIR) == {"serving": "blue", **made("blue")}
    assert free_stores(found(("", "database"))) == "blue"


def test_beside_green_it_is_blue_again():
    block = stores_block(found(*EVERY[2:]), PAIR)
    assert block == {"serving": "green", "standby": "restoring", **made("blue")}


@pytest.mark.parametrize("there", [EVERY, EVERY[1:3]])
def test_a_third_pair_has_no_room(there: list[tuple[str, str]]):
    with pytest.raises(NoFreeStoresError, match="Both pairs of stores exist"):
        stores_block(found(*there), PAIR)


@pytest.mark.parametrize("number", [0, 1])
def test_a_moment_names_the_cluster_by_the_id_that_it_keeps(number: int):
    copies = found()
    pair = Pair(copies.windows[number].at(at(30.5)), PAIR.files)
    resource = copies.windows[number].resource
    assert stores_block(copies, pair)["blue_database"] == f"{resource}@2026-11-01T00:30:30Z"
