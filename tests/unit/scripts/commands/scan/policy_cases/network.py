"""Cases of policies about networks, load balancers and tasks."""

from typing import Any

from tests.unit.scripts.commands.scan.policy_cases import Cases, Resources, containers, one

SUBNETS = {
    "aws_subnet": {
        "a": {"availability_zone": "us-west-2a"},
        "b": {"availability_zone": "us-west-2b"},
    }
}
BALANCER = one("aws_lb", security_groups=["${aws_security_group.x.id}"])


def _ingress(**terms: Any) -> Resources:
    rule = {"security_group_id": "${aws_security_group.x.id}", "ip_protocol": "tcp", **terms}
    return BALANCER | one("aws_vpc_security_group_ingress_rule", **rule)


def _egress(**terms: Any) -> Resources:
    return one("aws_vpc_security_group_egress_rule", cidr_ipv4="0.0.0.0/0", **terms)


def _routed(type_: str) -> Resources:
    route = {
        "route_table_id": "${aws_route_table.t.id}",
        "gateway_id": "${aws_internet_gateway.g.id}",
    }
    association = {"route_table_id": "${aws_route_table.t.id}", "subnet_id": "${aws_subnet.a.id}"}
    return {
        "aws_route": {"x": route},
        "aws_route_table_association": {"x": association},
        type_: {"x": {"subnet_id": "${aws_subnet.a.id}"}},
    }


def _managed(name: str, action: str) -> dict[str, Any]:
    group = {"name": name, "vendor_name": "AWS"}
    return {
        "name": name,
        "statement": {"managed_rule_group_statement": group},
        "override_action": {action: {}},
    }


def _firewall(action: str) -> Resources:
    names = ("CommonRuleSet", "KnownBadInputsRuleSet", "SQLiRuleSet")
    rules = [_managed(f"AWSManagedRules{name}", action) for name in names]
    limit = {"rate_based_statement": {"limit": 10_000}}
    rules.append({"statement": limit, "action": {"block": {}}})
    headers = [{"single_header": {"name": name}} for name in ("authorization", "cookie")]
    acl = "${aws_wafv2_web_acl.x.arn}"
    return {
        "aws_wafv2_web_acl": {"x": {"rule": rules}},
        "aws_wafv2_web_acl_association": {"x": {"web_acl_arn": acl}},
        "aws_wafv2_web_acl_logging_configuration": {
            "x": {"resource_arn": acl, "redacted_fields": headers}
        },
    }


def _mount(iam: str) -> Resources:
    volume = {
        "transit_encryption": "ENABLED",
        "authorization_config": {"iam": iam, "access_point_id": "fsap-1"},
    }
    return one("aws_ecs_task_definition", volume=[{"efs_volume_configuration": volume}])


def _connected(server: str) -> Resources:
    """A load balancer that reaches what stands behind another security group."""
    names = {
        "aws_ecs_service": {
            "network_configuration": {"security_groups": ["${aws_security_group.server.id}"]},
            "load_balancer": {"container_port": 443},
        },
        "aws_rds_cluster": {
            "vpc_security_group_ids": ["${aws_security_group.server.id}"],
            "port": 443,
        },
    }
    rule = {
        "security_group_id": "${aws_security_group.server.id}",
        "referenced_security_group_id": "${aws_security_group.x.id}",
        "ip_protocol": "tcp",
        "from_port": 443,
        "to_port": 443,
    }
    return {
        **BALANCER,
        "aws_security_group": {"x": {}, "server": {}},
        server: {"x": names[server]},
        **one("aws_vpc_security_group_ingress_rule", **rule),
    }


LOG = {
    "logDriver": "awslogs",
    "options": {"awslogs-group": "${aws_cloudwatch_log_group.x.name}", "mode": "blocking"},
}
FARGATE = {"requires_compatibilities": ["FARGATE"], "network_mode": "awsvpc"}
CASES: Cases = {
    "OEMR_52": (_connected("aws_ecs_service"), _connected("aws_rds_cluster")),
    "OEMR_5": (
        one("aws_lb_listener", protocol="HTTPS", certificate_arn="arn:aws:acm:x"),
        one("aws_lb_listener", protocol="HTTPS"),
    ),
    "OEMR_9": (
        containers(logConfiguration=LOG) | one("aws_cloudwatch_log_group"),
        containers() | one("aws_cloudwatch_log_group"),
    ),
    "OEMR_12": (
        _ingress(cidr_ipv4="203.0.113.0/24", from_port=443, to_port=443),
        _ingress(cidr_ipv4="203.0.113.0/24", from_port=3306, to_port=3306),
    ),
    "OEMR_59": (
        _ingress(cidr_ipv4="16.0.0.0/9", from_port=443, to_port=443),
        _ingress(cidr_ipv4="0.0.0.0/1", from_port=443, to_port=443),
    ),
    "OEMR_17": (
        SUBNETS
        | one("aws_db_subnet_group", subnet_ids=["${aws_subnet.a.id}", "${aws_subnet.b.id}"]),
        SUBNETS | one("aws_db_subnet_group", subnet_ids=["${aws_subnet.a.id}"]),
    ),
    "OEMR_19": (
        _egress(ip_protocol="tcp", from_port=443, to_port=443),
        _egress(ip_protocol="-1"),
    ),
    "OEMR_20": (_routed("aws_nat_gateway"), _routed("aws_efs_mount_target")),
    "OEMR_24": (
        one("aws_ecs_task_definition", **FARGATE),
        one("aws_ecs_task_definition", **FARGATE, pid_mode="host"),
    ),
    "OEMR_25": (
        one("aws_lambda_function", runtime="python3.14"),
        one("aws_lambda_function", runtime="python3.9"),
    ),
    "OEMR_28": (
        one("aws_lb_target_group", protocol="HTTPS", health_check={"protocol": "HTTPS"}),
        one("aws_lb_target_group", protocol="HTTP"),
    ),
    "OEMR_32": (_firewall("none"), _firewall("count")),
    "OEMR_34": (
        one("aws_lb_listener", protocol="HTTPS", ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06"),
        one("aws_lb_listener", protocol="HTTPS", ssl_policy="ELBSecurityPolicy-2016-08"),
    ),
    "OEMR_39": (_mount("ENABLED"), _mount("DISABLED")),
    "OEMR_40": (
        one("aws_flow_log", traffic_type="ALL"),
        one("aws_flow_log", traffic_type="ACCEPT"),
    ),
}
