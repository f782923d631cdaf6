"""Elastic Load Balancing."""

from scripts.resources.actions import elasticloadbalancing as elasticloadbalancing_actions
from scripts.resources.charges import network as network_charges
from scripts.resources.entry import KnownType, ResourceType
from scripts.resources.facets.arguments import Arguments
from scripts.resources.facets.changes import Rule
from scripts.resources.facets.charge import Free
from scripts.resources.facets.deletion import Deletion
from scripts.resources.facets.discovery import FoundBy
from scripts.resources.facets.drift import Drift, Sensitivity
from scripts.resources.facets.impact import INTERRUPTS, LOWERS, OPENS
from scripts.resources.facets.picture import Edge, Icon, PartOf
from scripts.resources.facets.predicates import (
    between,
    changed,
    fell,
    left,
    lost,
    stays_in_account,
    switched_off,
    switched_on,
    to_one_of,
)
from scripts.resources.facets.quota import Quota
from scripts.resources.finders import load_balancing

_LB_RULES = (
    Rule(
        "drop_invalid_header_fields",
        switched_off,
        LOWERS,
        "Malformed headers reach the application.",
        source=(
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"
        ),
    ),
    Rule(
        "desync_mitigation_mode",
        fell("strictest", "defensive", "monitor"),
        LOWERS,
        "The desync mitigation mode was {before} and is {after}.",
        source=(
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"
        ),
    ),
    Rule(
        "enable_waf_fail_open",
        switched_on,
        OPENS,
        "Requests are let through while the firewall does not respond.",
        source=(
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"
        ),
    ),
    Rule("access_logs.enabled", switched_off, LOWERS, "Requests are no longer logged."),
    Rule(
        "access_logs.bucket",
        changed,
        LOWERS,
        "Access logs go to {after} instead of {before}.",
    ),
    Rule("connection_logs.enabled", switched_off, LOWERS, "Connections are no longer logged."),
    Rule("subnets", lost, LOWERS, "The load balancer spans fewer Availability Zones."),
)

_LB_TARGET_GROUP_RULES = (
    Rule(
        "protocol",
        left("HTTPS", "TLS"),
        LOWERS,
        "Traffic from the load balancer to the tasks is no longer encrypted.",
    ),
    Rule("health_check.enabled", switched_off, LOWERS, "Unhealthy tasks keep receiving requests."),
    Rule(
        "health_check.path",
        changed,
        INTERRUPTS,
        "Tasks are healthy when {after} answers, instead of {before}.",
    ),
)


_LB_LISTENER_RULES = (
    Rule(
        "default_action.target_group_arn",
        changed,
        INTERRUPTS,
        "Requests go to {after} instead of {before}.",
    ),
    Rule(
        "default_action.forward.target_group",
        changed,
        INTERRUPTS,
        "Requests are distributed to other target groups, or by other weights.",
    ),
)

_LB_LISTENER_RULE_RULES = (
    Rule(
        "action.target_group_arn",
        changed,
        INTERRUPTS,
        "Requests go to {after} instead of {before}.",
    ),
    Rule(
        "action.forward.target_group",
        changed,
        INTERRUPTS,
        "Requests are distributed to other target groups, or by other weights.",
    ),
)

TYPES = (
    KnownType(name="aws_alb", rules=(*_LB_RULES,)),
    KnownType(name="aws_alb_listener", rules=(*_LB_LISTENER_RULES,)),
    KnownType(name="aws_alb_listener_rule", rules=(*_LB_LISTENER_RULE_RULES,)),
    KnownType(
        name="aws_alb_target_group",
        rules=(*_LB_TARGET_GROUP_RULES,),
    ),
    ResourceType(
        name="aws_lb",
        arguments=Arguments(
            needed=(
                "access_logs access_logs.bucket access_logs.enabled access_logs.prefix "
                "desync_mitigation_mode drop_invalid_header_fields enable_deletion_protection "
                "idle_timeout internal ip_address_type load_balancer_type name security_groups "
                "subnets"
            ),
            refers={
                "access_logs.bucket": "aws_s3_bucket",
                "security_groups": "aws_security_group",
                "subnets": "aws_subnet",
            },
            accepted={
                "desync_mitigation_mode": (None, "defensive", "strictest"),
                "drop_invalid_header_fields": (True,),
                "preserve_host_header": (None, False, True),
                "xff_header_processing_mode": (None, "append"),
            },
            from_settings="enable_deletion_protection ip_address_type name subnets",
            accepts={
                "idle_timeout": between(30, 4000),
                "ip_address_type": to_one_of("ipv4", "dualstack"),
            },
            grows="subnets",
        ),
        deletion=Deletion(INTERRUPTS, "OpenEMR is unreachable until the new one is up."),
        charge=network_charges.load_balancer,
        discovery=FoundBy(load_balancing.load_balancer),
        picture=Icon(
            "network/elb-application-load-balancer.png", "Application Load Balancer", "public", 2
        ),
        edges=(Edge("access_logs", "records", "requests"),),
        quota=Quota(
            "Application Load Balancers",
            "elasticloadbalancing",
            "L-53DA6B97",
            50,
            ("elbv2", "describe_load_balancers", "LoadBalancers"),
        ),
        actions=elasticloadbalancing_actions.LOAD_BALANCER,
        dimension="LoadBalancer",
        stack="deployment",
        required=True,
        requires=("aws_wafv2_web_acl_association",),
        protections={"enable_deletion_protection": True},
        rules=(*_LB_RULES,),
    ),
    ResourceType(
        name="aws_lb_listener",
        arguments=Arguments(
            needed=(
                "default_action default_action.redirect.port default_action.redirect.protocol "
                "default_action.redirect.status_code default_action.type load_balancer_arn "
                "port protocol"
            ),
            optional=(
                "certificate_arn default_action.redirect default_action.target_group_arn ssl_policy"
            ),
            refers={
                "default_action.target_group_arn": "aws_lb_target_group",
                "load_balancer_arn": "aws_lb",
            },
            from_settings=(
                "default_action.redirect.port default_action.redirect.protocol "
                "default_action.redirect.status_code default_action.type certificate_arn "
                "default_action.target_group_arn"
            ),
            accepts={"certificate_arn": stays_in_account},
            judged="default_action mutual_authentication ssl_policy",
        ),
        deletion=Deletion(INTERRUPTS, "Its port no longer answers."),
        charge=Free("Charged as a part of the load balancer."),
        discovery=FoundBy(load_balancing.listener),
        picture=PartOf("load_balancer_arn"),
        edges=(Edge("load_balancer_arn", "uses", "TLS", source="certificate_arn"),),
        actions=elasticloadbalancing_actions.LISTENER,
        stack="deployment",
        required=True,
        rules=(*_LB_LISTENER_RULES,),
        drift=Drift(Sensitivity.VITAL),
    ),
    KnownType(
        name="aws_lb_listener_certificate",
        charge=Free("Charged as a part of the load balancer."),
        drift=Drift(Sensitivity.VITAL),
    ),
    KnownType(
        name="aws_lb_listener_rule",
        deletion=Deletion(rebuilt=True),
        charge=Free("Charged as a part of the load balancer."),
        rules=(*_LB_LISTENER_RULE_RULES,),
        drift=Drift(Sensitivity.VITAL),
    ),
    ResourceType(
        name="aws_lb_target_group",
        arguments=Arguments(
            needed=(
                "deregistration_delay health_check health_check.healthy_threshold "
                "health_check.interval health_check.matcher health_check.path "
                "health_check.protocol health_check.timeout health_check.unhealthy_threshold "
                "name port protocol stickiness stickiness.cookie_duration stickiness.enabled "
                "stickiness.type target_type vpc_id"
            ),
            refers={"vpc_id": "aws_vpc"},
            from_settings="name",
            free="stickiness",
            accepts={
                "deregistration_delay": between(0, 3600),
                "health_check.healthy_threshold": between(2, 10),
                "health_check.interval": between(5, 60),
                "health_check.timeout": between(2, 60),
                "health_check.unhealthy_threshold": between(2, 5),
            },
        ),
        deletion=Deletion(INTERRUPTS, "Tasks receive no requests until they are registered again."),
        charge=Free("Charged as a part of the load balancer."),
        discovery=FoundBy(load_balancing.target_group),
        picture=PartOf(user="aws_ecs_service"),
        actions=elasticloadbalancing_actions.TARGET_GROUP,
        dimension="TargetGroup",
        stack="deployment",
        required=True,
        requires=("aws_lb_listener",),
        rules=(*_LB_TARGET_GROUP_RULES,),
        drift=Drift(critical="load_balancer_arns"),
    ),
)
