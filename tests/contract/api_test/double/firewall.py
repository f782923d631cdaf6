"""AWS WAF and the load balancer in front, as far as they meet what API clients send.

The rules are those of stacks/components/firewall and of AWS's CommonRuleSet.
https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
"""

import re
from urllib.parse import unquote

from tests.contract.api_test.double.messages import Answer, Request

_CLINICAL_PATHS = re.compile(
    r"^/+(interface|portal|library|custom|controller\.php|apis|ccdaservice)(/|$)"
)
_REMOTE_FILE = re.compile(r"(?:https?|ftps?|file)://\d{1,3}(?:\.\d{1,3}){3}")
_LONGEST_QUERY, _LONGEST_BODY = 2048, 8192
_PAGE = (
    b"<html>\r\n<head><title>%s</title></head>\r\n<body>\r\n<center><h1>%s</h1></center>\r\n"
    b"</body>\r\n</html>\r\n"
)


def blocked(request: Request) -> Answer | None:
    """The answer instead of OpenEMR's, if a rule meets."""
    query, body = unquote(request.query_string), request.body.decode(errors="replace")
    met = [
        "user-agent" not in request.headers,
        len(request.query_string) > _LONGEST_QUERY,
        bool(_REMOTE_FILE.search(query)),
    ]
    if not _CLINICAL_PATHS.match(request.path):
        met += [len(request.body) > _LONGEST_BODY, bool(_REMOTE_FILE.search(unquote(body)))]
    return balancer_page(403, "403 Forbidden") if any(met) else None


def balancer_page(status: int, title: str) -> Answer:
    text = title.encode()
    headers = {"Server": "awselb/2.0", "Content-Type": "text/html"}
    return Answer(status, _PAGE % (text, text), headers)
