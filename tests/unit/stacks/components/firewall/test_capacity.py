"""The web ACL stays within the capacity that its price includes.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-waf-capacity-units.html and the pages of
the statements (2026-11). AWS bills each further 500 WCUs.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from scripts.commands.scan.web_acl.managed_rules import GROUPS
from tests.unit.stacks.components.bench import PRODUCTION, whole

INCLUDED = 1500
TRANSFORMATION = 10
OF_STRINGS = {"EXACTLY": 2, "STARTS_WITH": 2, "ENDS_WITH": 2, "CONTAINS": 10, "CONTAINS_WORD": 10}


def capacity(statement: Mapping[str, Any]) -> int:
    """WCUs of a statement and those inside; a transformation counts each time, NONE too."""
    ((kind, body),) = statement.items()
    match kind:
        case "managed_rule_group_statement":
            return GROUPS[body["name"]].capacity
        case "and_statement" | "or_statement" | "not_statement":
            return sum(map(capacity, body["statement"]))
        case "label_match_statement":
            return 1
        case "rate_based_statement":
            assert body["aggregate_key_type"] == "IP"
            return 2 + (capacity(body["scope_down_statement"]) if len(body) > 2 else 0)
        case "regex_match_statement":
            return 3 + TRANSFORMATION * len(body["text_transformation"])
        case "byte_match_statement":
            base = OF_STRINGS[body["positional_constraint"]]
            return base + TRANSFORMATION * len(body["text_transformation"])
    raise AssertionError(kind)


@pytest.mark.parametrize(("apis", "expected"), [("true", 1300), ("false", 1399)])
def test_the_web_acl_takes_no_more_capacity_than_is_included(apis: str, expected: int):
    rules = whole(**PRODUCTION, activate_openemr_apis=apis).one("aws_wafv2_web_acl")["rule"]
    taken = sum(capacity(rule["statement"]) for rule in rules)
    assert taken == expected
    assert taken <= INCLUDED
