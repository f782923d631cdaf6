"""Listeners and target groups."""

from scripts.commands.scan.policy import Configuration, Violations, policy


@policy(5, hipaa="312(a)(2)(iv) 312(e)(2)(ii)", nag="ELBv2ACMCertificateRequired")
def listener_certificate(configuration: Configuration) -> Violations:
    """Only HTTPS listeners with a certificate forward to targets."""
    # A listener that only redirects needs none.
    for listener in configuration.of("aws_lb_listener"):
        kinds = {action.get("type") for action in listener.blocks("default_action")}
        if kinds == {"redirect"}:
            continue
        if listener.get("protocol") != "HTTPS":
            yield listener.violates(f"forwards what comes by {listener.get('protocol')}")
        elif not str(listener.get("certificate_arn") or "").startswith(("arn:", "${aws_acm_")):
            yield listener.violates(f"certificate_arn is {listener.get('certificate_arn')}")


@policy(28, hipaa="312(e)(1) 312(e)(2)(ii)")
def encrypted_targets(configuration: Configuration) -> Violations:
    """A target group uses HTTPS for its targets and their health checks."""
    # Checkov's CKV_AWS_378 is satisfied by the listener's HTTPS.
    for group in configuration.of("aws_lb_target_group"):
        if group.get("protocol") not in ("HTTPS", "TLS"):
            yield group.violates(f"protocol is {group.get('protocol')}")
        probe = group.get("health_check", "protocol")
        if probe not in (None, "HTTPS", "TLS"):
            yield group.violates(f"health_check.protocol is {probe}")


# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
TLS_POLICIES = {
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


@policy(34, hipaa="312(e)(1) 312(e)(2)(ii)")
def tls_policy(configuration: Configuration) -> Violations:
    """An HTTPS listener accepts TLS 1.2 with forward secrecy and TLS 1.3, nothing older."""
    # A listener that names no policy gets an old one.
    for listener in configuration.of("aws_lb_listener"):
        encrypted = listener.get("protocol") in ("HTTPS", "TLS")
        if encrypted and listener.get("ssl_policy") not in TLS_POLICIES:
            yield listener.violates(f"ssl_policy is {listener.get('ssl_policy')}")
