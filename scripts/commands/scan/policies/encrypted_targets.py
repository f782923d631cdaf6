"""The load balancer speaks TLS to its targets as well."""

from collections.abc import Iterator

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.configuration import Configuration, Violation


@policy(
    28,
    "A target group speaks HTTPS to its targets, also when it asks for their health.",
    hipaa=("312(e)(1)", "312(e)(2)(ii)"),
)
def encrypted_targets(configuration: Configuration) -> Iterator[Violation]:
    """Checkov's CKV_AWS_378 is satisfied by the listener's HTTPS."""
    for group in configuration.of("aws_lb_target_group"):
        if group.get("protocol") not in ("HTTPS", "TLS"):
            yield group.violates(f"protocol is {group.get('protocol')}")
        probe = group.get("health_check", "protocol")
        if probe not in (None, "HTTPS", "TLS"):
            yield group.violates(f"health_check.protocol is {probe}")
