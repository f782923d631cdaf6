"""Settings of openemr/host-openemr-on-aws-fargate, where the seed project was continued.

cdk.json; switches are read as `== "true"` in openemr_ecs/openemr_ecs_stack.py.
"""

from scripts.commands.settings.import_.conversions import only_true, unless_false
from scripts.commands.settings.import_.entry import Becomes, missing_feature
from scripts.commands.settings.import_.predecessors.cdk import (
    CAPACITY,
    CERTIFICATE,
    IN_ZONE,
    IPV4,
    IPV6,
    LATER_FEATURES,
    MAIL_FORWARDING,
)
from scripts.commands.settings.import_.predecessors.predecessor import Predecessor

FARGATE = Predecessor(
    name="fargate",
    repository="openemr/host-openemr-on-aws-fargate",
    commit="d39a5122a0c52b78850ff96f7c8257f101c58d6b",
    format="cdk.json",
    keys={
        "security_group_ip_range_ipv4": IPV4,
        "security_group_ip_range_ipv6": IPV6,
        **CERTIFICATE,
        # Makes certificate and record, also beside a certificate_arn.
        "route53_domain": IN_ZONE,
        "email_forwarding_address": MAIL_FORWARDING,
        **CAPACITY,
        "enable_long_term_cloudtrail_monitoring": Becomes(
            "audit_trail.enabled", unless_false, protects=True
        ),
        "enable_ecs_exec": Becomes("enable_ecs_exec", only_true, default="false"),
        "activate_openemr_apis": Becomes("activate_openemr_apis", only_true),
        "open_smtp_port": missing_feature("tasks reach no mail server here, port 443 only"),
        **LATER_FEATURES,
    },
)
