"""Out-of-band changes of load balancer and firewall."""

from typing import Any

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    OutOfBand,
    Site,
    added,
    gone,
)

BALANCER = "aws_lb.front_door_load_balancer"
HTTPS = "aws_lb_listener.front_door_https"
HTTP = "aws_lb_listener.front_door_http"
TARGETS = "aws_lb_target_group.front_door_tasks"
ACL = "aws_wafv2_web_acl.firewall_acl"
ASSOCIATION = "aws_wafv2_web_acl_association.firewall_association"
LOGGING = "aws_wafv2_web_acl_logging_configuration.firewall_logging"


def _forward(site: Site) -> list[dict[str, Any]]:
    return [{"Type": "forward", "TargetGroupArn": site.id(TARGETS)}]


def _drop_waf_rule(site: Site) -> None:
    waf, acl = site.client("wafv2"), site.of(ACL)
    identity = {"Name": acl["name"], "Id": acl["id"], "Scope": "REGIONAL"}
    found = waf.get_web_acl(**identity)
    stands = found["WebACL"]
    waf.update_web_acl(
        **identity,
        LockToken=found["LockToken"],
        DefaultAction=stands["DefaultAction"],
        VisibilityConfig=stands["VisibilityConfig"],
        Description=stands["Description"],
        Rules=stands["Rules"][1:],
    )


def _tag_waf(site: Site) -> None:
    site.client("wafv2").tag_resource(
        ResourceARN=site.of(ACL)["arn"], Tags=[{"Key": "Owner", "Value": "nobody"}]
    )


def _take_waf_off(site: Site) -> None:
    site.client("wafv2").disassociate_web_acl(ResourceArn=site.id(BALANCER))


def _waf_log_off(site: Site) -> None:
    site.client("wafv2").delete_logging_configuration(ResourceArn=site.of(ACL)["arn"])


def _log_cookies(site: Site) -> None:
    logging = site.of(LOGGING)
    site.client("wafv2").put_logging_configuration(
        LoggingConfiguration={
            "ResourceArn": logging["resource_arn"],
            "LogDestinationConfigs": logging["log_destination_configs"],
        }
    )


def _old_tls(site: Site) -> None:
    site.client("elbv2").modify_listener(
        ListenerArn=site.id(HTTPS), SslPolicy="ELBSecurityPolicy-2016-08"
    )


def _serve_plain_http(site: Site) -> None:
    site.client("elbv2").modify_listener(ListenerArn=site.id(HTTP), DefaultActions=_forward(site))


def _third_listener(site: Site) -> None:
    site.client("elbv2").create_listener(
        LoadBalancerArn=site.id(BALANCER),
        Protocol="HTTP",
        Port=8080,
        DefaultActions=_forward(site),
    )


def _rule_on_listener(site: Site) -> None:
    site.client("elbv2").create_rule(
        ListenerArn=site.id(HTTPS),
        Priority=10,
        Conditions=[{"Field": "path-pattern", "Values": ["/old/*"]}],
        Actions=_forward(site),
    )


def _delete_listener(site: Site) -> None:
    site.client("elbv2").delete_listener(ListenerArn=site.id(HTTP))


def _other_health_path(site: Site) -> None:
    site.client("elbv2").modify_target_group(
        TargetGroupArn=site.id(TARGETS), HealthCheckPath="/nowhere"
    )


def _not_sticky(site: Site) -> None:
    site.client("elbv2").modify_target_group_attributes(
        TargetGroupArn=site.id(TARGETS),
        Attributes=[{"Key": "stickiness.enabled", "Value": "false"}],
    )


def _foreign_target(site: Site) -> None:
    site.client("elbv2").register_targets(
        TargetGroupArn=site.id(TARGETS), Targets=[{"Id": "10.0.130.99", "Port": 443}]
    )


def _balancer(key: str, value: str) -> Any:
    def act(site: Site) -> None:
        site.client("elbv2").modify_load_balancer_attributes(
            LoadBalancerArn=site.id(BALANCER), Attributes=[{"Key": key, "Value": value}]
        )

    return act


def _more_groups(site: Site) -> None:
    site.client("elbv2").set_security_groups(
        LoadBalancerArn=site.id(BALANCER),
        SecurityGroups=[
            *site.of(BALANCER)["security_groups"],
            site.id("aws_security_group.application_perimeter_group"),
        ],
    )


CHANGES = [
    OutOfBand("WAF rule removed", _drop_waf_rule, ACL, "rule", CRITICAL),
    OutOfBand("WAF tagged", _tag_waf, ACL, "tags", LOW),
    gone("WAF association removed", _take_waf_off, ASSOCIATION, CRITICAL),
    OutOfBand("WAF logs cookies", _log_cookies, LOGGING, "redacted_fields", CRITICAL),
    OutOfBand("old TLS", _old_tls, HTTPS, "ssl_policy", CRITICAL),
    OutOfBand("plain HTTP served", _serve_plain_http, HTTP, "default_action", CRITICAL),
    added("third listener", _third_listener, BALANCER, "listener", CRITICAL),
    added("rule on a listener", _rule_on_listener, HTTPS, "listener_rule", HIGH),
    OutOfBand("health check elsewhere", _other_health_path, TARGETS, "health_check", HIGH),
    OutOfBand("not sticky", _not_sticky, TARGETS, "stickiness", MEDIUM),
    added("foreign target", _foreign_target, TARGETS, "target", CRITICAL),
    OutOfBand(
        "balancer may be deleted",
        _balancer("deletion_protection.enabled", "false"),
        BALANCER,
        "enable_deletion_protection",
        HIGH,
    ),
    OutOfBand(
        "no access log",
        _balancer("access_logs.s3.enabled", "false"),
        BALANCER,
        "access_logs",
        CRITICAL,
    ),
    OutOfBand(
        "invalid headers pass",
        _balancer("routing.http.drop_invalid_header_fields.enabled", "false"),
        BALANCER,
        "drop_invalid_header_fields",
        HIGH,
    ),
    OutOfBand(
        "short idle timeout",
        _balancer("idle_timeout.timeout_seconds", "30"),
        BALANCER,
        "idle_timeout",
        MEDIUM,
    ),
    OutOfBand("balancer in more groups", _more_groups, BALANCER, "security_groups", CRITICAL),
]
DELETIONS = [
    gone("WAF log off", _waf_log_off, LOGGING, CRITICAL),
    gone("listener deleted", _delete_listener, HTTP, HIGH),
]
