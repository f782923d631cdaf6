"""Defects of load balancer, certificate and web firewall."""

from tests.contract.scan.mutations.edits import (
    Attributes,
    Edit,
    drop,
    each,
    put,
    values,
    where,
    without,
)

BALANCER = "aws_lb.*"
HTTP = "aws_lb_listener.front_door_http"
HTTPS = "aws_lb_listener.front_door_https"
TARGETS = "aws_lb_target_group.*"
ACL = "aws_wafv2_web_acl.*"
LOGGING = "aws_wafv2_web_acl_logging_configuration.*"
CERTIFICATE = "aws_acm_certificate.*"
TARGET_ARN = "${aws_lb_target_group.front_door_tasks.arn}"
BODIES = "attacks-outside-clinical-paths"
KNOWN_BAD, SQL, COMMON = (
    f"AWSManagedRules{name}RuleSet" for name in ("KnownBadInputs", "SQLi", "Common")
)


def _count_only(name: str) -> Edit:
    return where("rule", "name", name, lambda one: one.update(override_action={"count": {}}))


def _weaken(name: str, rule: str, action: str = "count") -> Edit:
    def edit(one: Attributes) -> None:
        group = one["statement"]["managed_rule_group_statement"]
        group["rule_action_override"] = [{"name": rule, "action_to_use": {action: {}}}]

    return where("rule", "name", name, edit)


def _narrow(one: Attributes) -> None:
    """Have a group of rules look at uploads only."""
    posted = {"search_string": "POST", "field_to_match": {"method": {}}}
    group = one["statement"]["managed_rule_group_statement"]
    group["scope_down_statement"] = {"byte_match_statement": posted}


def _forget_a_label(one: Attributes) -> None:
    labelled, _ = one["statement"]["and_statement"]["statement"]
    del labelled["or_statement"]["statement"][0]


def _exempt_all_paths(one: Attributes) -> None:
    _, exempt = one["statement"]["and_statement"]["statement"]
    exempt["not_statement"]["statement"][0]["regex_match_statement"]["regex_string"] = "^/"


def _count_floods(one: Attributes) -> None:
    if "rate_based_statement" in one["statement"]:
        one["action"] = {"count": {}}


MUTATIONS: list[tuple[str, Edit | None, str, str]] = [
    (BALANCER, put("drop_invalid_header_fields", False), "CKV_AWS_131", "malformed headers"),
    (BALANCER, drop("drop_invalid_header_fields"), "CKV_AWS_131", "malformed headers by default"),
    (BALANCER, put("enable_deletion_protection", False), "CKV_AWS_150", "deletable"),
    (BALANCER, put("desync_mitigation_mode", "monitor"), "CKV_AWS_328", "request smuggling"),
    (BALANCER, put("access_logs.enabled", False), "CKV_AWS_91", "log off"),
    (BALANCER, drop("access_logs"), "CKV_AWS_91", "no log"),
    (BALANCER, put("xff_header_processing_mode", "preserve"), "OEMR_40", "forged addresses"),
    (BALANCER, put("subnets", ["${aws_subnet.network_public_1.id}"]), "OEMR_17", "one zone"),
    (BALANCER, None, "OEMR_41", "gone"),
    (
        HTTP,
        put("default_action", [{"type": "forward", "target_group_arn": TARGET_ARN}]),
        "CKV_AWS_2",
        "x",
    ),
    (
        HTTP,
        put("default_action", [{"type": "forward", "target_group_arn": TARGET_ARN}]),
        "OEMR_5",
        "x",
    ),
    (HTTP, put("default_action.redirect.protocol", "HTTP"), "CKV_AWS_2", "redirect to HTTP"),
    (
        HTTP,
        put("default_action", [{"type": "forward", "target_group_arn": TARGET_ARN}]),
        "CKV2_AWS_20",
        "no redirect",
    ),
    (HTTPS, put("ssl_policy", "ELBSecurityPolicy-2016-08"), "OEMR_34", "TLS 1.0"),
    (HTTPS, put("ssl_policy", "ELBSecurityPolicy-2016-08"), "CKV_AWS_103", "TLS 1.0"),
    (HTTPS, put("ssl_policy", "ELBSecurityPolicy-TLS-1-1-2017-01"), "OEMR_34", "TLS 1.1"),
    (
        HTTPS,
        put("ssl_policy", "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06"),
        "OEMR_34",
        "old ciphers",
    ),
    (HTTPS, None, "OEMR_41", "gone"),
    (HTTPS, drop("ssl_policy"), "OEMR_34", "default policy"),
    (HTTPS, drop("certificate_arn"), "OEMR_5", "no certificate"),
    (HTTPS, values(protocol="HTTP", port=8080), "CKV_AWS_2", "plain on another port"),
    (TARGETS, put("protocol", "HTTP"), "OEMR_28", "plain inside"),
    (TARGETS, put("health_check.protocol", "HTTP"), "OEMR_28", "plain probe"),
    (TARGETS, drop("health_check"), "CKV_AWS_261", "no probe"),
    (CERTIFICATE, put("domain_name", "*.example.org"), "CKV2_AWS_71", "wildcard"),
    (
        CERTIFICATE,
        put("options.certificate_transparency_logging_preference", "DISABLED"),
        "CKV_AWS_234",
        "hidden",
    ),
    (CERTIFICATE, drop("lifecycle"), "CKV_AWS_233", "gap when replaced"),
    ("aws_wafv2_web_acl_association.*", None, "CKV2_AWS_28", "unguarded"),
    ("aws_wafv2_web_acl_association.*", None, "OEMR_32", "guards nothing"),
    (ACL, None, "OEMR_41", "gone"),
    (ACL, without("rule", "name", KNOWN_BAD), "CKV_AWS_192", "Log4j"),
    (ACL, without("rule", "name", KNOWN_BAD), "OEMR_32", "known attacks"),
    (ACL, without("rule", "name", SQL), "OEMR_32", "SQL injection"),
    (ACL, without("rule", "name", COMMON), "OEMR_32", "common attacks"),
    (ACL, without("rule", "name", "AWSManagedRulesAnonymousIpList"), "CKV2_AWS_76", "anonymous"),
    (ACL, _count_only(KNOWN_BAD), "OEMR_32", "known attacks counted"),
    (ACL, _count_only(SQL), "OEMR_32", "SQL injection counted"),
    (ACL, _count_only(COMMON), "OEMR_32", "common attacks counted"),
    (ACL, _weaken(SQL, "SQLi_QUERYARGUMENTS"), "OEMR_32", "SQL in queries counted"),
    (ACL, _weaken(SQL, "SQLi_BODY", "allow"), "OEMR_32", "SQL in bodies allowed"),
    (ACL, without("rule", "name", BODIES), "OEMR_32", "attacks in bodies counted everywhere"),
    (ACL, where("rule", "name", BODIES, values(action={"count": {}})), "OEMR_32", "only counted"),
    (ACL, where("rule", "name", BODIES, put("priority", 0)), "OEMR_32", "labels asked for early"),
    (ACL, where("rule", "name", BODIES, _forget_a_label), "OEMR_32", "a label not asked for"),
    (ACL, where("rule", "name", BODIES, _exempt_all_paths), "OEMR_32", "all paths exempt"),
    (ACL, _weaken(COMMON, "NoUserAgent_HEADER"), "OEMR_32", "rule counted"),
    (ACL, where("rule", "name", SQL, _narrow), "OEMR_32", "SQL injection looked for in part"),
    (ACL, each("rule", _count_floods), "OEMR_32", "floods counted"),
    (ACL, without("rule", "name", "request-rate"), "OEMR_32", "floods of signing in only"),
    (ACL, drop("rule"), "CKV_AWS_175", "no rules"),
    (LOGGING, None, "CKV2_AWS_31", "no log"),
    (LOGGING, None, "OEMR_32", "no log"),
    (LOGGING, drop("redacted_fields"), "OEMR_32", "cookies in the log"),
    (LOGGING, put("redacted_fields", [{"single_header": {"name": "cookie"}}]), "OEMR_32", "tokens"),
    ("aws_lambda_function_url.new", values(authorization_type="NONE"), "OEMR_42", "side door"),
    ("aws_lambda_function.new", values(runtime="python3.8"), "OEMR_25", "old runtime"),
    ("aws_lambda_function.new", values(runtime="python3.14"), "CKV_AWS_116", "no dead letters"),
    ("aws_lambda_function.new", values(runtime="python3.14"), "CKV_AWS_117", "outside the VPC"),
    ("aws_instance.new", values(ami="x"), "OEMR_42", "a machine"),
]
