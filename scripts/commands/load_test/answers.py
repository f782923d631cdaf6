"""Who answered, and what it means: OpenEMR, the firewall, the load balancer, or nobody."""

import re
from collections.abc import Mapping
from enum import Enum
from urllib.parse import urlsplit


class Answer(str, Enum):
    """What became of a request; the value is its name in reports."""

    OK = "ok"
    BLOCKED = "blocked by the firewall"
    THROTTLED = "too many requests (429)"
    NO_TASK = "load balancer without a task"
    SERVER_ERROR = "error of OpenEMR (5xx)"
    REFUSED = "refused by OpenEMR (4xx)"
    SIGNED_OUT = "not signed in"
    UNEXPECTED = "unexpected page"
    ELSEWHERE = "redirect elsewhere"
    TIMED_OUT = "timed out"
    TLS = "TLS failed"
    NO_NAME = "name unknown"
    CONNECTION_REFUSED = "connection refused"
    CONNECTION_LOST = "connection lost"

    @property
    def is_limit(self) -> bool:
        """True if a limit before OpenEMR answered: no failure of OpenEMR, but no load on it."""
        return self in (Answer.BLOCKED, Answer.THROTTLED)

    @property
    def is_error(self) -> bool:
        """True if a user would have seen a failure."""
        return self is not Answer.OK and not self.is_limit


# The load balancer names itself where it answers for AWS WAF or for lack of targets.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
_LOAD_BALANCER = "awselb/"
# Where AWS WAF wants a CAPTCHA or a challenge (read 2026-11-25):
# https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
_WAF_ACTION = "x-amzn-waf-action"
_FROM_LOAD_BALANCER = (502, 503, 504)
# Three ways in which OpenEMR answers a session that it does not know (any more):
# 1. A wrong password, a session that timed out, a wrong token of the main page: a short page whose
#    script leads to the sign-in page, in every release (library/auth.inc.php, authLoginScreen).
# 2. 7.0.2 to 8.0.x, a session of which the cache has nothing: status 200 and one bare sentence
#    (interface/globals.php of 7.0.3, line 159; 7.0.3 and 8.0.0 were seen to do so on 2026-11-29).
# 3. 8.2, the same: an empty 400 that hands out a new cookie (MissingSiteIdException). 8.4.0 still
#    does (openemr issue 14008).
# Recorded in tests/contract/load_test/recorded.
# Refused rights come as 401, 403 or 404 with text (8.2, src/Common/Acl/AccessDeniedHelper.php).
_SIGN_IN_PAGE = re.compile(r"(?:^|/)login(?:_screen|/login)\.php")
_SENT_TO_SIGN_IN = re.compile(r"location\.href\s*=\s*['\"][^'\"]*/login(?:_screen|/login)\.php")
_LONGEST_SCRIPT = 4000
# A token of a form that is missing, with status 200 (src/Common/Csrf/CsrfUtils.php of 7.0.3).
_REFUSED_FORM = "Authentication Error"
_NO_SESSION = "Site ID is missing from session data"
_NEW_SESSION = re.compile(r"(?:^|[,;\s])OpenEMR=(?!deleted)[^;,\s]+")


def judge(
    status: int, headers: Mapping[str, str], text: str, address: str, *, redirects: bool
) -> Answer:
    """What an answer means. Names of `headers` are in lower case.

    address: scheme, host and port asked. redirects: OpenEMR answers this request with a redirect;
    no other redirect is a good answer, for it costs OpenEMR nothing (`/`: below 1 ms).
    """
    if _has_lost_session(status, headers, text):
        return Answer.SIGNED_OUT
    if status >= 400 or _WAF_ACTION in headers:
        return _judge_failure(status, headers, text)
    if status >= 300:
        return _judge_redirect(headers.get("location", ""), address, expected=redirects)
    if text.strip() == _REFUSED_FORM:
        return Answer.REFUSED
    return Answer.UNEXPECTED if redirects else Answer.OK


def _has_lost_session(status: int, headers: Mapping[str, str], text: str) -> bool:
    """True if OpenEMR says that it does not know who asks, in the words of any release."""
    if status == 400 and not text.strip():
        return bool(_NEW_SESSION.search(headers.get("set-cookie", "")))
    if status == 200 and len(text) < _LONGEST_SCRIPT and _SENT_TO_SIGN_IN.search(text):
        return True
    return status in (200, 400) and text.lstrip().startswith(_NO_SESSION)


def _judge_failure(status: int, headers: Mapping[str, str], text: str) -> Answer:
    if status == 429:
        return Answer.THROTTLED
    if _WAF_ACTION in headers or (status == 403 and _is_foreign(headers, text)):
        return Answer.BLOCKED
    if status in _FROM_LOAD_BALANCER and _is_foreign(headers, text):
        return Answer.NO_TASK
    return Answer.SERVER_ERROR if status >= 500 else Answer.REFUSED


def _is_foreign(headers: Mapping[str, str], text: str) -> bool:
    """True if not OpenEMR answered: the load balancer says so, or OpenEMR's marks are missing."""
    server = headers.get("server", "").lower()
    if server.startswith(_LOAD_BALANCER):
        return True
    has_marks = (
        server.startswith("apache")
        or "x-powered-by" in headers
        or "openemr" in headers.get("set-cookie", "").lower()
        or "openemr" in text.lower()
    )
    return not has_marks


def _judge_redirect(location: str, address: str, *, expected: bool) -> Answer:
    to = urlsplit(location)
    if to.netloc and f"{to.scheme or urlsplit(address).scheme}://{to.netloc}" != address:
        return Answer.ELSEWHERE
    if _SIGN_IN_PAGE.search(to.path):
        return Answer.SIGNED_OUT
    return Answer.OK if expected else Answer.UNEXPECTED
