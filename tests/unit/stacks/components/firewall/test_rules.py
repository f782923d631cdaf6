"""Paths that the firewall closes, and those it must leave open, however they are written."""

import re
from typing import Any

import pytest

from scripts.commands.scan.web_acl.evaluation import Request, verdict
from scripts.commands.scan.web_acl.requests import ALWAYS_CLOSED, ALWAYS_OPEN
from stacks.components.firewall.rules import rules
from stacks.settings.edge import FirewallSettings
from tests.synthesized import Stack
from tests.unit.stacks.components.bench import PRODUCTION, whole


def find(stack: Stack, name: str) -> dict[str, Any] | None:
    """One rule of the web ACL."""
    found = [rule for rule in stack.one("aws_wafv2_web_acl")["rule"] if rule["name"] == name]
    return found[0] if found else None


def blocks(stack: Stack, path: str) -> bool:
    """Whether any rule blocks a plain request to this path."""
    rules_ = stack.one("aws_wafv2_web_acl")["rule"]
    return verdict(rules_, Request("GET", path)) is not None


@pytest.fixture(scope="module")
def off() -> Stack:
    return whole(activate_openemr_apis="false")


@pytest.fixture(scope="module")
def on() -> Stack:
    return whole(**PRODUCTION, activate_openemr_apis="true")


@pytest.mark.parametrize("path", ALWAYS_CLOSED)
def test_setup_and_documents_are_closed_always(path: str, on: Stack, off: Stack):
    assert blocks(on, path)
    assert blocks(off, path)


@pytest.mark.parametrize("path", ALWAYS_OPEN)
def test_what_people_use_stays_open(path: str, on: Stack, off: Stack):
    assert not blocks(on, path)
    assert not blocks(off, path)


def test_priorities_and_metrics_are_distinct(on: Stack, off: Stack):
    for stack in (on, off):
        found = stack.one("aws_wafv2_web_acl")["rule"]
        assert [rule["priority"] for rule in found] == list(range(len(found)))
        metrics = [rule["visibility_config"]["metric_name"] for rule in found]
        assert len(set(metrics)) == len(metrics)
        assert all(rule["visibility_config"]["cloudwatch_metrics_enabled"] for rule in found)


def test_every_rule_acts(on: Stack):
    """A managed group counts only where that is meant; own rules block."""
    for rule in on.one("aws_wafv2_web_acl")["rule"]:
        if "managed_rule_group_statement" in rule["statement"]:
            counts = rule["name"] == "AWSManagedRulesAnonymousIpList"
            assert rule["override_action"] == ({"count": {}} if counts else {"none": {}})
        else:
            assert rule["action"] == {"block": {}}


def test_rates_are_those_of_the_settings():
    settings = FirewallSettings(requests_per_five_minutes=5000, sign_ins_per_five_minutes=20)
    assert len(rules(settings, apis_active=True)) == len(rules(settings, apis_active=False)) - 1
    stack = whole(firewall=settings.model_dump())
    for name, limit in (("request-rate", 5000), ("sign-in-rate", 20)):
        rule = find(stack, name)
        assert rule
        rate = rule["statement"]["rate_based_statement"]
        assert (rate["limit"], rate["aggregate_key_type"]) == (limit, "IP")


def test_only_posted_sign_ins_are_counted(off: Stack):
    rule = find(off, "sign-in-rate")
    assert rule
    scope = rule["statement"]["rate_based_statement"]["scope_down_statement"]
    posted, path = scope["and_statement"]["statement"]
    assert posted["byte_match_statement"]["search_string"] == "POST"
    pattern = path["regex_match_statement"]["regex_string"]
    assert re.search(pattern, "/interface/main/main_screen.php")
    assert not re.search(pattern, "/interface/patient_file/summary/demographics.php")


def test_patterns_are_short_enough_for_aws_waf(on: Stack):
    """512 characters; https://docs.aws.amazon.com/waf/latest/developerguide/limits.html."""
    text = str(on.one("aws_wafv2_web_acl")["rule"])
    patterns = re.findall(r"'regex_string': '([^']*)'", text)
    assert patterns
    assert max(map(len, patterns)) <= 512
