"""Every rule about one attribute speaks when it should, and is silent when it moves back."""

from typing import Any

import pytest

from scripts.resources import CATALOGUE, known
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.predicates import changed
from scripts.review import Change
from scripts.review.context import Context
from scripts.review.rules.all_types import RULES as EVERYWHERE
from scripts.review.rules.attribute import judge
from tests.unit.scripts.review.moves import ANY, MOVES, Move


def _values(path: str, value: Any) -> dict[str, Any]:
    first, _, rest = path.partition(".")
    return {"id": "x", first: [_values(rest, value)] if rest else value}


def _speaking(type_: str, path: str, before: Any, after: Any) -> list[Rule]:
    change = Change(
        "a.b", type_, ("update",), before=_values(path, before), after=_values(path, after)
    )
    return [
        rule
        for rule in (*EVERYWHERE, *known(type_).rules)
        if rule.path == path and list(judge(rule, change, Context()))
    ]


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move[0]} {move[1]} {move[3]}")
def test_a_rule_speaks_of_its_move_and_not_of_the_move_back(move: Move) -> None:
    type_, path, before, after = move
    spoken = _speaking(type_, path, before, after)
    assert spoken
    back = _speaking(type_, path, after, before)
    assert [rule for rule in back if rule in spoken and rule.trend is not changed] == []


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move[0]} {move[1]} {move[3]}")
def test_a_rule_is_silent_about_a_value_that_stays(move: Move) -> None:
    type_, path, before, after = move
    assert _speaking(type_, path, before, before) == []
    assert _speaking(type_, path, after, after) == []


def test_every_rule_has_a_move() -> None:
    found = {id(rule) for move in MOVES for rule in _speaking(*move)}
    every = [(name, rule) for name, entry in CATALOGUE.items() for rule in entry.rules]
    every += [(ANY, rule) for rule in EVERYWHERE]
    assert [(name, rule.path) for name, rule in every if id(rule) not in found] == []


def test_the_rules_for_all_types_know_types_that_nobody_has_reviewed() -> None:
    moves = [move for move in MOVES if move[0] == ANY]
    assert {rule.path for rule in EVERYWHERE} == {move[1] for move in moves}


def test_a_value_that_is_left_to_aws_has_not_changed() -> None:
    change = Change(
        "aws_rds_cluster.one",
        "aws_rds_cluster",
        ("delete", "create"),
        before={"id": "x", "kms_key_id": "arn:aws:kms:::key/default"},
        after={"engine": "aurora-mysql"},
        after_unknown={"kms_key_id": True},
    )
    references = {("aws_rds_cluster.one", "engine"): ()}
    (rule,) = (each for each in EVERYWHERE if each.path == "kms_key_id")
    assert list(judge(rule, change, Context(references=references))) == []
    configured = {**references, ("aws_rds_cluster.one", "kms_key_id"): ("aws_kms_key.new",)}
    assert list(judge(rule, change, Context(references=configured)))
