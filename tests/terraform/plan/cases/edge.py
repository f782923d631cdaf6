"""Plans that change firewall, load balancer and TLS."""

from typing import Any

from tests.terraform.plan.case import INTERRUPTS, LOWERS, OPENS, Case, passed, stopped
from tests.terraform.plan.edits import Edit, Of, block, delete, replace, update

ACL = "aws_wafv2_web_acl.firewall_acl"
ASSOCIATION = "aws_wafv2_web_acl_association.firewall_association"
WAF_LOG = "aws_wafv2_web_acl_logging_configuration.firewall_logging"
BALANCER = "aws_lb.front_door_load_balancer"
HTTP, HTTPS = "aws_lb_listener.front_door_http", "aws_lb_listener.front_door_https"
TARGETS = "aws_lb_target_group.front_door_tasks"
COUNT: list[dict[str, Any]] = [
    {"count": [{"custom_request_handling": []}], "block": [], "allow": []}
]
FORWARD = [
    {"type": "forward", "target_group_arn": "arn:aws:elasticloadbalancing:x", "redirect": []}
]


def _acl(rule: str, **values: Any) -> Edit:
    def change(rules: list[Any]) -> None:
        next(each for each in rules if each["name"] == rule).update(values)

    return block(ACL, "rule", change)


def _without_acl_rule(name: str) -> Edit:
    return block(
        ACL,
        "rule",
        lambda rules: rules.remove(next(each for each in rules if each["name"] == name)),
    )


def _rate(limit: int) -> Edit:
    def change(rules: list[Any]) -> None:
        rule = next(each for each in rules if each["name"] == "request-rate")
        rule["statement"][0]["rate_based_statement"][0]["limit"] = limit

    return block(ACL, "rule", change)


def _managed(*exceptions: str) -> Edit:
    def change(rules: list[Any]) -> None:
        rule = next(each for each in rules if each["name"] == "AWSManagedRulesCommonRuleSet")
        group = rule["statement"][0]["managed_rule_group_statement"][0]
        group["rule_action_override"] = [
            {"name": name, "action_to_use": [{"count": [{}], "block": [], "allow": []}]}
            for name in exceptions
        ]

    return block(ACL, "rule", change)


def _allowing_rule(rules: list[Any]) -> None:
    rule = {**rules[0], "name": "friends", "priority": 50}
    rule["action"] = [{"allow": [{"custom_request_handling": []}], "block": []}]
    rules.append(rule)


STOPPED: tuple[Case, ...] = (
    stopped(
        "firewall deleted",
        delete(ACL, ASSOCIATION, WAF_LOG),
        stops={ACL: OPENS, ASSOCIATION: OPENS},
        says="Requests are no longer inspected",
    ),
    stopped(
        "firewall taken from the load balancer",
        delete(ASSOCIATION),
        stops={ASSOCIATION: OPENS},
        says="Requests bypass the firewall",
    ),
    stopped("firewall's log removed", delete(WAF_LOG), stops={WAF_LOG: OPENS}),
    stopped(
        "firewall's rule removed",
        _without_acl_rule("AWSManagedRulesSQLiRuleSet"),
        stops={ACL: OPENS},
        says="is gone",
    ),
    stopped(
        "closed paths only counted",
        _acl("closed-paths", action=COUNT),
        stops={ACL: OPENS},
        says="only counts",
    ),
    stopped(
        "managed rules only counted",
        _acl("AWSManagedRulesSQLiRuleSet", override_action=[{"count": [{}], "none": []}]),
        stops={ACL: OPENS},
    ),
    stopped(
        "more exceptions within a managed group",
        _managed(
            "SizeRestrictions_BODY",
            "CrossSiteScripting_BODY",
            "GenericRFI_BODY",
            "NoUserAgent_HEADER",
        ),
        stops={ACL: OPENS},
        says="NoUserAgent_HEADER",
    ),
    stopped("a rule that lets pass", block(ACL, "rule", _allowing_rule), stops={ACL: OPENS}),
    stopped("rate limit raised", _rate(100_000), stops={ACL: LOWERS}, says="instead of 2000"),
    stopped(
        "load balancer without protection",
        update(BALANCER, enable_deletion_protection=False),
        stops={BALANCER: LOWERS},
    ),
    stopped(
        "load balancer without log",
        update(BALANCER, access_logs__enabled=False),
        stops={BALANCER: LOWERS},
    ),
    stopped(
        "load balancer passes malformed headers",
        update(BALANCER, drop_invalid_header_fields=False),
        stops={BALANCER: LOWERS},
    ),
    stopped(
        "firewall may be passed by",
        update(BALANCER, enable_waf_fail_open=True),
        stops={BALANCER: OPENS},
    ),
    stopped(
        "load balancer in another group",
        update(
            BALANCER,
            security_groups=[
                Of("aws_security_group.front_door_perimeter_group"),
                "sg-0123456789abcdef0",
            ],
        ),
        stops={BALANCER: OPENS},
    ),
    stopped(
        "plain HTTP instead of a redirect",
        update(HTTP, default_action=FORWARD),
        stops={HTTP: OPENS},
        says="redirected or rejected",
    ),
    stopped(
        "HTTPS becomes HTTP",
        replace(HTTPS, protocol="HTTP", ssl_policy="", certificate_arn=None),
        stops={HTTPS: OPENS},
        says="can be read in transit",
    ),
    stopped(
        "older TLS",
        update(HTTPS, ssl_policy="ELBSecurityPolicy-2016-08"),
        stops={HTTPS: LOWERS},
        says="weaker",
    ),
    stopped(
        "TLS with looser ciphers",
        update(HTTPS, ssl_policy="ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06"),
        stops={HTTPS: LOWERS},
    ),
    stopped(
        "plain traffic to the tasks",
        replace(TARGETS, protocol="HTTP", port=80),
        stops={TARGETS: LOWERS},
    ),
)
PASSED: tuple[Case, ...] = (
    passed("rate limit lowered", _rate(1000)),
    passed("fewer exceptions within a managed group", _managed("SizeRestrictions_BODY")),
    passed("firewall's rule renamed", _acl("closed-paths", name="shut")),
    passed(
        "a further rule that blocks",
        block(
            ACL, "rule", lambda rules: rules.append({**rules[0], "name": "more", "priority": 60})
        ),
    ),
    passed(
        "counted rule blocks",
        _acl("AWSManagedRulesAnonymousIpList", override_action=[{"none": [{}], "count": []}]),
    ),
    passed("newer TLS", update(HTTPS, ssl_policy="ELBSecurityPolicy-TLS13-1-3-2021-06")),
    passed("stricter TLS", update(HTTPS, ssl_policy="ELBSecurityPolicy-TLS13-1-2-Res-2021-06")),
    passed(
        "another certificate",
        update(HTTPS, certificate_arn="arn:aws:acm:us-west-2:000000000000:certificate/0"),
        marks={HTTPS: INTERRUPTS},
    ),
    passed("longer idle timeout", update(BALANCER, idle_timeout=600)),
    passed("sessions stick shorter", update(TARGETS, stickiness__cookie_duration=60)),
)
