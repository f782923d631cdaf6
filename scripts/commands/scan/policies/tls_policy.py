"""Browsers negotiate TLS 1.2 with forward secrecy or 1.3."""

from scripts.commands.scan.policy import Configuration, Violations, policy

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
ACCEPTED = {
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
}


@policy(
    34,
    "An HTTPS listener accepts TLS 1.2 with forward secrecy and TLS 1.3, nothing older.",
    hipaa="312(e)(1) 312(e)(2)(ii)",
)
def tls_policy(configuration: Configuration) -> Violations:
    """A listener that names no policy gets an old one."""
    for listener in configuration.of("aws_lb_listener"):
        encrypted = listener.get("protocol") in ("HTTPS", "TLS")
        if encrypted and listener.get("ssl_policy") not in ACCEPTED:
            yield listener.violates(f"ssl_policy is {listener.get('ssl_policy')}")
