"""What differs in a change, and what of it is never shown."""

import json
from typing import Any

import pytest

from scripts.review import Change, read_plan
from tests.unit.scripts.review.plans import change, plan

SECRET = "c0rrect-h0rse-battery"


def _change(before: Any, after: Any, **more: Any) -> Change:
    (found,) = read_plan(plan(change("aws_x.y", before, after, **more))).changes
    return found


def _lines(before: Any, after: Any, **more: Any) -> list[str]:
    return [line for each in _change(before, after, **more).differences for line in each.labelled]


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ({"size": 1}, {"size": 2}, ["size: 1 -> 2"]),
        ({"on": True}, {"on": 1}, ["on: true -> 1"]),
        ({"name": ""}, {"name": None}, []),
        ({"tags": None}, {"tags": {}}, []),
        (
            {"tags": {"a": "b"}},
            {"tags": {"a": "c", "d": "e"}},
            ["tags.a: b -> c", "tags.d: null -> e"],
        ),
        ({"zones": ["a", "b"]}, {"zones": ["b", "a"]}, []),
        ({"zones": ["a", "b"]}, {"zones": ["b", "c"]}, ["zones:", "  - a", "  + c"]),
        (
            {"rule": [{"name": "one", "limit": 1}, {"name": "two", "limit": 2}]},
            {"rule": [{"name": "two", "limit": 3}, {"name": "one", "limit": 1}]},
            ['rule["two"].limit: 2 -> 3'],
        ),
        (
            {"rule": [{"port": 1}, {"port": 2}]},
            {"rule": [{"port": 2}]},
            ["rule[1]:", "  - port: 1"],
        ),
        ({"policy": '{"a": [1,2]}'}, {"policy": '{ "a":[1, 2] }'}, []),
        (
            {"policy": '{"Statement": [{"Sid": "A", "Action": "x"}]}'},
            {"policy": '{"Statement": [{"Sid": "A", "Action": "y"}]}'},
            ["policy:", '  Statement["A"].Action: x -> y'],
        ),
        ({"text": "one\ntwo\nthree"}, {"text": "one\n2\nthree"}, ["text:", "  - two", "  + 2"]),
    ],
)
def test_differences_are_told_by_attribute(before: Any, after: Any, lines: list[str]) -> None:
    assert _lines(before, after) == lines


def test_a_value_known_after_apply_is_told_as_such() -> None:
    assert _lines({"arn": "old"}, {}, unknown={"arn": True}) == ["arn: old -> (known after apply)"]


@pytest.mark.parametrize(
    ("before", "after", "more"),
    [
        ({"secret_string": SECRET}, {"secret_string": "x"}, {}),
        ({"master_password": "x"}, {"master_password": SECRET}, {}),
        ({"value": SECRET}, {"value": "x"}, {"before_sensitive": {"value": True}}),
        ({"value": "x"}, {"value": SECRET}, {"after_sensitive": {"value": True}}),
        (
            {"setting": [{"a": SECRET}]},
            {"setting": [{"a": "x"}]},
            {"before_sensitive": {"setting": [{"a": True}]}},
        ),
        ({"any": [{"b": 1}]}, {"any": [{"b": SECRET}]}, {"after_sensitive": {"any": True}}),
        ({"user": []}, {"user": [{"name": "a", "passwords": [SECRET]}]}, {}),
        ({"doc": "{}"}, {"doc": json.dumps({"Passwords": [SECRET]})}, {}),
        ({"doc": json.dumps({"user": {"dbPassword": SECRET}})}, {"doc": "{}"}, {}),
        (
            {"doc": "[]"},
            {
                "doc": json.dumps(
                    [{"name": "web", "environment": [{"name": "MYSQL_PASS", "value": SECRET}]}]
                )
            },
            {},
        ),
        (
            {
                "doc": json.dumps(
                    [{"name": "web", "environment": [{"name": "API_TOKEN", "value": SECRET}]}]
                )
            },
            {
                "doc": json.dumps(
                    [{"name": "web", "environment": [{"name": "API_TOKEN", "value": "x"}]}]
                )
            },
            {},
        ),
    ],
)
def test_secrets_are_never_shown(before: Any, after: Any, more: dict[str, Any]) -> None:
    found = _change(before, after, **more).differences
    assert found
    for each in found:
        assert SECRET not in " ".join([each.before_text, each.after_text, *each.labelled])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("password_wo_version", "2"),
        ("secret_arn", "arn:aws:secretsmanager:us-west-2:0:secret:x"),
        ("token_validity", "60"),
        ("manage_master_user_password", True),
        ("Passwords", ["{{resolve:secretsmanager:x:SecretString:y}}"]),
    ],
)
def test_what_only_speaks_of_secrets_is_shown(name: str, value: Any) -> None:
    (line,) = _lines({name: None}, {name: value})
    assert "(sensitive)" not in line


def test_the_differences_of_a_large_change_stay_readable() -> None:
    before = {"doc": json.dumps({f"key{number}": 1 for number in range(200)})}
    after = {"doc": json.dumps({f"key{number}": 2 for number in range(200)})}
    lines = _lines(before, after)
    assert len(lines) < 50
    assert lines[-1].strip() == "… 160 more lines"
