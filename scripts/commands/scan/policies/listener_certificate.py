"""An HTTPS listener has a certificate of ACM."""

from collections.abc import Iterator

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.configuration import Configuration, Violation


@policy(
    5,
    "A listener forwards to targets by HTTPS only, with a certificate.",
    hipaa=("312(a)(2)(iv)", "312(e)(2)(ii)"),
    nag=("ELBv2ACMCertificateRequired",),
)
def listener_certificate(configuration: Configuration) -> Iterator[Violation]:
    """A listener that only redirects needs none."""
    for listener in configuration.of("aws_lb_listener"):
        kinds = {action.get("type") for action in listener.blocks("default_action")}
        if kinds == {"redirect"}:
            continue
        if listener.get("protocol") != "HTTPS":
            yield listener.violates(f"forwards what comes by {listener.get('protocol')}")
        elif not str(listener.get("certificate_arn") or "").startswith(("arn:", "${aws_acm_")):
            yield listener.violates(f"certificate_arn is {listener.get('certificate_arn')}")
