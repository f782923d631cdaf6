"""The load balancer speaks TLS to its targets as well."""

from scripts.commands.scan.policy import Configuration, Violations, policy


@policy(
    28,
    "A target group uses HTTPS for its targets and their health checks.",
    hipaa="312(e)(1) 312(e)(2)(ii)",
)
def encrypted_targets(configuration: Configuration) -> Violations:
    """Checkov's CKV_AWS_378 is satisfied by the listener's HTTPS."""
    for group in configuration.of("aws_lb_target_group"):
        if group.get("protocol") not in ("HTTPS", "TLS"):
            yield group.violates(f"protocol is {group.get('protocol')}")
        probe = group.get("health_check", "protocol")
        if probe not in (None, "HTTPS", "TLS"):
            yield group.violates(f"health_check.protocol is {probe}")
