"""Rules about the network, load balancer, names and certificates."""

from scripts.review.rules.attribute import Rule
from scripts.review.rules.predicates import (
    appeared,
    changed,
    fell,
    left,
    lost,
    switched_off,
    switched_on,
)
from scripts.review.verdict import INTERRUPTS, LOWERS, OPENS

BALANCER = ("aws_lb", "aws_alb")
TARGETS = ("aws_lb_target_group", "aws_alb_target_group")
SUBNET = ("aws_subnet",)
ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"

RULES = (
    Rule(
        SUBNET,
        "map_public_ip_on_launch",
        switched_on,
        OPENS,
        "Whatever starts in the subnet gets an address on the internet.",
        new_too=True,
    ),
    Rule(
        SUBNET,
        "assign_ipv6_address_on_creation",
        switched_on,
        OPENS,
        "Whatever starts in the subnet gets an IPv6 address, which are all public.",
    ),
    Rule(
        BALANCER,
        "drop_invalid_header_fields",
        switched_off,
        LOWERS,
        "Malformed headers reach the application.",
        f"{ELB}/application-load-balancers.html",
    ),
    Rule(
        BALANCER,
        "desync_mitigation_mode",
        fell("strictest", "defensive", "monitor"),
        LOWERS,
        "Protection from request smuggling goes from {before} to {after}.",
        f"{ELB}/application-load-balancers.html",
    ),
    Rule(
        BALANCER,
        "enable_waf_fail_open",
        switched_on,
        OPENS,
        "Requests pass while the firewall does not answer.",
        f"{ELB}/application-load-balancers.html",
    ),
    Rule(BALANCER, "access_logs.enabled", switched_off, LOWERS, "Requests leave no record."),
    Rule(
        BALANCER,
        "access_logs.bucket",
        changed,
        LOWERS,
        "The records of requests go to {after} instead of {before}.",
    ),
    Rule(BALANCER, "connection_logs.enabled", switched_off, LOWERS, "Connections leave no record."),
    Rule(BALANCER, "subnets", lost, LOWERS, "The load balancer stands in fewer zones."),
    Rule(
        ("aws_alb_target_group", "aws_lb_target_group"),
        "protocol",
        left("HTTPS", "TLS"),
        LOWERS,
        "Traffic from the load balancer to the tasks is no longer encrypted.",
    ),
    Rule(
        TARGETS, "health_check.enabled", switched_off, LOWERS, "Broken tasks keep getting requests."
    ),
    Rule(
        TARGETS,
        "health_check.path",
        changed,
        INTERRUPTS,
        "Tasks are healthy when {after} answers, instead of {before}.",
    ),
    Rule(
        ("aws_acm_certificate",),
        "options.certificate_transparency_logging_preference",
        left("ENABLED"),
        LOWERS,
        "Certificates issued by mistake would not be noticed.",
    ),
    Rule(
        ("aws_route53_record",),
        "records",
        changed,
        INTERRUPTS,
        "The name leads to {after} instead of {before}.",
    ),
    Rule(
        ("aws_route53_record",),
        "alias.name",
        changed,
        INTERRUPTS,
        "The name leads to {after} instead of {before}.",
    ),
    Rule(
        ("aws_route",),
        "nat_gateway_id",
        changed,
        INTERRUPTS,
        "Connections to the outside end, and go through {after}.",
    ),
    Rule(
        ("aws_vpc_endpoint",),
        "route_table_ids",
        lost,
        INTERRUPTS,
        "Some subnets no longer reach the service inside of the network.",
    ),
    Rule(
        ("aws_vpc",),
        "enable_dns_support",
        switched_off,
        INTERRUPTS,
        "Names are no longer resolved.",
    ),
    Rule(
        ("aws_nat_gateway",),
        "connectivity_type",
        left("private"),
        OPENS,
        "The gateway leads to the internet.",
    ),
    Rule(("aws_eip",), "instance", appeared, OPENS, "A machine gets an address on the internet."),
)
