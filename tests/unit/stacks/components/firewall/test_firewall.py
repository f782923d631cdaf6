"""The web ACL stands before the load balancer, and what it saw is kept without credentials."""

import pytest

from tests.synthesized import Stack, references
from tests.unit.stacks.components.bench import PRODUCTION, whole


@pytest.fixture(scope="module")
def stack() -> Stack:
    return whole(**PRODUCTION)


def test_the_acl_guards_the_load_balancer(stack: Stack):
    association = stack.one("aws_wafv2_web_acl_association")
    assert references(association) == {
        "aws_lb.front_door_load_balancer",
        "aws_wafv2_web_acl.firewall_acl",
    }
    acl = stack.one("aws_wafv2_web_acl")
    assert acl["scope"] == "REGIONAL"
    assert acl["default_action"] == {"allow": {}}


def test_its_log_has_the_prefix_that_aws_asks_for(stack: Stack):
    group = stack.at("aws_cloudwatch_log_group.firewall_log")
    assert group["name"] == "aws-waf-logs-openemr-clinic-firewall"
    assert group["retention_in_days"] == 2192


def test_credentials_stay_out_of_the_log(stack: Stack):
    logging = stack.one("aws_wafv2_web_acl_logging_configuration")
    assert logging["redacted_fields"] == [
        {"single_header": {"name": "authorization"}},
        {"single_header": {"name": "cookie"}},
    ]
