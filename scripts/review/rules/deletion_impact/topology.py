"""What is lost with network, edge, roles and the application."""

from scripts.review.rules.loss import Loss, rebuilt, survives
from scripts.review.verdict import DESTROYS, INTERRUPTS, LOWERS, OPENS

OFFLINE = "OpenEMR is out of reach until the new one is up."

LOSSES: dict[str, Loss] = {
    "aws_vpc": Loss(INTERRUPTS, "Everything in the network ends."),
    "aws_subnet": survives(
        LOWERS, "The deployment stands in fewer subnets.", "what runs in the subnet ends."
    ),
    "aws_nat_gateway": survives(
        LOWERS,
        "The way out depends on fewer zones.",
        "connections to the outside end, and come from another address.",
    ),
    "aws_eip": Loss(INTERRUPTS, "Partners that know the deployment by this address refuse it."),
    "aws_internet_gateway": Loss(INTERRUPTS, OFFLINE),
    "aws_route": Loss(INTERRUPTS, "Connections over this route end."),
    "aws_route_table": Loss(INTERRUPTS, "Connections over its routes end."),
    "aws_route_table_association": Loss(INTERRUPTS, "The subnet falls back to the main routes."),
    "aws_vpc_endpoint": Loss(INTERRUPTS, "Calls of the service go through the internet instead."),
    "aws_security_group": Loss(INTERRUPTS, "What it admitted is cut off until another admits it."),
    "aws_default_security_group": rebuilt(),
    "aws_vpc_security_group_ingress_rule": Loss(INTERRUPTS, "What it admitted is cut off."),
    "aws_vpc_security_group_egress_rule": Loss(INTERRUPTS, "What it let out is cut off."),
    "aws_security_group_rule": Loss(INTERRUPTS, "What it let through is cut off."),
    "aws_network_acl": rebuilt(),
    "aws_network_acl_rule": rebuilt(),
    "aws_lb": Loss(INTERRUPTS, OFFLINE),
    "aws_lb_listener": Loss(INTERRUPTS, "Its port answers no more."),
    "aws_lb_listener_rule": rebuilt(),
    "aws_lb_target_group": Loss(
        INTERRUPTS, "Tasks get no requests until they are registered anew."
    ),
    "aws_acm_certificate": Loss(INTERRUPTS, "The listener needs another certificate."),
    "aws_acm_certificate_validation": rebuilt(),
    "aws_route53_record": survives(
        INTERRUPTS, "The name leads nowhere.", "the name leads nowhere for a moment."
    ),
    "aws_wafv2_web_acl": survives(
        OPENS,
        "No request is inspected and no path is closed any more.",
        "its rules count from the moment on at which it is associated.",
    ),
    "aws_wafv2_web_acl_association": survives(
        OPENS,
        "Requests reach the load balancer without passing the firewall.",
        "for a moment requests do not pass the firewall.",
    ),
    "aws_wafv2_web_acl_logging_configuration": rebuilt(OPENS, "Attacks leave no record."),
    "aws_wafv2_ip_set": survives(
        OPENS, "Rules about these addresses do nothing.", "rules about its addresses do nothing."
    ),
    "aws_iam_role": Loss(INTERRUPTS, "Whoever acts under this role is refused."),
    "aws_iam_policy": survives(None, "", "whoever has these rights is refused for a moment."),
    "aws_iam_role_policy": rebuilt(),
    "aws_iam_role_policy_attachment": Loss(INTERRUPTS, "The role loses the policy's rights."),
    "aws_iam_service_linked_role": Loss(INTERRUPTS, "The service cannot act in this account."),
    "aws_iam_account_password_policy": rebuilt(LOWERS, "People may choose weak passwords."),
    "aws_ecs_cluster": Loss(INTERRUPTS, OFFLINE),
    "aws_ecs_service": Loss(INTERRUPTS, OFFLINE),
    "aws_ecs_task_definition": survives(
        None, "", "the service starts new tasks, and the old ones end."
    ),
    "aws_ecr_repository": Loss(
        DESTROYS, "All images in it go away, and no new task starts until they are copied again."
    ),
    "aws_ecr_lifecycle_policy": rebuilt(),
    "aws_ecr_repository_policy": rebuilt(),
    "aws_appautoscaling_target": Loss(
        INTERRUPTS, "The number of tasks no longer follows the load."
    ),
    "aws_appautoscaling_policy": survives(
        INTERRUPTS,
        "The number of tasks no longer follows this load.",
        "for a moment the number of tasks does not follow the load.",
    ),
    "aws_elasticache_serverless_cache": Loss(INTERRUPTS, "Everybody is signed out."),
    "aws_elasticache_user_group": Loss(INTERRUPTS, "Sessions cannot be read without its users."),
    "aws_db_subnet_group": Loss(INTERRUPTS, "The database needs another place."),
    "aws_rds_cluster_parameter_group": Loss(
        INTERRUPTS, "The database needs other parameters, some after a restart."
    ),
}
