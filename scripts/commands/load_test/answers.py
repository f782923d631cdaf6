"""What the response to a request, or its absence, means."""

import re
from collections.abc import Mapping
from enum import Enum
from urllib.parse import urlsplit

from scripts.deployment.responder import Responder, responder


class Answer(str, Enum):
    """The outcome of a request; the value is its name in reports."""

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
        """True if a limit before OpenEMR refused it: no failure of OpenEMR, but no load on it."""
        return self in (Answer.BLOCKED, Answer.THROTTLED)

    @property
    def is_error(self) -> bool:
        """True if a user would have seen a failure."""
        return self is not Answer.OK and not self.is_limit


# What failures mean, and what to do. BLOCKED depends on which requests were.
MEANINGS = {
    Answer.THROTTLED: "Something before OpenEMR answered 429. Neither OpenEMR nor the firewall of "
    "this project does; look for a proxy in between.",
    Answer.NO_TASK: "The load balancer itself answered 502, 503 or 504: it had no healthy task, or "
    "a task broke off. See `openemr logs` and the service's events; autoscaling needs minutes.",
    Answer.SERVER_ERROR: "OpenEMR itself answered 5xx. See `openemr logs`.",
    Answer.REFUSED: "OpenEMR itself answered 4xx, though not for lack of a session: the user may "
    "lack rights, or the page is not in this release.",
    Answer.SIGNED_OUT: "OpenEMR did not know the session: a wrong user or password at the "
    "sign-in; later a session that was lost or timed out. See the cache's evictions and "
    "connections, and `openemr logs` for warnings about sessions.",
    Answer.UNEXPECTED: "The response was another page or redirect than requested. After a "
    "sign-in: a second factor or an expired password; use a user without one. A redirect never "
    "counts as served: it costs OpenEMR nothing.",
    Answer.ELSEWHERE: "A redirect leads to another scheme, host or port. It was not followed: load "
    "goes to the deployment only.",
    Answer.TIMED_OUT: "No complete response came within --timeout. If none came at all: the load "
    "balancer's security group drops what comes from networks not in the settings.",
    Answer.TLS: "The certificate was not accepted, or TLS failed. --ca names another CA.",
    Answer.NO_NAME: "The host's name does not resolve.",
    Answer.CONNECTION_REFUSED: "Nothing listens on that port.",
    Answer.CONNECTION_LOST: "The connection broke before the complete response came.",
}

# Three responses of OpenEMR to a session that it does not know (any more):
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
    """What a response means. Names of `headers` are in lower case.

    address: scheme, host and port requested. redirects: OpenEMR answers this request with a
    redirect; no other redirect is a success, for it costs OpenEMR nothing (`/`: below 1 ms).
    """
    if _has_lost_session(status, headers, text):
        return Answer.SIGNED_OUT
    if status >= 400 or responder(status, headers, text) is Responder.WAF:
        return _judge_failure(status, headers, text)
    if status >= 300:
        return _judge_redirect(headers.get("location", ""), address, expected=redirects)
    if text.strip() == _REFUSED_FORM:
        return Answer.REFUSED
    return Answer.UNEXPECTED if redirects else Answer.OK


def _has_lost_session(status: int, headers: Mapping[str, str], text: str) -> bool:
    """True if OpenEMR does not know the session, in the response of any release."""
    if status == 400 and not text.strip():
        return bool(_NEW_SESSION.search(headers.get("set-cookie", "")))
    if status == 200 and len(text) < _LONGEST_SCRIPT and _SENT_TO_SIGN_IN.search(text):
        return True
    return status in (200, 400) and text.lstrip().startswith(_NO_SESSION)


def _judge_failure(status: int, headers: Mapping[str, str], text: str) -> Answer:
    if status == 429:
        return Answer.THROTTLED
    by = responder(status, headers, text)
    if by is not Responder.OPENEMR:
        return Answer.BLOCKED if by is Responder.WAF else Answer.NO_TASK
    return Answer.SERVER_ERROR if status >= 500 else Answer.REFUSED


def _judge_redirect(location: str, address: str, *, expected: bool) -> Answer:
    to = urlsplit(location)
    if to.netloc and f"{to.scheme or urlsplit(address).scheme}://{to.netloc}" != address:
        return Answer.ELSEWHERE
    if _SIGN_IN_PAGE.search(to.path):
        return Answer.SIGNED_OUT
    return Answer.OK if expected else Answer.UNEXPECTED
