"""Bugs of the predecessors in network, load balancer, firewall, rights and the application."""

from tests.synthesized import Stack, as_list, containers, references, statements


def s3_e6_the_flow_log_can_be_written(stack: Stack) -> None:
    role = references(stack.one("aws_flow_log")["iam_role_arn"])
    assert role == {"aws_iam_role.flow_logs_delivery_role"}
    attachment = stack.at("aws_iam_role_policy_attachment.flow_logs_delivery_attachment")
    assert references(attachment["role"]) == role
    assert references(attachment["policy_arn"]) == {"aws_iam_policy.flow_logs_delivery_policy"}
    policy = stack.at("aws_iam_policy.flow_logs_delivery_policy")["policy"]
    allowed = {action for s in statements(policy) for action in as_list(s["Action"])}
    needed = {"CreateLogStream", "PutLogEvents", "DescribeLogGroups", "DescribeLogStreams"}
    assert allowed == {f"logs:{action}" for action in needed}
    assert references(policy) == references(stack.one("aws_flow_log")["log_destination"])


def s4_e15_tls_has_a_policy_and_http_redirects(stack: Stack) -> None:
    listeners = {each["port"]: each for each in stack.resources("aws_lb_listener").values()}
    if 443 in listeners:
        assert listeners[443]["ssl_policy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
        assert [a["type"] for a in listeners[80]["default_action"]] == ["redirect"]
    else:
        assert not stack.is_production


def s7_nobody_but_the_services_writes_access_logs(stack: Stack) -> None:
    policy = stack.at("aws_s3_bucket_policy.access_logs_store_policy")["policy"]
    writers = {
        statement["Principal"]["Service"]
        for statement in statements(policy)
        if statement["Effect"] == "Allow"
    }
    assert writers == {
        "logdelivery.elasticloadbalancing.amazonaws.com",
        "logging.s3.amazonaws.com",
    }


def s9_e32_targets_are_checked_often_and_by_a_page_that_works(stack: Stack) -> None:
    check = stack.one("aws_lb_target_group")["health_check"]
    assert check["interval"] <= 30
    assert check["matcher"] == "200"
    assert check["path"] != "/"


def s10_e11_the_firewall_lets_documents_through_and_turns_attacks_away(stack: Stack) -> None:
    rules = {rule["name"]: rule for rule in stack.one("aws_wafv2_web_acl")["rule"]}
    common = rules["AWSManagedRulesCommonRuleSet"]["statement"]["managed_rule_group_statement"]
    counted = {override["name"] for override in common["rule_action_override"]}
    assert "SizeRestrictions_BODY" in counted
    assert {
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    } <= rules.keys()
    limit = rules["request-rate"]["statement"]["rate_based_statement"]["limit"]
    assert limit >= 10_000, "a clinic behind one address would be shut out"


def s10_the_firewall_log_expires_and_is_redacted(stack: Stack) -> None:
    logging = stack.one("aws_wafv2_web_acl_logging_configuration")
    group = stack.at(next(iter(references(logging["log_destination_configs"]))))
    assert group["name"].startswith("aws-waf-logs-")
    assert group["retention_in_days"]
    headers = {field["single_header"]["name"] for field in logging["redacted_fields"]}
    assert headers == {"authorization", "cookie"}


def e11_apis_that_are_off_are_blocked(stack: Stack) -> None:
    rules = {rule["name"] for rule in stack.one("aws_wafv2_web_acl")["rule"]}
    environment = {e["name"]: e["value"] for e in containers(stack)["bootstrap"]["environment"]}
    assert ("apis-off" in rules) == (environment["OPENEMR_SETTING_rest_api"] == "0")


def e12_settings_are_given_when_off_too(stack: Stack) -> None:
    environment = {e["name"]: e["value"] for e in containers(stack)["bootstrap"]["environment"]}
    for switch in ("rest_api", "rest_fhir_api", "rest_system_scopes_api"):
        assert environment[f"OPENEMR_SETTING_{switch}"] in ("0", "1")


def e18_the_record_does_not_depend_on_the_certificate(stack: Stack) -> None:
    url = stack.json["output"]["application_url"]["value"]
    records = [
        record["name"]
        for record in stack.resources("aws_route53_record").values()
        if record["type"] == "A"
    ]
    assert records == ([] if "${" in url else [url.removeprefix("https://")])


def e26_no_rule_lets_answers_out(stack: Stack) -> None:
    """Security groups are stateful: only callers need a way out."""
    outward = {
        name
        for name in stack.resources("aws_vpc_security_group_egress_rule")
        if not name.startswith(("application_", "front_door_perimeter_"))
    }
    assert not outward
    door = stack.at("aws_vpc_security_group_egress_rule.front_door_perimeter_to_application")
    assert references(door["referenced_security_group_id"]) == {
        "aws_security_group.application_perimeter_group"
    }


def e32_images_are_not_moving(stack: Stack) -> None:
    for container in containers(stack).values():
        tag = container["image"].rpartition(":")[2]
        assert tag[0].isdigit(), container["image"]
