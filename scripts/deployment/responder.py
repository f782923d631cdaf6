"""The system that answered an HTTP request: OpenEMR, AWS WAF or the load balancer."""

from collections.abc import Mapping
from enum import Enum

# An Application Load Balancer names itself where it answers for AWS WAF or for lack of targets.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
_LOAD_BALANCER = "awselb/"
# AWS WAF sends it with a CAPTCHA or a challenge (read 2026-11-25):
# https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
_WAF_ACTION = "x-amzn-waf-action"
_GATEWAY_ERRORS = (502, 503, 504)


class Responder(Enum):
    """A system that may answer a request."""

    OPENEMR = "OpenEMR"
    WAF = "AWS WAF"
    LOAD_BALANCER = "load balancer"


def responder(status: int, headers: Mapping[str, str], text: str) -> Responder:
    """The system that answered. `headers` has lower-case names, unless it ignores case.

    OpenEMR's web server is named Apache, and OpenEMR's own refusals are JSON or name OpenEMR.
    """
    if _WAF_ACTION in headers:
        return Responder.WAF
    server = headers.get("server", "").lower()
    has_marks = (
        server.startswith("apache")
        or "x-powered-by" in headers
        or "openemr" in headers.get("set-cookie", "").lower()
        or "openemr" in text.lower()
        or text.lstrip().startswith("{")
    )
    is_load_balancer = server.startswith(_LOAD_BALANCER)
    if status == 403 and (is_load_balancer or not has_marks):
        return Responder.WAF
    if (status >= 500 and is_load_balancer) or (status in _GATEWAY_ERRORS and not has_marks):
        return Responder.LOAD_BALANCER
    return Responder.OPENEMR
