"""Settings of openemr/openemr-on-ecs 4.1.1.

cdk.json, and `openemr_resource_suffix` of openemr_ecs/stack.py. Switches are read by
openemr_ecs/utils.py, in any letter case.
"""

from scripts.commands.settings.import_.conversions import (
    any_true,
    integer,
    list_of,
    network_or_auto,
    openemr_in,
    text,
    unless_false,
)
from scripts.commands.settings.import_.entry import Becomes, Depends, Unsupported
from scripts.commands.settings.import_.predecessors.cdk import (
    CAPACITY,
    CERTIFICATE,
    IN_ZONE,
    IPV6,
    LATER_FEATURES,
    MAIL_FORWARDING,
)
from scripts.commands.settings.import_.predecessors.predecessor import Predecessor

_ALARM_MAIL = Becomes("monitoring.email_addresses", list_of(text))

ECS = Predecessor(
    name="ecs",
    repository="openemr/openemr-on-ecs",
    commit="2d68a42ec13ce84ca7cfd9dea0589734bc1aeddd",
    format="cdk.json",
    keys={
        "security_group_ip_range_ipv4": Becomes("security_group_ip_range", network_or_auto),
        "security_group_ip_range_ipv6": IPV6,
        **CERTIFICATE,
        # A certificate_arn wins, and then no record is made (openemr_ecs/stack.py, line 197).
        "route53_domain": Depends(
            "certificate_arn",
            if_set=Becomes("host_name", openemr_in, "its DNS record is yours, as it is there"),
            if_unset=IN_ZONE,
        ),
        # Gets the alarms where monitoring_email is missing (openemr_ecs/stack.py, line 497).
        "email_forwarding_address": Depends(
            "monitoring_email", if_set=MAIL_FORWARDING, if_unset=_ALARM_MAIL
        ),
        "monitoring_email": _ALARM_MAIL,
        "deployment_notification_email": _ALARM_MAIL,
        **CAPACITY,
        "openemr_service_fargate_cpu": Becomes("application.cpu", integer, default=2048),
        "openemr_service_fargate_memory": Becomes("application.memory_mib", integer, default=4096),
        "openemr_resource_suffix": Unsupported("names in AWS are made of the deployment's: --as"),
        "rds_deletion_protection": Becomes(
            "database.deletion_protected", unless_false, default=False, protects=True
        ),
        "disable_rds_deletion_protection_on_destroy": Unsupported(
            "`openemr destroy` lifts the protection itself, after consent"
        ),
        "enable_stack_termination_protection": Unsupported(
            "`environment` decides: a production cannot be destroyed by mistake"
        ),
        "enable_long_term_cloudtrail_monitoring": Becomes(
            "audit_trail.enabled", unless_false, protects=True
        ),
        "enable_monitoring_alarms": Becomes(
            "monitoring.enabled", unless_false, default="false", protects=True
        ),
        "enable_ecs_exec": Becomes("enable_ecs_exec", any_true, default="false"),
        "activate_openemr_apis": Becomes("activate_openemr_apis", any_true),
        **LATER_FEATURES,
    },
)
