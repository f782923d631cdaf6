"""An HTTPS listener has a certificate of ACM."""

from scripts.commands.scan.policy import Configuration, Violations, policy


@policy(
    5,
    "Only HTTPS listeners with a certificate forward to targets.",
    hipaa="312(a)(2)(iv) 312(e)(2)(ii)",
    nag="ELBv2ACMCertificateRequired",
)
def listener_certificate(configuration: Configuration) -> Violations:
    """A listener that only redirects needs none."""
    for listener in configuration.of("aws_lb_listener"):
        kinds = {action.get("type") for action in listener.blocks("default_action")}
        if kinds == {"redirect"}:
            continue
        if listener.get("protocol") != "HTTPS":
            yield listener.violates(f"forwards what comes by {listener.get('protocol')}")
        elif not str(listener.get("certificate_arn") or "").startswith(("arn:", "${aws_acm_")):
            yield listener.violates(f"certificate_arn is {listener.get('certificate_arn')}")
