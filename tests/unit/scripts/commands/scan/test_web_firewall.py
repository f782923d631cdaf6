"""The scan knows which managed rules may count, and what has to block in their place."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from scripts.commands.scan import project_policies
from scripts.commands.scan.policies.web_firewall import NEEDED
from scripts.commands.scan.web_acl.evaluation import plain
from scripts.commands.scan.web_acl.judging import judge
from scripts.commands.scan.web_acl.managed_rules import GROUPS, OF_BODIES, RULES
from scripts.terraform.documents.configuration import read_configuration
from stacks.components.firewall.rules import BODY_RULES
from tests.unit.stacks.components.bench import whole

Rules = dict[str, dict[str, Any]]
PATHS = "attacks-outside-clinical-paths"


def found(edit: Callable[[Rules], object] = lambda _: None) -> list[str]:
    """What the scan says of the product's web ACL after an edit of its rules, by their names."""
    acl = copy.deepcopy(whole().one("aws_wafv2_web_acl"))
    rules = {rule["name"]: rule for rule in acl["rule"]}
    edit(rules)
    acl["rule"] = list(rules.values())
    document = json.dumps({"resource": {"aws_wafv2_web_acl": {"x": acl}}})
    findings = project_policies.check(read_configuration("case", document), {"OEMR_32"})
    return [each.reason for each in findings if "weakened" in each.reason]


def managed(rules: Rules, name: str) -> dict[str, Any]:
    return rules[name]["statement"]["managed_rule_group_statement"]


def override(rule: str, action: str) -> Callable[[Rules], object]:
    """Add an override of a managed rule to those of its group."""

    def edit(rules: Rules) -> None:
        overrides = managed(rules, RULES[rule]).setdefault("rule_action_override", [])
        overrides[:] = [each for each in overrides if each["name"] != rule]
        overrides.append({"name": rule, "action_to_use": {action: {}}})

    return edit


def blocking(statement: dict[str, Any]) -> Callable[[Rules], object]:
    """Give the rule that blocks labels another statement."""
    return lambda rules: rules[PATHS].update(statement=statement)


def pattern(regex: str, field: str = "uri_path") -> dict[str, Any]:
    match = {"regex_string": regex, "field_to_match": {field: {}}}
    return {"not_statement": {"statement": [{"regex_match_statement": match}]}}


LABELS = {
    "or_statement": {
        "statement": [
            {"label_match_statement": {"scope": "LABEL", "key": GROUPS[RULES[rule]].labels[rule]}}
            for rule in sorted(OF_BODIES)
        ]
    }
}


def both(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"and_statement": {"statement": list(statements)}}


def test_exactly_the_rules_for_bodies_may_count():
    known = {
        f"{rule}_BODY": (name, f"awswaf:managed:aws:{namespace}:{rule}_Body")
        for name, (namespace, rules) in BODY_RULES.items()
        for rule in rules
    }
    assert known == {rule: (RULES[rule], GROUPS[RULES[rule]].labels[rule]) for rule in OF_BODIES}
    assert set(NEEDED) == {RULES[rule] for rule in OF_BODIES}
    assert found() == []


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_that_counts_is_told_unless_it_is_for_bodies(rule: str):
    expected = [] if rule in OF_BODIES else [f"{RULES[rule]} is weakened: {rule}"]
    assert found(override(rule, "count")) == expected
    assert found(override(rule, "block")) == []
    assert found(override(rule, "allow")) == [f"{RULES[rule]} is weakened: {rule}"]


@pytest.mark.parametrize("rule", sorted(OF_BODIES))
def test_a_rule_for_bodies_counts_only_if_its_label_is_blocked(rule: str):
    def forget(rules: Rules) -> None:
        labelled, _ = rules[PATHS]["statement"]["and_statement"]["statement"]
        statements = labelled["or_statement"]["statement"]
        label = GROUPS[RULES[rule]].labels[rule]
        statements[:] = [one for one in statements if one["label_match_statement"]["key"] != label]

    assert found(forget) == [f"{RULES[rule]} is weakened: {rule}"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda rules: rules.pop(PATHS),
        lambda rules: rules[PATHS].update(action={"count": {}}),
        lambda rules: rules[PATHS].update(priority=0),
        blocking(both(LABELS, pattern("^/"))),
        blocking(both(LABELS, pattern("/interface|/index"))),
        blocking(
            both(LABELS, pattern("/interface|(")),
        ),
        blocking(both(LABELS, pattern("^/interface", "query_string"))),
        blocking(both(LABELS, pattern("^/interface"), pattern("^/portal"))),
        blocking(both(LABELS)),
        blocking(both(LABELS, {"geo_match_statement": {"country_codes": ["US"]}})),
        blocking({"not_statement": {"statement": [LABELS]}}),
    ],
)
def test_labels_that_nothing_blocks_elsewhere_are_told(edit: Callable[[Rules], object]):
    assert [each.split(" ")[0] for each in found(edit)] == list(NEEDED)


@pytest.mark.parametrize("statement", [LABELS, both(pattern("^/interface"), LABELS)])
def test_other_forms_that_block_are_accepted(statement: dict[str, Any]):
    assert found(blocking(statement)) == []


def test_exclusion_and_scope_weaken_a_group():
    def exclude(rules: Rules) -> None:
        group = managed(rules, "AWSManagedRulesSQLiRuleSet")
        group["excluded_rule"] = [{"name": "SQLi_BODY"}, {"name": "SQLi_COOKIE"}]

    def narrow(rules: Rules) -> None:
        managed(rules, "AWSManagedRulesSQLiRuleSet")["scope_down_statement"] = LABELS

    assert found(exclude) == ["AWSManagedRulesSQLiRuleSet is weakened: SQLi_COOKIE"]
    assert found(narrow) == ["AWSManagedRulesSQLiRuleSet is weakened: scope_down_statement"]


def judged(edit: Callable[[Rules], object], *, apis: bool = False, **values: Any) -> list[str]:
    """What the requests of OEMR_62 tell of the product's web ACL after an edit of its rules."""
    acl = copy.deepcopy(whole().one("aws_wafv2_web_acl")) | values
    rules = {rule["name"]: rule for rule in acl["rule"]}
    edit(rules)
    return list(judge(acl | {"rule": list(rules.values())}, apis=apis))


def limit(name: str, most: int) -> Callable[[Rules], object]:
    return lambda rules: rules[name]["statement"]["rate_based_statement"].update(limit=most)


def action(name: str, **chosen: Any) -> Callable[[Rules], object]:
    return lambda rules: rules[name].update(action=chosen)


METHOD = {
    "not_statement": {
        "statement": [
            {
                "byte_match_statement": {
                    "search_string": "TRACE",
                    "positional_constraint": "EXACTLY",
                    "field_to_match": {"method": {}},
                    "text_transformation": [{"priority": 0, "type": "NONE"}],
                }
            }
        ]
    }
}


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda rules: rules.pop("closed-paths"), "passes 19 of 19 closed paths"),
        (lambda rules: rules.pop("apis-off"), "of outsiders to the APIs, such as GET /apis"),
        (lambda rules: rules.pop("AWSManagedRulesCommonRuleSet"), "attacks by path, query"),
        (lambda rules: rules.pop(PATHS), "attacks by body where no records are sent"),
        (lambda rules: rules.pop("sign-in-rate"), "passes 2 of 2 sign-ins after 10000"),
        (lambda rules: rules.pop("request-rate"), "pages after a flood"),
        (limit("request-rate", 2_000_000_000), "pages after a flood"),
        (limit("sign-in-rate", 10_000), "passes 2 of 2 sign-ins after 10000"),
        (lambda rules: (rules.pop("request-rate"), rules.pop("sign-in-rate")), "after 1000 of"),
        (action("closed-paths", allow={}), "closed paths"),
        (action("closed-paths", count={}), "closed paths"),
        (
            lambda rules: rules.update(
                all={"name": "all", "priority": -1, "action": {"allow": {}}, "statement": METHOD}
            ),
            "passes 19 of 19 closed paths",
        ),
        (
            lambda rules: rules.update(
                all={"name": "all", "priority": -1, "action": {"block": {}}, "statement": METHOD}
            ),
            "blocks by all 14 of 14 pages",
        ),
        (
            lambda rules: rules["closed-paths"].update(statement={"geo_match_statement": {}}),
            "cannot be judged: UnknownStatementError statement geo_match_statement",
        ),
        (lambda rules: rules["closed-paths"].pop("priority"), "cannot be judged: KeyError"),
    ],
)
def test_a_firewall_that_lets_pass_or_blocks_too_much_is_told(
    edit: Callable[[Rules], object], told: str
):
    reasons = judged(edit)
    assert any(told in each for each in reasons), reasons


def test_the_product_s_own_firewall_is_as_it_should_be():
    assert judged(lambda _: None) == []
    (told,) = judged(lambda _: None, apis=True)
    assert "blocks by apis-off 35 of 35 requests of outsiders to the APIs" in told


def test_sign_ins_may_be_limited_with_all_requests():
    assert judged(limit("request-rate", 100)) == []


def test_a_default_that_blocks_blocks_every_page():
    reasons = judged(lambda _: None, default_action={"block": {}})
    assert any("blocks by the default action 14 of 14 pages" in each for each in reasons)


def test_a_plan_s_blocks_are_read_alike():
    acl = whole().one("aws_wafv2_web_acl")
    planned = as_planned(acl)
    assert plain(planned) == plain(acl)
    assert list(judge(planned, apis=False)) == []


def as_planned(value: Any) -> Any:
    """Every block in a list, with others that were not chosen as empty lists."""
    if isinstance(value, dict):
        listed = {
            key: [as_planned(each)] if isinstance(each, dict) else as_planned(each)
            for key, each in value.items()
        }
        return listed | {"unused": [], "none_of_it": None}
    return [as_planned(each) for each in value] if isinstance(value, list) else value
