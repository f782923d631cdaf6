"""Who answered: OpenEMR, the firewall or load balancer before it, or something else."""

import time
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from scripts.commands.api_test.failures import CheckFailedError, Kind

# An Application Load Balancer that answers for its targets or for AWS WAF says so.
# https://docs.aws.amazon.com/waf/latest/developerguide/customizing-the-response-for-blocked-requests.html
_BALANCER = "awselb/"
_APACHE = "Apache"
_WAF_ACTION = "x-amzn-waf-action"
_LONGEST_QUOTE = 300


class Answers:
    """Judges each answer, and remembers what the server was seen to do."""

    def __init__(self) -> None:
        self.clock_difference = 0.0
        """Seconds by which this machine's clock is ahead of the server's."""
        self._let_through: set[tuple[str, str]] = set()

    def judge(self, response: requests.Response) -> None:
        """Raise CheckFailedError for what is not an answer of OpenEMR's own programs."""
        self._compare_clocks(response)
        place = (str(response.request.method), urlsplit(response.url).path)
        where = f"{place[0]} {place[1]}"
        if _is_from_waf(response):
            if place in self._let_through:
                raise CheckFailedError(
                    Kind.WAF_THROTTLE,
                    f"The web application firewall let {where} through before and now blocks it "
                    f"(HTTP {response.status_code}): too many requests.",
                )
            raise CheckFailedError(
                Kind.WAF_BLOCK,
                f"The web application firewall, not OpenEMR, refused {where} "
                f"(HTTP {response.status_code}).",
            )
        if response.status_code == 429:
            after = response.headers.get("Retry-After")
            wait = f"; it asks to wait {after} s" if after else ""
            raise CheckFailedError(
                Kind.RATE_LIMIT, f"Too many requests (HTTP 429 for {where}){wait}."
            )
        if response.status_code >= 500:
            raise _server_failure(response, where)
        self._let_through.add(place)

    def _compare_clocks(self, response: requests.Response) -> None:
        try:
            theirs = parsedate_to_datetime(response.headers.get("Date", ""))
        except ValueError:
            return
        self.clock_difference = time.time() - theirs.timestamp()


def _is_from_waf(response: requests.Response) -> bool:
    """OpenEMR refuses in JSON, and its web server says that it is Apache."""
    if _WAF_ACTION in response.headers:
        return True
    is_apache = response.headers.get("Server", "").startswith(_APACHE)
    is_foreign = not is_apache and not as_object(response)
    return response.status_code == 403 and (_is_from_balancer(response) or is_foreign)


def _is_from_balancer(response: requests.Response) -> bool:
    return response.headers.get("Server", "").startswith(_BALANCER)


def _server_failure(response: requests.Response, where: str) -> CheckFailedError:
    status = f"HTTP {response.status_code} for {where}"
    if _is_from_balancer(response):
        return CheckFailedError(
            Kind.NO_HEALTHY_TASK, f"The load balancer answers instead of OpenEMR: {status}."
        )
    return CheckFailedError(Kind.SERVER_ERROR, f"{status}{quoted(response)}.")


def as_object(response: requests.Response) -> dict[str, Any]:
    """The JSON object in an answer; empty if it holds none."""
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def quoted(response: requests.Response) -> str:
    """What an answer says about itself, to be put behind its status; empty if nothing."""
    said = as_object(response)
    words = [said.get(key) for key in ("error", "error_description", "hint", "message")]
    words += [issue.get("diagnostics") for issue in _issues(said)]
    unique = dict.fromkeys(word for word in words if isinstance(word, str) and word)
    return f": {'; '.join(unique)[:_LONGEST_QUOTE]}" if unique else ""


def _issues(said: dict[str, Any]) -> list[dict[str, Any]]:
    """The issues of a FHIR OperationOutcome."""
    issues = said.get("issue")
    return [each for each in issues if isinstance(each, dict)] if isinstance(issues, list) else []
